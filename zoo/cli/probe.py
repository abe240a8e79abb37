"""`zoo probe RUN PROBE`: a question to a trained run and its answer, which is kept; `zoo probe RUN`: all answers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zoo.api.parts import one_part
from zoo.cli import context, output
from zoo.cli.destination import destination
from zoo.cli.output import say, tell
from zoo.errors import UsageError, shell_quote

if TYPE_CHECKING:
    from zoo.experiments.experiment import Part
    from zoo.experiments.registry import Registry
    from zoo.store import RunRecord, Store
    from zoo.store.answers import Answer


@click.command("probe", context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.argument("run")
@click.argument("probe", required=False)
@click.option("-o", "--output", "given", metavar="FILE", help="Write the picture there too: NAME.png.")
@click.option("--force", is_flag=True, help="Ask again; and with today's code and data, be the run stale.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def command(ctx: click.Context, run: str, probe: str | None, given: str | None, force: bool, as_json: bool) -> None:
    """Ask a trained RUN a question: PROBE or PROBE:key=value. Without PROBE, list what was asked and found.

    --KEY VALUE, after PROBE, sets a parameter too. What was found is kept with the run, and shown again without
    computing. RUN is named as by `zoo runs` or by the beginning of that.

    \b
    Examples:
      zoo list probes
      zoo probe RUN PROBE
      zoo probe RUN PROBE:PARAMETER=VALUE -o picture.png
      zoo probe RUN PROBE --PARAMETER VALUE
      zoo probe RUN
      zoo leaderboard --columns PROBE.NUMBER
    """
    from zoo.store import Store

    for word in filter(None, (run, probe)):
        if word.startswith("-"):
            raise UsageError(f"There is no option {word!r} here.", hint="zoo probe --help")
    registry, store = context.registry(), Store.open(create=False)
    part = None if probe is None else one_part(registry, "probe", probe, options(ctx.args, probe))
    record = store.run(run)
    if part is None:
        if given is not None:
            raise UsageError("-o is for the picture of one probe.", hint=f"zoo probe {record.name} PROBE -o FILE")
        _list(registry, record, as_json)
        return
    typed = shell_quote("zoo", "probe", record.name, str(part.term))
    target = None if given is None else destination(given, f"{part.name}.png", typed, [".png"])
    answer, fresh = _answer(registry, store, record, part, force, typed)
    written = _copied(record, answer, target)
    if as_json:
        output.json({"run": record.name, **answer, "files": [str(path) for path in written]})
    else:
        _show(registry, record, answer, written, None if fresh else typed)


def options(words: Sequence[str], probe: str) -> dict[str, str]:
    """Returns the parameters that are typed as options: `--key value` or `--key=value`.

    Raises:
        UsageError: something else, one that is typed twice, or without a value.
    """
    found: dict[str, str] = {}
    left = list(words)
    while left:
        key, joined, value = left.pop(0).partition("=")
        if not key.startswith("--") or not (joined or left):
            cause = "What follows the probe are its parameters: --key value."
            raise UsageError(f"{key!r} has no meaning here.", cause=cause, hint="zoo probe --help")
        name = key.removeprefix("--").replace("-", "_")
        if name in found:
            raise UsageError(f"{key} is given twice.", hint=f"zoo show {shell_quote(probe)} --kind probe")
        found[name] = value if joined else left.pop(0)
    return found


def _answer(
    registry: Registry, store: Store, record: RunRecord, part: Part, force: bool, typed: str
) -> tuple[Answer, bool]:
    """Returns what was found, and whether it was found just now."""
    from zoo.api.progress.view import shown
    from zoo.inspection import probes
    from zoo.store import shared
    from zoo.training.loading import trained

    with shown():
        folder = shared.folder(record)
    if not force and (answer := probes.kept(folder, part, registry)):
        probes.record(store, record.name, answer)
        return answer, False
    with context.offering_force(typed, forced=force):
        rebuilt = trained(record.name, registry=registry, store=store, force=force)
        tell(f"asking {record.name}: {part.term}")
        with context.native_silence(), shown():
            answer = probes.ask(rebuilt, part, registry, store, folder)
    shared.renew(record)
    return answer, True


def _copied(record: RunRecord, answer: Answer, target: Path | None) -> list[Path]:
    """Returns where the pictures are: in the run's folder, or copied to `target` and beside it."""
    from zoo import paths
    from zoo.files import atomic_write
    from zoo.store import answers

    kept = answers.pictures(paths.run_folder(record.name), answer)
    if target is None:
        return kept
    if not kept:
        raise UsageError(
            f"{answer['question']} draws no picture.", hint=f"zoo probe {record.name} {answer['question']}"
        )
    files = [target, *(target.with_name(f"{target.stem}-{path.name}") for path in kept[1:])]
    for path, file in zip(kept, files, strict=True):
        atomic_write(file, path.read_bytes())
    return files


def _list(registry: Registry, record: RunRecord, as_json: bool) -> None:
    from zoo.api.progress.view import shown
    from zoo.inspection import probes
    from zoo.store import answers, shared

    with shown():
        found = answers.every(shared.folder(record))
    if as_json:
        output.json([{**answer, "current": not probes.outdated(answer, registry)} for answer in found])
        return
    if not found:
        say(f"{record.name} was asked nothing yet. See: zoo list probes")
        return
    rows = [[answer["question"], _brief(registry, answer), _when(registry, answer)] for answer in found]
    output.table(rows, ["probe", "found", "asked"])


def _when(registry: Registry, answer: Answer) -> str:
    from zoo.inspection import probes
    from zoo.ranking.tables.figures import local

    return ", ".join(filter(None, [local(answer["measured"]), probes.outdated(answer, registry)]))


def _brief(registry: Registry, answer: Answer) -> str:
    from zoo.serving import described

    return "; ".join(f"{title} {value}" for title, value in described.numbers(answer, registry)) or "-"


def _show(registry: Registry, record: RunRecord, answer: Answer, files: list[Path], again: str | None) -> None:
    """Prints an answer.

    Args:
        again: the command that asks again, where this was found before.
    """
    from zoo.serving import described

    made_of = ", ".join(str(getattr(record, kind)) for kind in ("dataset", "model", "augmenter", "recipe"))
    say(output.bold(answer["question"]), f" of {record.name}: {made_of}")
    numbers = described.numbers(answer, registry)
    for title, value in numbers:
        say(f"  {title:<{max(len(name) for name, _ in numbers)}}  {value}")
    for each in answer["shown"]:
        say()
        _show_part(each)
    for note in answer["notes"]:
        say(f"Note: {note}")
    for path in files:
        say(f"Picture: {path}")
    if again:
        say(f"Found on {_when(registry, answer)}, and kept. Again: {again} --force")


def _show_part(part: Any) -> None:
    """Prints a text, or a table as its JSON."""
    if isinstance(part, str):
        say(part)
        return
    from zoo.ranking.tables.table import Column

    if part["title"]:
        say(part["title"])
    places = range(len(part["columns"]))
    right = [any(isinstance(row[place], (int, float)) for row in part["rows"]) for place in places]
    output.table(part["rows"], [Column(title, right=r) for title, r in zip(part["columns"], right, strict=True)])
