"""`zoo.run`: trains combinations, and records what comes of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal

from zoo.errors import UsageError

if TYPE_CHECKING:
    from zoo.api.recorded import Run
    from zoo.api.results import Results
    from zoo.experiments.registry import Registry
    from zoo.experiments.request import RunOptions, RunRequest

HELP = "zoo run --help"


def run(
    dataset: str | None = None,
    model: str | None = None,
    *,
    aug: str | None = None,
    recipe: str | None = None,
    seeds: int | None = None,
    seed: int | Sequence[int] | None = None,
    epochs: int | None = None,
    batch_size: int | None = None,
    precision: Literal["float32", "bfloat16", "auto"] | None = None,
    validation: float | Literal["none"] | None = None,
    limit: int | None = None,
    from_: str | Run | None = None,
    suite: str | None = None,
    jobs: int | None = None,
    threads: int | None = None,
    timeout: float | str | None = None,
    fail_fast: bool = False,
    force: bool = False,
    refresh: Literal["stale"] | None = None,
    launcher: str | None = None,
    ship_data: bool = False,
    dry_run: bool = False,
    probe: bool = True,
    quiet: bool = False,
    check: bool = True,
    no_plugin: Sequence[str] = (),
    strict_plugins: bool = False,
    registry: Registry | None = None,
) -> Results:
    """Trains combinations of dataset, model, augmenter and recipe, as `zoo run` with the same options does; without
    arguments, the demo. Workers train; what is done is skipped, what was interrupted goes on from its last checkpoint.

    It may be called in a script without `if __name__ == "__main__"`, in a notebook and in any thread.

    Args:
        dataset, model, aug, recipe: each NAME or NAME:key=value:key=value; commas make every combination, '+' chains
            augmenters.
        seeds: train each combination so many times, with the seeds from 0 on.
        seed: train with this seed, or these; by default 0.
        epochs, batch_size: in place of the recipe's.
        precision: of the computation; 'auto' takes bfloat16 where the processor has instructions for it and is measured
            to be faster. Weights, logits and loss are float32.
        validation: the part of train that is held out, a fraction of 1, or 'none'.
        limit: use so many training images, and at most as many of test.
        from_: the run, or the `.keras` file, whose weights each model begins with where its layers fit: fine-tuning.
        suite: a suite of the catalogue; options beside it override its own.
        jobs: train so many at the same time; by default one, or what a launcher of more machines has room for.
        threads: of each run; they change the bits. By default the cores divided by `jobs`, or what the launcher says.
        timeout: end a run that takes longer: seconds, or '10m', '2h'.
        fail_fast: stop all when one fails; what is stopped can go on later.
        force: train everything from its beginning, what is done too.
        refresh: 'stale' trains again what other code or data have made.
        launcher: where to train: an expression.
        ship_data: bring published data to nodes of a cluster that have none.
        dry_run: train nothing; what is returned says what would be trained and what that takes, and has the runs that
            are done.
        probe: with `dry_run`, whether workers measure what no earlier run tells.
        quiet: show no progress.
        check: whether runs that fail or diverge raise an error when all have ended; without it, look at `run.status`.
        no_plugin: plugins to leave out, each by its package or its identity.
        strict_plugins: whether a problem of any plugin is an error.
        registry: the components; by default all that are installed.

    Raises:
        UsageError, PluginError, DataError: what is asked for cannot be; nothing was trained.
        RunFailed: a run failed or diverged; all others are trained.
        StoreError: the store or the disk below it cannot be written.
        ZooError: it was interrupted by Ctrl-C or SIGTERM; the same call goes on.
    """
    from zoo.api import installed
    from zoo.api.progress.view import shown
    from zoo.execution import requests
    from zoo.experiments.options import READERS

    made_of = {"dataset": dataset, "model": model, "augmenter": aug, "recipe": recipe, "suite": suite}
    given: dict[str, Any] = {"epochs": epochs, "batch_size": batch_size, "validation": validation, "limit": limit}
    given["precision"] = None if precision is None else _read("precision", READERS["precision"], precision)
    given["from_"] = None if from_ is None else str(from_)
    request = _request(seeds, seed, **made_of, **given)
    options = _options(
        jobs=jobs, threads=threads, timeout=timeout, refresh=refresh, fail_fast=fail_fast, force=force,
        launcher=launcher, ship_data=ship_data, disabled_plugins=no_plugin, strict_plugins=strict_plugins,
    )  # fmt: skip
    known = installed.registry(registry, disabled=no_plugin, strict=strict_plugins)
    with shown(known, quiet=quiet) as listener:
        if dry_run:
            from zoo.api.outlook import Prospect

            return Prospect(requests.look_ahead(request, options, [listener], registry=known, probe=probe), known)
        outcome = requests.run(request, options, [listener], registry=known)
    from zoo.api.results import Results

    results = Results(outcome, known)
    if check:
        results.check()
    return results


def _request(seeds: int | None, seed: int | Sequence[int] | None, **asked: Any) -> RunRequest:
    from zoo.experiments.options import READERS
    from zoo.experiments.request import RunRequest

    if seeds is not None:
        seeds = _read("seeds", READERS["seeds"], seeds)
        if seed is not None:
            every = ",".join(map(str, range(seeds)))
            raise UsageError("--seeds and --seed exclude each other.", hint=f"zoo run --seed {every}")
        return RunRequest(**asked, seeds=range(seeds))
    chosen = [seed] if isinstance(seed, int) else seed
    return RunRequest(**asked, seeds=chosen)


def _options(*, refresh: str | None, **given: Any) -> RunOptions:
    from zoo.api.installed import one_of
    from zoo.experiments.options import count, seconds
    from zoo.experiments.request import RunOptions

    if refresh is not None:
        one_of("refresh", refresh, ["stale"], HELP)
    for name, read in {"jobs": count, "threads": count, "timeout": seconds}.items():
        given[name] = None if given[name] is None else _read(name, read, given[name])
    return RunOptions(**given, refresh=refresh == "stale")


def _read(name: str, read: Callable[[str], Any], value: Any) -> Any:
    try:
        return read(str(value))
    except ValueError as error:
        raise UsageError(f"{name}: {error}", hint=HELP) from error
