"""The catalogue: defaults, the demo, presets, suites, and the packages that provide other names."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zoo.errors import PluginError, UsageError
from zoo.experiments import suites
from zoo.experiments.suites import Suite
from zoo.plugin import expressions
from zoo.plugin.components import KINDS, PARTS

FILE = "registry.yaml"
"""The zoo's own, and a name that others have for files of theirs."""

HERE = "zoo.yaml"
"""The working directory's."""

SECTIONS = ("defaults", "demo", "presets", "suites", "packages")
DEFAULTS = (*PARTS, "seeds", "validation", "launcher")
"""The options that can have a default."""

Names = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """What a catalogue says, or several of them laid over each other.

    Args:
        defaults: the value of each option of `zoo run` that has one.
        demo: the options of a `zoo run` without any.
        presets: by kind and name, the expression that a preset stands for.
        suites: named sets of experiments with the results expected of them.
        packages: by kind and name, the pip package that provides what is not installed here.
        origins: by section, kind and name, the file that says it.
        note: what to say about a file that was left alone, as it is somebody else's.
    """

    defaults: Mapping[str, str] = field(default_factory=dict)
    demo: Mapping[str, str] = field(default_factory=dict)
    presets: Names = field(default_factory=dict)
    suites: Mapping[str, Suite] = field(default_factory=dict)
    packages: Names = field(default_factory=dict)
    origins: Mapping[tuple[str, ...], Path] = field(default_factory=dict)
    note: str | None = None

    def origin(self, *place: str) -> Path | None:
        """Returns the file that says something: `origin("presets", kind, name)`, `origin("suites", name)`."""
        return self.origins.get(place)

    def local(self, *place: str) -> bool:
        """Whether the working directory's catalogue says it, and not the zoo's own."""
        origin = self.origin(*place)
        return origin is not None and origin != path()


def load(*, local: bool = True) -> Catalogue:
    """Returns the zoo's catalogue, below that of the working directory where there is one: name by name, the nearer
    one wins.

    Args:
        local: whether to look into the working directory.

    Raises:
        PluginError: the zoo's own is missing.
        UsageError: a file cannot be read, or does not have the form that is expected.
    """
    return over(read(path()), _here()) if local else read(path())


def _here() -> Catalogue:
    """Returns the working directory's catalogue: its `zoo.yaml`, or a `registry.yaml` that says by its keys that it is
    one. Another `registry.yaml` is left alone."""
    if os.path.isfile(HERE):
        return read(Path(HERE))
    if not os.path.isfile(FILE) or os.path.samefile(FILE, path()):
        return Catalogue()
    try:
        with open(FILE, encoding="utf-8", errors="replace") as stream:
            text = stream.read(1 << 20)
    except OSError:
        text = ""
    keys = dict.fromkeys(re.findall(r"""^[{"']*([\w.-]+)["']?\s*:""", text, re.MULTILINE))
    try:
        if keys and set(keys) <= set(SECTIONS):
            return read(Path(FILE))
    except UsageError:
        if set(keys) - {"defaults", "packages"}:  # words that others have too
            raise
    said = f"it says {', '.join(list(keys)[:3])}" if keys else "it has no keys"
    return Catalogue(note=f"{os.path.abspath(FILE)} is left alone: {said}. The zoo's own would be a {HERE}.")


def over(below: Catalogue, above: Catalogue) -> Catalogue:
    """Returns one catalogue laid over another: of what both say, what is above."""

    def by_kind(section: str) -> Names:
        lower, upper = getattr(below, section), getattr(above, section)
        return {kind: {**lower.get(kind, {}), **upper.get(kind, {})} for kind in dict.fromkeys([*lower, *upper])}

    return Catalogue(
        defaults={**below.defaults, **above.defaults},
        demo={**below.demo, **above.demo},
        presets=by_kind("presets"),
        suites={**below.suites, **above.suites},
        packages=by_kind("packages"),
        origins={**below.origins, **above.origins},
        note=above.note or below.note,
    )


def path() -> Path:
    """Returns where the zoo's `registry.yaml` is: inside the package (a wheel), or beside it in a checkout.

    Raises:
        PluginError: it is in neither place.
    """
    package = Path(__file__).parents[1]
    checkout = package.parent
    if (inside := package / FILE).exists():
        return inside
    if (checkout / "pyproject.toml").exists() and (beside := checkout / FILE).exists():
        return beside
    raise PluginError(
        "The zoo's catalogue, registry.yaml, is missing.",
        cause=f"It is neither in {package} nor in a checkout around it.",
        hint="pip install --force-reinstall keras-zoo",
    )


def read(file: Path) -> Catalogue:
    """Reads a catalogue.

    Raises:
        UsageError: the file is not YAML, or does not have the form that is expected.
    """
    import yaml

    from zoo.experiments import strict_yaml

    file = Path(os.path.abspath(file))
    try:
        return _catalogue(strict_yaml.load(file.read_text(encoding="utf-8")) or {}, file)
    except (yaml.YAMLError, ValueError, OSError, UsageError) as error:
        reason = " ".join(str(error).split())
        raise UsageError(f"{file} cannot be read.", cause=reason, hint=f"correct {file}") from error


def _catalogue(content: Any, file: Path) -> Catalogue:
    given = _mapping(content, "the file")
    for section in given:
        if section not in SECTIONS:
            raise ValueError(f"Invalid section. Expected one of {', '.join(SECTIONS)}. Received: {section}")
    sections = {section: _mapping(given.get(section), f"`{section}`") for section in SECTIONS}
    return Catalogue(
        defaults=suites.words(sections["defaults"], "`defaults`", DEFAULTS),
        demo=suites.words(sections["demo"], "`demo`"),
        presets=_names("presets", sections["presets"], _check_preset),
        suites={str(name): suites.read(str(name), entry) for name, entry in sections["suites"].items()},
        packages=_names("packages", sections["packages"]),
        origins={place: file for section in SECTIONS for place in _places(section, sections[section])},
    )


def _places(section: str, names: Mapping[str, Any]) -> list[tuple[str, ...]]:
    if section in ("presets", "packages"):
        return [(section, kind, name) for kind, own in names.items() for name in own or {}]
    return [(section, str(name)) for name in names]


def _names(section: str, kinds: Mapping[str, Any], check: Callable[[str, str, str], None] | None = None) -> Names:
    found: dict[str, dict[str, str]] = {}
    for kind, names in kinds.items():
        if kind not in KINDS:
            raise ValueError(f"Invalid kind in `{section}`. Expected one of {', '.join(KINDS)}. Received: {kind}")
        for name, value in _mapping(names, f"`{section}: {kind}`").items():
            if not expressions.is_name(str(name)):
                raise ValueError(f"Invalid name in `{section}`. Expected: {expressions.NAME}. Received: {name!r}")
            if not isinstance(value, str):
                raise ValueError(f"Invalid value of {name!r} in `{section}`. Expected text. Received: {value!r}")
            if check:
                check(kind, name, value)
            found.setdefault(kind, {})[name] = value
    return found


def _check_preset(kind: str, name: str, expression: str) -> None:
    chains = expressions.parse(expression)
    if len(chains) != 1 or (len(chains[0]) != 1 and kind != "augmenter"):
        raise ValueError(f"Invalid {kind} preset {name!r}. Expected one {kind}. Received: {expression}")


def _mapping(value: Any, what: str) -> Mapping[Any, Any]:
    """Returns a mapping, an empty one for nothing. Raises `ValueError` for anything else."""
    if value is not None and not isinstance(value, Mapping):
        raise ValueError(f"Invalid content of {what}. Expected a mapping. Received: {value!r}")
    return value or {}
