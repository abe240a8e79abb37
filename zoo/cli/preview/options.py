"""What the options of `zoo preview` ask for, and which of them do not go together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from zoo.errors import UsageError, shell_quote

if TYPE_CHECKING:
    from zoo.experiments.experiment import Experiment, Part
    from zoo.experiments.registry import Registry

FOR_SHEETS = ("split", "images")
FOR_AUGMENTERS = ("epoch", "draws", "recipe")


def check(dataset: str | None, augmenter: str | None, asked: Mapping[str, Any]) -> str:
    """Returns the dataset. Raises `UsageError` where it is missing, or an option has no meaning for what is drawn."""
    if dataset is None:
        raise UsageError("--dataset is missing.", hint="zoo list datasets")
    for name in FOR_AUGMENTERS if augmenter is None else FOR_SHEETS:
        if asked[name] is None:
            continue
        if augmenter is None:
            cause = "Without -a AUGMENTER, the picture is a sheet of the dataset."
            raise UsageError(f"--{name} is for what an augmenter does.", cause=cause, hint="zoo list augmenters")
        cause = "Training sees the images of train, each changed."
        raise UsageError(f"--{name} is for a sheet, without -a.", cause=cause, hint=typed(dataset))
    return dataset


def typed(dataset: str, augmenter: str | None = None) -> str:
    """Returns the command for these expressions."""
    words = ["zoo", "preview", "-d", dataset]
    return shell_quote(*(words if augmenter is None else [*words, "-a", augmenter]))


def parts_of(registry: Registry, kind: str, expression: str) -> list[Part]:
    """Returns the part, or the links of the chain, that an expression means.

    Raises:
        UsageError: a name or a parameter that does not exist, or more than one alternative.
        PluginError: a name that cannot be used.
    """
    from zoo.experiments.experiment import Part
    from zoo.plugin import expressions

    alternatives = expressions.parse(expression)
    terms = registry.expand(kind, alternatives[0])
    parts = [Part.of(registry.component(kind, term.name), term.values) for term in terms]
    if len(alternatives) > 1 or (kind != "augmenter" and len(parts) > 1):
        several = f"{expression!r} is more than one {kind}."
        raise UsageError(several, cause="A preview shows one.", hint=f"zoo list {kind}s")
    return parts


def experiment_of(registry: Registry, dataset: Part, augmenter: str, asked: Mapping[str, Any]) -> Experiment:
    """Returns the experiment whose images are shown; its model is left open, for it has no part in what it is fed.

    Raises:
        UsageError, PluginError: as `parts_of`; or the catalogue has no default recipe, and none is typed.
    """
    from zoo.experiments.experiment import Experiment, Part

    recipe = asked["recipe"] or registry.catalogue.defaults.get("recipe")
    if recipe is None:
        raise UsageError("--recipe is missing, and the catalogue has no default.", hint="zoo list recipes")
    (planned,) = parts_of(registry, "recipe", str(recipe))
    held_out = str(registry.catalogue.defaults.get("validation", "none"))
    return Experiment(
        dataset=dataset,
        model=Part("", {}),
        augmenters=tuple(parts_of(registry, "augmenter", augmenter)),
        recipe=planned,
        seed=asked["seed"],
        validation=None if held_out.lower() == "none" else float(held_out),
    )
