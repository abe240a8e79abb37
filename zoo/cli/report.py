"""`zoo report`: all that was trained as a web site, in files alone."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zoo.cli import context, output
from zoo.cli.output import say, tell
from zoo.errors import UsageError

if TYPE_CHECKING:
    from zoo.site.write import Written

PATH = click.Path(path_type=Path)


@click.command("report")
@click.option("-o", "--output", "folder", type=PATH, metavar="FOLDER", help="Where it goes; by default into site.")
@click.option("--from", "from_", type=PATH, metavar="FILE", help="Read a JSON export instead of the store.")
@click.option("--title", metavar="TEXT", help="What the site is called.")
@click.option("--open", "opened", is_flag=True, help="Show it in the browser.")
@click.option("--serve", "served", is_flag=True, help="Serve it to this machine, and renew it while runs end.")
@click.option("--port", type=click.IntRange(1, 65535), metavar="N", help="With --serve: its port; 8765, if free.")
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
def command(
    folder: Path | None,
    from_: Path | None,
    title: str | None,
    opened: bool,
    served: bool,
    port: int | None,
    as_json: bool,
) -> None:
    """Write all that was trained as a web site: the leaderboard, a page for each experiment and for each component, two
    rows compared.

    It needs no server and no network: open its index.html, or publish the folder. A second report writes what has
    changed. With --serve and without -o, nothing is left of it.

    \b
    Examples:
      zoo report
      zoo report -o results --open
      zoo report --from leaderboard.json
      zoo report --serve
    """
    if port is not None and not served:
        raise UsageError("--port is for --serve.", hint=f"zoo report --serve --port {port}")
    with _folder(folder, served) as where:
        write = _writer(where, from_, title, served)
        if served:
            _serve(write, where, from_, port, opened=opened, as_json=as_json)
            return
        found = write(False)
        output.json(found.to_dict()) if as_json else say(str(found))
        for line in found.remarks:
            tell(line)
        _show(found.index.absolute().as_uri(), opened)


@contextlib.contextmanager
def _folder(given: Path | None, served: bool) -> Iterator[Path]:
    """Yields where it is written."""
    if given or not served:
        yield (given or Path("site")).expanduser()
        return
    with tempfile.TemporaryDirectory(prefix="zoo-report-") as folder:
        yield Path(folder)


def _writer(where: Path, from_: Path | None, title: str | None, live: bool) -> Callable[[bool], Written]:
    """Returns what writes it, given whether to be quiet; raises what can be known before."""
    from zoo.api.report import written
    from zoo.site import manifest

    manifest.check(where)
    registry = context.registry(report=from_ is None)
    return lambda quiet: written(where, from_, title, registry, quiet=quiet, live=live)


def _serve(
    write: Callable[[bool], Written], where: Path, source: Path | None, port: int | None, *, opened: bool, as_json: bool
) -> None:
    """Serves it until there is a signal."""
    from zoo.execution.signals import SignalWatcher
    from zoo.site import follow
    from zoo.site.serve import serving

    since = follow.mark(source)
    with serving(where, port) as address:
        found = write(False)
        output.json({**found.to_dict(), "address": address}) if as_json else say(address)
        tell("Ctrl-C ends it.")
        _show(address, opened)
        with SignalWatcher() as stop:
            follow.follow(lambda: write(True), source, since, stop)


def _show(address: str, wanted: bool) -> None:
    """Opens an address in the browser, where that is wanted."""
    import webbrowser

    if wanted and not webbrowser.open(address):
        tell(f"No browser can be started here. Open {address}")
