"""`zoo data`: the published data behind the datasets: what is on this machine, fetching, importing, and where it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zoo.cli import context, output
from zoo.cli.output import say
from zoo.errors import DataError, UsageError, did_you_mean
from zoo.ranking.tables.figures import size
from zoo.ranking.tables.table import Column

if TYPE_CHECKING:
    from zoo.data.manifest import Manifest
    from zoo.experiments.registry import Registry
    from zoo.plugin.sources import Source


@click.group("data", invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """List, fetch, import or locate published data.

    \b
    Examples:
      zoo data list
      zoo data fetch NAME
      zoo data import NAME FOLDER     on a machine without network
      cd "$(zoo data path NAME)"
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_(as_json: bool) -> None:
    """List the published data that datasets need, and what of it is on this machine."""
    from zoo.paths import data_folder

    found = [_entry(source, datasets) for source, datasets in _sources(context.registry())]
    if as_json:
        output.json(found)
        return
    rows = [[e["name"], e["state"], size(e["bytes"]), e["fingerprint"], ", ".join(e["datasets"])] for e in found]
    output.table(rows, ["name", "state", Column("size", right=True), "fingerprint", "datasets"])
    say(f"\nData folder: {data_folder()}")


@command.command("fetch")
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@click.option("--again", is_flag=True, help="Download and read the published data whatever is cached.")
def fetch(names: tuple[str, ...], again: bool) -> None:
    """Download published data, by the name of a dataset, and prepare them."""
    from zoo.api.progress.view import shown
    from zoo.data import cache
    from zoo.progress import reporter

    registry = context.registry()
    for name in names:
        source = _source(registry, name)
        if source is None:
            say(f"{name}: nothing to fetch, it needs no published data.")
            continue
        before = cache.cached(source)
        with shown():
            manifest = cache.fetch(source, reporter(), again=again)
        _tell(source, manifest, "is on this machine already" if before and not again else "is ready")


@command.command("import")
@click.argument("name")
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--as-is", is_flag=True, help="Accept what differs or cannot be checked; it marks every run made with it."
)
def import_(name: str, path: Path, as_is: bool) -> None:
    """Take published data from PATH: the publisher's archives in a folder, or what they unpack to."""
    from zoo.api.progress.view import shown
    from zoo.data.importing import import_data
    from zoo.paths import expand
    from zoo.progress import reporter

    source = _source(context.registry(), name)
    if source is None:
        raise UsageError(f"{name!r} needs no published data.", hint=f"zoo show {name}")
    with shown():
        manifest = import_data(source, expand(path), as_is=as_is, report=reporter())
    _tell(source, manifest, "is ready")


@command.command("path")
@click.argument("name", required=False)
def path(name: str | None) -> None:
    """Print where the data of NAME are, or the folder of all data."""
    from zoo.data import cache
    from zoo.paths import data_folder

    if name is None:
        output.path(data_folder())
        return
    source = _source(context.registry(), name)
    if source is None:
        raise UsageError(f"{name!r} keeps no data in the data folder.", hint=f"zoo show {name}")
    if cache.cached(source) is None:
        raise DataError(f"{source.name!r} is not on this machine.", hint=f"zoo data fetch {name}")
    output.path(cache.folder(source))


def _sources(registry: Registry) -> list[tuple[Source, list[str]]]:
    """Returns every source with the names of the datasets that read it, sorted by name."""
    from zoo.data.cache import folder

    found: dict[Path, tuple[Source, list[str]]] = {}
    for name in registry.names("dataset"):
        source = getattr(registry.component("dataset", name), "source", None)
        if source is not None:
            found.setdefault(folder(source), (source, []))[1].append(name)
    return sorted(found.values(), key=lambda pair: pair[0].name)


def _source(registry: Registry, name: str) -> Source | None:
    """Returns the source behind a dataset, or of that name itself; None for a dataset that needs none.

    Raises:
        UsageError: there is neither a dataset nor a source of that name.
    """
    if name in registry.names("dataset"):
        return getattr(registry.component("dataset", name), "source", None)
    sources = {source.name: source for source, _ in _sources(registry)}
    if name not in sources:
        known = sorted({*sources, *registry.names("dataset")})
        cause = did_you_mean(name, known) or f"Published data are known of {', '.join(sources) or 'none'}."
        raise UsageError(f"There is no dataset {name!r}.", cause=cause, hint="zoo data list")
    return sources[name]


def _entry(source: Source, datasets: list[str]) -> dict[str, Any]:
    from zoo.data import cache, manifest

    there, complete = manifest.read(cache.folder(source)), cache.cached(source)
    state = "absent" if there is None else "damaged" if complete is None else "as-is" if there.as_is else "ready"
    return {
        "name": source.name,
        "state": state,
        "bytes": there.bytes if there else None,
        "download_bytes": sum(file.size for file in source.files),
        "fingerprint": there.fingerprint if there else None,
        "origin": there.origin if there else None,
        "datasets": datasets,
        "path": str(cache.folder(source)),
    }


def _tell(source: Source, manifest: Manifest, what: str) -> None:
    mark = " as it is, not known to be what was published" if manifest.as_is else ""
    say(f"{source.name} {what}{mark}: {size(manifest.bytes)}, fingerprint {manifest.fingerprint}")
