"""`zoo verify SUITE`: a suite trained where that is missing, beside what is published."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zoo.cli import context, output
from zoo.cli.output import say
from zoo.cli.run.options import COUNT, DURATION, SEED_COUNT, SEEDS
from zoo.errors import UsageError

if TYPE_CHECKING:
    from zoo.execution.verification import Verified
    from zoo.ranking.verification.verdicts import Verification

FORMATS = ("table", "markdown", "csv", "json")


@click.command("verify")
@click.argument("suite", required=False)
@click.option("--epochs", type=COUNT, metavar="N", help="Train for N at most; what is done in full is taken as it is.")
@click.option("--seeds", type=SEED_COUNT, metavar="N", help="Train each N times, with the seeds 0 to N-1.")
@click.option("--seed", type=SEEDS, metavar="SEED", help="Train with this seed, or these: 0,3.")
@click.option("--limit", type=COUNT, metavar="N", help="Use N training images, and at most N of test.")
@click.option("--no-train", "train", flag_value=False, default=True, help="Judge what is done, and train nothing.")
@click.option("-j", "--jobs", type=COUNT, metavar="N", help="Train N at the same time.  [default: 1]")
@click.option("--threads", type=COUNT, metavar="N", help="Per run; they change the bits.  [default: cores / jobs]")
@click.option("--timeout", type=DURATION, metavar="TIME", help="End a run that takes longer: seconds, or 10m, 2h.")
@click.option("--refresh", type=click.Choice(["stale"]), help="Train again what other code or data have made.")
@click.option("--launcher", metavar="LAUNCHER", help="Where to train: zoo list launchers.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.option("--from", "source", type=click.Path(path_type=Path), metavar="FILE", help="Show what --json gave before.")
@click.option("-q", "--quiet", is_flag=True, help="Show no progress.")
def command(suite: str | None, form: str, source: Path | None, train: bool, quiet: bool, **typed: Any) -> int:
    """Train what is missing of a SUITE, and compare what it gives with what is published.

    The exit status is 0 where all that the suite expects is reproduced or better, else 1, whatever was cut; with
    --from, which verifies nothing, it is 0.

    \b
    Examples:
      zoo verify SUITE
      zoo verify SUITE --seeds 3
      zoo verify SUITE --epochs 8
      zoo verify SUITE --no-train --format markdown
      zoo verify SUITE --json > verification.json
      zoo verify --from verification.json
    """
    from zoo.ranking.verification import verdicts

    if source is not None:
        _show(verdicts.read(source), form)
        return 0
    if suite is None:
        raise UsageError("SUITE is missing.", cause="It says what to verify.", hint="zoo list suites")
    verified = _verified(suite, train=train, quiet=quiet, **typed)
    try:
        _show(verified.verification, form)
    finally:  # also where nobody reads it, the status says what came of it
        from zoo.api.results import complain

        complain(verified.records, verified.trained)
    return 0 if verified.verification.reproduced else 1


def _verified(
    suite: str, *, seeds: int | None, seed: tuple[int, ...] | None, train: bool, quiet: bool, **typed: Any
) -> Verified:
    from zoo.api.progress.view import shown
    from zoo.cli.run.errors import retyped
    from zoo.execution import verification
    from zoo.experiments.request import RunOptions, RunRequest

    if seeds is not None and seed is not None:
        raise UsageError("--seeds and --seed exclude each other.", hint=f"zoo verify {suite} --seeds {seeds}")
    flags, registry = context.settings(), context.registry()
    request = RunRequest(
        suite=suite, seeds=seed if seeds is None else range(seeds), epochs=typed.pop("epochs"), limit=typed.pop("limit")
    )
    plugins: Any = {"disabled_plugins": flags.disabled, "strict_plugins": flags.strict}
    options = RunOptions(**{**typed, "refresh": typed["refresh"] == "stale"}, **plugins)
    with retyped(), shown(registry, quiet=quiet) as listener:
        return verification.verify(request, options, [listener], registry=registry, train=train)


def _show(found: Verification, form: str) -> None:
    from zoo.ranking.verification import verdicts

    text = verdicts.table(found, output.width(), output.bold) if form == "table" else [verdicts.FORMATS[form](found)]
    say(*text)
