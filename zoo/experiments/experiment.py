"""What a run is made of, its id and its command line."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from zoo.errors import UsageError, shell_quote
from zoo.experiments.beginning import canonical
from zoo.plugin import expressions
from zoo.plugin.components import FROM
from zoo.plugin.parameters import format_value

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry
    from zoo.plugin.components import Component

OPTIONS = {"dataset": "-d", "model": "-m", "augmenter": "-a", "recipe": "-r"}


@dataclass(frozen=True)
class Part:
    """A component with the value of each of its parameters; `changed` names those that are not the default."""

    name: str
    values: Mapping[str, Any]
    changed: tuple[str, ...] = ()

    @classmethod
    def of(cls, component: Component, given: Mapping[str, Any]) -> Part:
        """Resolves what was typed. Raises `UsageError` for an unknown, missing or invalid value."""
        values = component.resolve(given)
        changed = [name for name, value in values.items() if value != component.parameters[name].default]
        return cls(component.name, values, tuple(sorted(changed)))

    @property
    def term(self) -> expressions.Term:
        """The shortest expression that means this part."""
        return expressions.Term(self.name, {name: self.values[name] for name in self.changed})

    def identity(self) -> dict[str, Any]:
        """Returns what of it is part of an experiment's id."""
        return {"name": self.name, "values": {name: _plain(self.values[name]) for name in self.changed}}

    def to_dict(self) -> dict[str, Any]:
        values = {name: _plain(value) for name, value in self.values.items()}
        return {"name": self.name, "values": values, "changed": list(self.changed)}

    @classmethod
    def from_dict(cls, record: Mapping[str, Any], component: Component) -> Part:
        """Rebuilds a recorded part: its values as they were, even where a default has changed since."""
        return cls(record["name"], component.resolve(record["values"]), tuple(record["changed"]))


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """Dataset, model, chain of augmenters, recipe and seed, each with its resolved parameters.

    Args:
        limit: the number of training images, or None for all.
        validation: the part of train held out for validation, or None for none.
    """

    dataset: Part
    model: Part
    augmenters: tuple[Part, ...]
    recipe: Part
    seed: int = 0
    limit: int | None = None
    validation: float | None = 0.1

    @cached_property
    def id(self) -> str:
        """A hash of what was asked for. Parameters left at their default have no part in it."""
        return _digest({**self._identity, "seed": self.seed})

    @cached_property
    def group_id(self) -> str:
        """The id of the experiment without its seed: a row of the leaderboard."""
        return _digest(self._identity)

    @property
    def expressions(self) -> dict[str, str]:
        """Each kind's shortest expression."""
        parts = list(self.parts())
        return {
            kind: expressions.format_chain([part.term for known, part in parts if known == kind]) for kind in OPTIONS
        }

    def parts(self) -> Iterable[tuple[str, Part]]:
        """Yields every part with its kind."""
        yield "dataset", self.dataset
        yield "model", self.model
        yield from (("augmenter", part) for part in self.augmenters)
        yield "recipe", self.recipe

    def command(self) -> str:
        """Returns the command line that repeats this experiment."""
        return command_line(self.expressions, seeds=[self.seed], validation=self.validation, limit=self.limit)

    def to_dict(self) -> dict[str, Any]:
        own = {"seed": self.seed, "limit": self.limit, "validation": self.validation}
        return {**self._described(Part.to_dict), **own}

    @classmethod
    def from_dict(cls, record: Mapping[str, Any], registry: Registry) -> Experiment:
        """Rebuilds a recorded experiment. Raises `UsageError` where a component is no longer there."""

        def part(kind: str, entry: Mapping[str, Any]) -> Part:
            return Part.from_dict(entry, registry.component(kind, entry["name"]))

        return cls(
            dataset=part("dataset", record["dataset"]),
            model=part("model", record["model"]),
            augmenters=tuple(part("augmenter", entry) for entry in record["augmenters"]),
            recipe=part("recipe", record["recipe"]),
            **{name: record[name] for name in ("seed", "limit", "validation")},
        )

    @property
    def _identity(self) -> dict[str, Any]:
        return {**self._described(Part.identity), "limit": self.limit, "validation": _plain(self.validation)}

    def _described(self, describe: Callable[[Part], Any]) -> dict[str, Any]:
        return {
            "dataset": describe(self.dataset),
            "model": describe(self.model),
            "augmenters": [describe(part) for part in self.augmenters],
            "recipe": describe(self.recipe),
        }


def compose(
    registry: Registry,
    *,
    dataset: str,
    model: str,
    augmenter: str,
    recipe: str,
    seeds: Sequence[int] = (0,),
    limit: int | None = None,
    validation: float | None = 0.1,
    overrides: Mapping[str, Any] | None = None,
) -> list[Experiment]:
    """Returns the cartesian product of four expressions and the seeds, in the order typed, each experiment once.

    Args:
        overrides: parameters set from outside: of the recipe, as `--epochs 20` does, and of the model, `--from RUN`.

    Raises:
        UsageError: a name or a parameter that does not exist or is invalid, or a value given twice.
    """
    own = overrides or {}
    begin = {FROM.name: own[FROM.name]} if FROM.name in own else {}
    typed = {"dataset": dataset, "model": model, "augmenter": augmenter, "recipe": recipe}
    product = itertools.product(
        _chains(registry, "dataset", typed),
        _chains(registry, "model", typed, begin),
        _chains(registry, "augmenter", typed),
        _chains(registry, "recipe", typed, {name: value for name, value in own.items() if name not in begin}),
    )
    experiments = (
        Experiment(dataset=d, model=m, augmenters=tuple(chain), recipe=r, seed=seed, limit=limit, validation=validation)
        for (d,), (m,), chain, (r,) in product
        for seed in seeds
    )
    return list({experiment.id: experiment for experiment in experiments}.values())


def command_line(
    expressions: Mapping[str, str], *, seeds: Sequence[int], validation: float | None, limit: int | None
) -> str:
    """Returns the `zoo run` that means these expressions, seeds and settings."""
    from_zero = len(seeds) > 1 and sorted(seeds) == list(range(len(seeds)))
    words = ["--seeds", str(len(seeds))] if from_zero else ["--seed", ",".join(map(str, seeds))]
    words += ["--validation", format_value(validation)]
    words += ["--limit", str(limit)] if limit is not None else []
    return " ".join([_command(expressions), *words])


def _command(expressions: Mapping[str, str]) -> str:
    return " ".join(["zoo run", *(f"{option} {shell_quote(expressions[kind])}" for kind, option in OPTIONS.items())])


def _chains(
    registry: Registry, kind: str, typed: Mapping[str, str], overrides: Mapping[str, Any] = MappingProxyType({})
) -> list[list[Part]]:
    """Returns the parts of each alternative that is typed for a kind: several only of augmenters."""
    chains = []
    for alternative in expressions.parse(typed[kind]):
        terms = registry.expand(kind, alternative)
        for name in overrides.keys() & {name for term in terms for name in term.values}:
            raise UsageError(
                f"{name} is given twice: in {typed[kind]!r} and as --{name.replace('_', '-')}.", hint=_command(typed)
            )
        given = [_begun({**term.values, **overrides}) for term in terms]
        chains.append([Part.of(registry.component(kind, t.name), g) for t, g in zip(terms, given, strict=True)])
        if len(terms) != 1 and kind != "augmenter":
            raise UsageError(
                f"{typed[kind]!r} is a chain, and only augmenters form chains.",
                cause="'+' chains augmenters; ',' separates alternatives.",
                hint=_command({**typed, kind: typed[kind].replace("+", ",")}),
            )
    return chains


def _begun(given: dict[str, Any]) -> dict[str, Any]:
    """Returns values with where a model's weights begin, if they say that, as it is recorded."""
    start = given.get(FROM.name)
    return given if start is None or str(start).lower() == "none" else {**given, FROM.name: canonical(str(start))}


def _plain(value: Any) -> Any:
    """Returns a value as canonical JSON has it: 1.0 as 1, a path as text, a sequence as a list."""
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return str(value) if isinstance(value, Path) else value


def _digest(identity: Mapping[str, Any]) -> str:
    canonical = json.dumps(identity, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]
