"""The catalogue, `registry.yaml`: defaults, the demo, presets, suites, and the packages that provide other names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zoo import grammar
from zoo.components import KINDS
from zoo.errors import PluginError, UsageError

Names = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """What `registry.yaml` says.

    Args:
        defaults: the value of each option of `zoo run` that has one.
        demo: the options of a `zoo run` without any.
        presets: by kind and name, the expression that a preset stands for.
        suites: named sets of experiments with the results expected of them.
        packages: by kind and name, the pip package that provides what is not installed here.
    """

    defaults: Mapping[str, Any] = field(default_factory=dict)
    demo: Mapping[str, Any] = field(default_factory=dict)
    presets: Names = field(default_factory=dict)
    suites: Mapping[str, Any] = field(default_factory=dict)
    packages: Names = field(default_factory=dict)


def path() -> Path:
    """Returns where `registry.yaml` is: inside the package (a wheel), or beside it in a checkout.

    Raises:
        PluginError: it is in neither place.
    """
    package = Path(__file__).parent
    checkout = package.parent
    if (inside := package / "registry.yaml").exists():
        return inside
    if (checkout / "pyproject.toml").exists() and (beside := checkout / "registry.yaml").exists():
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

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), Loader=loader) or {}  # noqa: S506 - both loaders are safe
        catalogue = Catalogue(**content)
        _check(catalogue)
    except (yaml.YAMLError, TypeError, ValueError, AttributeError, UsageError) as error:
        reason = " ".join(str(error).split())
        raise UsageError(f"{file} cannot be read.", cause=reason, hint=f"correct {file}") from error
    return catalogue


def _check(catalogue: Catalogue) -> None:
    for section in ("presets", "packages"):
        for kind, names in getattr(catalogue, section).items():
            if kind not in KINDS:
                raise ValueError(f"Invalid kind in `{section}`. Expected one of {', '.join(KINDS)}. Received: {kind}")
            for name in names:
                if not grammar.is_name(name):
                    raise ValueError(f"Invalid name in `{section}`. Expected: {grammar.NAME}. Received: {name!r}")
    for kind, presets in catalogue.presets.items():
        for name, expression in presets.items():
            chains = grammar.parse(str(expression))
            if len(chains) != 1 or (len(chains[0]) != 1 and kind != "augmenter"):
                raise ValueError(f"Invalid {kind} preset {name!r}. Expected one {kind}. Received: {expression}")
