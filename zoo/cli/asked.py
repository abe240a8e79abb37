"""What `zoo run` is asked for: the experiments of the options typed, or of a suite, and those that nothing can run."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from zoo.cli.absent import Absent, refusal, unusable
from zoo.errors import UsageError
from zoo.experiments import suites
from zoo.experiments.options import READERS
from zoo.experiments.suites import EXPRESSIONS, Suite, Words
from zoo.plugin import expressions

if TYPE_CHECKING:
    from zoo.experiments.experiment import Experiment
    from zoo.experiments.registry import Registry

OVERRIDES = ("epochs", "batch_size")
"""Parameters that every recipe has, and that have options of their own."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The experiments that can be tried, and the combinations that cannot."""

    experiments: list[Experiment] = field(default_factory=list)
    absent: list[Absent] = field(default_factory=list)

    def refuse(self) -> None:
        """Raises `Refused` where there are some that cannot."""
        if self.absent:
            groups = {experiment.group_id for experiment in self.experiments}
            raise refusal(self.absent, len(groups) + len({one.name for one in self.absent}))


def compose(registry: Registry, *, suite: str | None = None, **typed: Any) -> Asked:
    """Returns what the options ask for; those not typed are None. With a suite, what is typed overrides what it says.

    Raises:
        UsageError: a name, a parameter or a combination of options that cannot be.
    """
    given = {word: _text(value) for word, value in typed.items() if value is not None}
    if {"seeds", "seed"} <= set(given):
        every = _text(range(int(given["seeds"])))
        raise UsageError("--seeds and --seed exclude each other.", hint=f"zoo run --seed {every}")
    if suite is None:
        return _merged([_compose(registry, _complete(registry, given))])
    chosen = registry.suite(suite)
    return _merged([_of_suite(registry, chosen, run, given) for run in chosen.runs])


def _complete(registry: Registry, given: Words) -> dict[str, str]:
    """Returns what is typed over the defaults; where neither dataset nor model is typed, over the demo."""
    demo = {} if {"dataset", "model"} & set(given) else registry.demo
    words = _over(registry, suites.over(registry.defaults, demo), given)
    for kind in ("dataset", "model"):
        if kind not in words:
            raise UsageError(
                f"--{kind} is missing.",
                cause="A run needs a dataset and a model; without both, zoo run trains the demo.",
                hint=f"zoo list {kind}s",
            )
    return words


def _of_suite(registry: Registry, suite: Suite, run: Words, given: Words) -> Asked:
    try:
        return _compose(registry, _over(registry, suites.over(registry.defaults, run), given))
    except UsageError as error:
        file = registry.catalogue.origin("suites", suite.name) or "registry.yaml"
        error.cause = " ".join(filter(None, [error.cause, f"The suite {suite.name!r} in {file} asks it."]))
        raise


def _over(registry: Registry, below: Words, given: Words) -> dict[str, str]:
    """Returns what is typed over what is not: `--epochs 2` wins over a recipe's own, unless the recipe is typed too."""
    words = suites.over(below, given)
    overrides = set(OVERRIDES) & set(given)
    if overrides and "recipe" in words and "recipe" not in given:
        words["recipe"] = _without(registry, words["recipe"], overrides)
    return words


def _without(registry: Registry, recipe: str, parameters: Collection[str]) -> str:
    """Returns the expression of a recipe without some of its parameters; presets are written out."""
    chains = [registry.expand("recipe", chain) for chain in expressions.parse(recipe)]
    return expressions.format_alternatives([[_stripped(term, parameters) for term in chain] for chain in chains])


def _stripped(term: expressions.Term, parameters: Collection[str]) -> expressions.Term:
    return expressions.Term(term.name, {key: value for key, value in term.values.items() if key not in parameters})


def _compose(registry: Registry, words: Words) -> Asked:
    from zoo.experiments import experiment

    if lacking := [kind for kind in EXPRESSIONS if kind not in words]:
        raise UsageError(f"--{lacking[0]} is missing, and the catalogue has no default.", hint="zoo list")
    seeds = range(_read(words, "seeds")) if "seeds" in words else _read(words, "seed", "0")
    alternatives = {kind: [expressions.format_chain(c) for c in expressions.parse(words[kind])] for kind in EXPRESSIONS}
    errors = dict(unusable(registry, words))
    absent = [
        Absent(expressions=dict(zip(EXPRESSIONS, row, strict=True)), seeds=seeds, error=error)
        for row in itertools.product(*alternatives.values())
        if (error := next((errors[key] for key in zip(EXPRESSIONS, row, strict=True) if key in errors), None))
    ]
    present = {kind: [text for text in alternatives[kind] if (kind, text) not in errors] for kind in EXPRESSIONS}
    if not all(present.values()):
        return Asked(absent=absent)
    experiments = experiment.compose(
        registry,
        **{kind: ",".join(texts) for kind, texts in present.items()} if errors else {k: words[k] for k in EXPRESSIONS},
        seeds=seeds,
        limit=_read(words, "limit"),
        validation=_read(words, "validation"),
        overrides={word: _read(words, word) for word in OVERRIDES if word in words},
    )
    return Asked(experiments=experiments, absent=absent)


def _merged(several: Sequence[Asked]) -> Asked:
    """Returns several as one, each experiment once."""
    experiments = {experiment.id: experiment for asked in several for experiment in asked.experiments}
    return Asked(experiments=list(experiments.values()), absent=[one for asked in several for one in asked.absent])


def _read(words: Words, word: str, default: str | None = None) -> Any:
    value = words.get(word, default)
    return None if value is None else READERS[word](_text(value))


def _text(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, (tuple, range)) else str(value)
