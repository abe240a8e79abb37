"""What `zoo run` is asked for: which experiments (`RunRequest`), and how to train them (`RunOptions`)."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from zoo.errors import UsageError
from zoo.experiments import suites
from zoo.experiments.options import READERS
from zoo.experiments.suites import Suite, Words
from zoo.experiments.unavailable import Unavailable, unusable
from zoo.plugin import expressions
from zoo.plugin.components import FROM, PARTS
from zoo.plugin.expressions import Term

if TYPE_CHECKING:
    from zoo.experiments.experiment import Experiment
    from zoo.experiments.registry import Registry

OVERRIDES = ("epochs", "batch_size", "precision")
"""Parameters that every recipe has, and that have options of their own."""


@dataclass(frozen=True, kw_only=True)
class RunOptions:
    """How experiments are trained.

    Args:
        jobs: how many at the same time; by default one, or what a launcher of more machines has room for.
        threads: of each run; by default the cores divided by `jobs`, or what the launcher says. They change the bits.
        timeout: seconds that a check and a run may take, from when a worker begins with it.
        fail_fast: whether the first run that fails ends the others, as interrupted.
        force: train everything from its beginning, what is done too.
        refresh: train again what other code or data have made.
        launcher: the expression of the launcher; by default the catalogue's.
        ship_data: whether a launcher of other machines brings this one's published data to those that have none.
        disabled_plugins: what workers leave out, as `zoo --no-plugin` does.
        strict_plugins: whether a problem of any plugin is an error.
    """

    jobs: int | None = None
    threads: int | None = None
    timeout: float | None = None
    fail_fast: bool = False
    force: bool = False
    refresh: bool = False
    launcher: str | None = None
    ship_data: bool = False
    disabled_plugins: Sequence[str] = ()
    strict_plugins: bool = False


@dataclass(frozen=True, kw_only=True)
class RunRequest:
    """Which experiments: every combination of the alternatives given. What is None is the suite's, else the
    catalogue's; without dataset and model, it is the demo.

    Args:
        dataset, model, augmenter, recipe: expressions: `mlp,cnn6:conv_dropout=0`.
        suite: a set of experiments of the catalogue; what is given beside it overrides what it says.
        seeds: a run of each for every one of these, from 0 to 4294967295.
        epochs, batch_size, precision: in place of the recipe's.
        validation: the part of train held out, a fraction of 1; `none` for none.
        limit: how many training images to use, and at most that many of test.
        from_: the run, or the `.keras` file, whose weights each model begins with where its layers fit: fine-tuning.
    """

    dataset: str | None = None
    model: str | None = None
    augmenter: str | None = None
    recipe: str | None = None
    suite: str | None = None
    seeds: Sequence[int] | None = None
    epochs: int | None = None
    batch_size: int | None = None
    precision: str | None = None
    validation: float | str | None = None
    limit: int | None = None
    from_: str | None = None

    def compose(self, registry: Registry) -> Composed:
        """Returns the experiments that are asked for, each once, of the components in `registry`.

        Raises:
            UsageError: a name, a parameter or a combination that cannot be.
        """
        return Composed.of(self.by_run(registry))

    def by_run(self, registry: Registry) -> list[Composed]:
        """Returns what `compose` does of `registry`, apart for each run of the suite; without a suite, as one run.

        Raises:
            UsageError: as `compose`, or there is no such suite.
        """
        if self.suite is None:
            return [_compose(registry, _complete(registry, self._words()))]
        suite = registry.suite(self.suite)
        return [_of_suite(registry, suite, run, self._words()) for run in suite.runs]

    def _words(self) -> dict[str, str]:
        """Returns what is given, as it would be typed."""
        seeds = None if self.seeds is None else ",".join(map(str, self.seeds))
        own = {key: value for key, value in vars(self).items() if key not in ("suite", "seeds")}
        return {key.rstrip("_"): str(value) for key, value in {**own, "seed": seeds}.items() if value is not None}


@dataclass(frozen=True, kw_only=True)
class Composed:
    """The experiments that can be tried, and the combinations that cannot."""

    experiments: list[Experiment] = field(default_factory=list)
    unavailable: list[Unavailable] = field(default_factory=list)

    @classmethod
    def of(cls, several: Iterable[Composed]) -> Composed:
        """Returns all of several as one, each experiment once."""
        several = list(several)
        experiments = {experiment.id: experiment for one in several for experiment in one.experiments}
        return cls(
            experiments=list(experiments.values()), unavailable=[each for one in several for each in one.unavailable]
        )


def _complete(registry: Registry, given: Words) -> dict[str, str]:
    """Returns what is given over the defaults; where neither dataset nor model is given, over the demo."""
    demo = {} if {"dataset", "model"} & set(given) else registry.catalogue.demo
    words = _over(registry, suites.over(registry.catalogue.defaults, demo), given)
    for kind in ("dataset", "model"):
        if kind not in words:
            raise UsageError(
                f"--{kind} is missing.",
                cause="A run needs a dataset and a model; without both, zoo run trains the demo.",
                hint=f"zoo list {kind}s",
            )
    return words


def _of_suite(registry: Registry, suite: Suite, run: Words, given: Words) -> Composed:
    try:
        return _compose(registry, _over(registry, suites.over(registry.catalogue.defaults, run), given))
    except UsageError as error:
        file = registry.catalogue.origin("suites", suite.name) or "registry.yaml"
        error.cause = " ".join(filter(None, [error.cause, f"The suite {suite.name!r} in {file} asks it."]))
        raise


def _over(registry: Registry, below: Words, given: Words) -> dict[str, str]:
    """Returns what is given over what is not: `--epochs 2` wins over a recipe's own, unless the recipe is given too."""
    words = suites.over(below, given)
    overrides = set(OVERRIDES) & set(given)
    if overrides and "recipe" in words and "recipe" not in given:
        words["recipe"] = _without(registry, words["recipe"], overrides)
    return words


def _without(registry: Registry, recipe: str, parameters: Collection[str]) -> str:
    """Returns the expression of a recipe without some of its parameters; presets are written out."""

    def stripped(term: Term) -> Term:
        return Term(term.name, {key: value for key, value in term.values.items() if key not in parameters})

    chains = [registry.expand("recipe", chain) for chain in expressions.parse(recipe)]
    return expressions.format_alternatives([[stripped(term) for term in chain] for chain in chains])


def _compose(registry: Registry, words: Words) -> Composed:
    from zoo.experiments import experiment

    if lacking := [kind for kind in PARTS if kind not in words]:
        raise UsageError(f"--{lacking[0]} is missing, and the catalogue has no default.", hint="zoo list")
    seeds = range(_read(words, "seeds")) if "seeds" in words else _read(words, "seed", "0")
    alternatives = {kind: [expressions.format_chain(c) for c in expressions.parse(words[kind])] for kind in PARTS}
    errors = dict(unusable(registry, words))
    rows = [dict(zip(PARTS, texts, strict=True)) for texts in itertools.product(*alternatives.values())]
    unavailable = [
        Unavailable(expressions=row, seeds=seeds, error=next(errors[key] for key in row.items() if key in errors))
        for row in rows
        if errors.keys() & row.items()
    ]
    present = {kind: [text for text in alternatives[kind] if (kind, text) not in errors] for kind in PARTS}
    if not all(present.values()):
        return Composed(unavailable=unavailable)
    experiments = experiment.compose(
        registry,
        **{kind: ",".join(texts) for kind, texts in present.items()},
        seeds=seeds,
        limit=_read(words, "limit"),
        validation=_read(words, "validation"),
        overrides={word: _read(words, word) for word in (*OVERRIDES, FROM.name) if word in words},
    )
    return Composed(experiments=experiments, unavailable=unavailable)


def _read(words: Words, word: str, default: str | None = None) -> Any:
    value = words.get(word, default)
    try:
        return None if value is None else READERS[word](str(value))
    except ValueError as error:
        raise UsageError(f"{word}: {error}", hint="zoo run --help") from error
