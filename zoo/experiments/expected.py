"""What a run of a suite is expected to give: a published accuracy, or to be below or above another of its runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zoo.errors import did_you_mean

FIGURE, RELATIONS = "accuracy", ("below", "above")
KEYS = (FIGURE, "within", *RELATIONS, "source", "note")


@dataclass(frozen=True, kw_only=True)
class Expected:
    """The result that is expected of a run: `accuracy`, or `relation` with `than`.

    Args:
        accuracy: the published test accuracy, a fraction of 1.
        within: how far from it a mean of other trainings may lie and is reproduced, whatever its interval.
        relation: `below` or `above`, where somebody says so and publishes no figure.
        than: the words in which the other run of the suite differs from this one.
        source: where it is published.
        note: what else has to be said of it.
    """

    source: str
    accuracy: float | None = None
    within: float = 0.0
    relation: str | None = None
    than: Mapping[str, Any] | None = None
    note: str = ""


def read(entry: Any, where: str) -> Expected:
    """Returns what a mapping of the catalogue says; `where` is what it is of, for errors.

    Raises:
        ValueError: it has another form.
    """
    if not isinstance(entry, Mapping):
        raise ValueError(f"Invalid `expected` of {where}. Expected a mapping. Received: {entry!r}")
    for key in entry:
        if key not in KEYS:
            guess = did_you_mean(str(key), KEYS) or f"Expected one of {', '.join(KEYS)}."
            raise ValueError(f"Invalid word {key!r} in `expected` of {where}. {guess}")
    kinds = [key for key in (FIGURE, *RELATIONS) if key in entry]
    if len(kinds) != 1:
        found = " and ".join(kinds) or "none of them"
        raise ValueError(f"`expected` of {where} has {found}. Expected one of {', '.join((FIGURE, *RELATIONS))}.")
    told: dict[str, Any] = {key: _text(entry, key, where) for key in {"source"} | ({"note"} & set(entry))}
    if kinds == [FIGURE]:
        within = _fraction(entry, "within", where) if "within" in entry else 0.0
        return Expected(**told, accuracy=_fraction(entry, FIGURE, where), within=within)
    if "within" in entry:
        raise ValueError(f"`within` in `expected` of {where} is for an `accuracy`, and it has none.")
    return Expected(**told, relation=kinds[0], than=_words(entry, kinds[0], where))


def _fraction(entry: Mapping[str, Any], key: str, where: str) -> float:
    value = entry[key]
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < 1:
        raise ValueError(
            f"Invalid `{key}` in `expected` of {where}. Expected a fraction of 1, as 0.9838. Received: {value!r}"
        )
    return float(value)


def _words(entry: Mapping[str, Any], key: str, where: str) -> Mapping[str, Any]:
    if not isinstance(entry[key], Mapping) or not entry[key]:
        wanted = "Expected the words in which the other run differs, as {model: mlp}."
        raise ValueError(f"Invalid `{key}` in `expected` of {where}. {wanted} Received: {entry[key]!r}")
    return dict(entry[key])


def _text(entry: Mapping[str, Any], key: str, where: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"Invalid `{key}` in `expected` of {where}. Expected text. Received: {value!r}")
    return " ".join(value.split())
