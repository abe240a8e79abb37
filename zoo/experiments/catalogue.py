"""The catalogue: defaults, the demo, presets, suites, and the packages that provide other names."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zoo.errors import PluginError, UsageError
from zoo.experiments import suites
from zoo.experiments.suites import Suite
from zoo.plugin import expressions
from zoo.plugin.components import KINDS, PARTS
from zoo.plugin.loading import CATALOGUE as FILE

HERE = "zoo.yaml"
"""The name of a catalogue in the working directory."""

SECTIONS = ("defaults", "demo", "presets", "suites", "packages", "expected_failures")
BY_KIND = ("presets", "packages", "expected_failures")
DEFAULTS = (*PARTS, "seeds", "validation", "launcher", "reader")
"""The options that can have a default, and the dataset that reads image files where a run's own reads none."""

Names = Mapping[str, Mapping[str, str]]
Failures = Mapping[str, Mapping[str, Mapping[str, str]]]


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """What a catalogue says, or several of them laid over each other.

    Args:
        defaults: the value of each option of `zoo run` that has one.
        demo: the options of a `zoo run` without any.
        presets: by kind and name, the expression that a preset stands for.
        suites: named sets of experiments with the results expected of them.
        packages: by kind and name, the pip package that provides what is not installed here.
        expected_failures: by kind, name and check, why a component fails it.
        origins: by section, kind and name, the file that says it.
        owners: by file, the distribution of the plugin that brought it.
        note: what to say about a file that was left alone, as it is somebody else's.
    """

    defaults: Mapping[str, str] = field(default_factory=dict)
    demo: Mapping[str, str] = field(default_factory=dict)
    presets: Names = field(default_factory=dict)
    suites: Mapping[str, Suite] = field(default_factory=dict)
    packages: Names = field(default_factory=dict)
    expected_failures: Failures = field(default_factory=dict)
    origins: Mapping[tuple[str, ...], Path] = field(default_factory=dict)
    owners: Mapping[Path, str] = field(default_factory=dict)
    note: str | None = None

    def origin(self, *place: str) -> Path | None:
        """Returns the file that says something: `origin("presets", kind, name)`, `origin("suites", name)`."""
        return self.origins.get(place)

    def local(self, *place: str) -> bool:
        """Whether the working directory's catalogue says it, and not the zoo's own or a plugin's."""
        origin = self.origin(*place)
        return origin is not None and origin != path() and origin not in self.owners


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
    several = (*SECTIONS, "origins", "owners")
    said: dict[str, Any] = {name: {**getattr(below, name), **getattr(above, name)} for name in several}
    for section in BY_KIND:
        for kind, names in getattr(below, section).items():
            said[section][kind] = {**names, **getattr(above, section).get(kind, {})}
    return Catalogue(**said, note=above.note or below.note)


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
        reason = " ".join(str(error).replace('"<unicode string>", ', "").split())
        raise UsageError(f"{file} cannot be read.", cause=reason, hint=f"correct {file}") from error


def _catalogue(content: Any, file: Path) -> Catalogue:
    given = _mapping(content, "the file")
    for section in given:
        if section not in SECTIONS:
            raise ValueError(f"Invalid section. Expected one of {', '.join(SECTIONS)}. Received: {section}")
    sections = {section: _mapping(given.get(section), f"`{section}`") for section in SECTIONS}
    places: list[tuple[str, ...]] = [
        (section, kind, name) for section in BY_KIND for kind, own in sections[section].items() for name in own or {}
    ]
    places += [(section, str(name)) for section in ("defaults", "demo", "suites") for name in sections[section]]
    return Catalogue(
        defaults=suites.words(sections["defaults"], "`defaults`", DEFAULTS),
        demo=suites.words(sections["demo"], "`demo`"),
        presets=_names("presets", sections["presets"]),
        suites={str(name): suites.read(str(name), entry) for name, entry in sections["suites"].items()},
        packages=_names("packages", sections["packages"]),
        expected_failures=_failures(sections["expected_failures"]),
        origins=dict.fromkeys(places, file),
    )


def _names(section: str, kinds: Mapping[str, Any]) -> Names:
    found: dict[str, dict[str, str]] = {}
    for kind, names in kinds.items():
        if kind not in KINDS:
            raise ValueError(f"Invalid kind in `{section}`. Expected one of {', '.join(KINDS)}. Received: {kind}")
        for name, value in _mapping(names, f"`{section}: {kind}`").items():
            if not expressions.is_name(str(name)):
                raise ValueError(f"Invalid name in `{section}`. Expected: {expressions.NAME}. Received: {name!r}")
            if not isinstance(value, str):
                raise ValueError(f"Invalid value of {name!r} in `{section}`. Expected text. Received: {value!r}")
            if section == "presets" and not _is_one(kind, expressions.parse(value)):
                raise ValueError(f"Invalid {kind} preset {name!r}. Expected one {kind}. Received: {value}")
            found.setdefault(kind, {})[name] = value
    return found


def _failures(kinds: Mapping[str, Any]) -> Failures:
    section = "expected_failures"
    found: dict[str, dict[str, Mapping[str, str]]] = {}
    for kind, names in kinds.items():
        if kind not in KINDS:
            raise ValueError(f"Invalid kind in `{section}`. Expected one of {', '.join(KINDS)}. Received: {kind}")
        for name, checks in _mapping(names, f"`{section}: {kind}`").items():
            reasons = _mapping(checks, f"`{section}: {kind}: {name}`")
            if not all(isinstance(reason, str) and reason.strip() for reason in reasons.values()):
                raise ValueError(
                    f"Invalid `{section}` of {name!r}. Expected a reason for each check. Received: {checks}"
                )
            found.setdefault(kind, {})[str(name)] = dict(reasons)
    return found


def _is_one(kind: str, alternatives: Sequence[Sequence[Any]]) -> bool:
    return len(alternatives) == 1 and (len(alternatives[0]) == 1 or kind == "augmenter")


def _mapping(value: Any, what: str) -> Mapping[Any, Any]:
    """Returns a mapping, an empty one for nothing. Raises `ValueError` for anything else."""
    if value is not None and not isinstance(value, Mapping):
        raise ValueError(f"Invalid content of {what}. Expected a mapping. Received: {value!r}")
    return value or {}
