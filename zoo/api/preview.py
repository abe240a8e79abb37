"""`zoo.preview`: what training will see, each step of a chain, as a picture; or a dataset by class."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from zoo.api.installed import counted
from zoo.api.parts import augmenters, one_part
from zoo.errors import UsageError, shell_quote
from zoo.progress import native_silence, tell

if TYPE_CHECKING:
    from PIL.Image import Image

    from zoo.experiments.experiment import Experiment, Part
    from zoo.experiments.registry import Registry
    from zoo.inspection.image_grid import Grid

FOR_SHEETS = ("split", "images")
FOR_AUGMENTERS = ("epoch", "draws", "recipe", "validation", "limit")
COUNTS = ("rows", "epoch", "draws", "limit", "images")
ROWS = {"augmented": 6, "sheet": 40}


def preview(
    dataset: str,
    aug: str | None = None,
    *,
    seed: int = 0,
    rows: int | None = None,
    epoch: int | None = None,
    draws: int | None = None,
    recipe: str | None = None,
    validation: float | Literal["none"] | None = None,
    limit: int | None = None,
    split: str | None = None,
    images: int | None = None,
    quiet: bool = False,
    registry: Registry | None = None,
) -> Image:
    """Returns the picture that `zoo preview` draws: images beside what training will see of them, each step of the
    chain and later epochs, for which TensorFlow is imported; without `aug`, a sheet of the dataset, a row per class.

    Args:
        dataset: whose images: an expression, as `mnist` or `image-folder:path=photos`.
        aug: what is done to them: an expression; '+' chains.
        seed: of the run.
        rows: images, 6 by default; of a sheet classes, 40 by default.
        epoch: the first epoch shown, step by step, from 1.
        draws: in how many epochs each image is shown; 4 by default.
        recipe: whose batches; by default the catalogue's.
        validation: the part of train that is held out, a fraction of 1, or 'none'; by default the catalogue's.
        limit: how many training images are used; all by default.
        split: of a sheet: `train` or `test`.
        images: images per class of a sheet; 10 by default.
        quiet: show no progress.
        registry: the components; by default all that are installed.

    Returns:
        An RGB image. What it shows stands in its `info`, as `zoo preview --json` prints it.

    Raises:
        UsageError, PluginError: a name, a parameter or a combination of arguments that cannot be.
        DataError: the data are missing or damaged.
    """
    import io

    from PIL import Image

    from zoo.api.installed import registry as installed

    given = {"seed": seed, "rows": rows, "epoch": epoch, "draws": draws, "recipe": recipe, "split": split}
    asked = ask(installed(registry), dataset, aug, **given, validation=validation, limit=limit, images=images)
    with native_silence():
        grid, facts = asked.draw(quiet=quiet)
    from zoo.inspection.image_grid import write_to

    stream = io.BytesIO()
    write_to(stream, grid, "png")
    drawn = Image.open(stream).convert("RGB")
    drawn.info.update(facts)
    return drawn


@dataclass(frozen=True)
class Asked:
    """A picture that can be drawn, as far as that is known without anything heavy.

    Args:
        experiment: whose images it shows; without one it is a sheet of the dataset.
        options: of it, what `preview` takes.
    """

    registry: Registry
    dataset: Part
    experiment: Experiment | None
    options: Mapping[str, Any]

    def draw(self, *, quiet: bool = False) -> tuple[Grid, dict[str, Any]]:
        """Returns the picture's grid and what it shows. Raises as `preview` does."""
        from zoo.api.parts import fetch
        from zoo.api.progress.view import shown

        with shown(quiet=quiet):
            fetch(self.dataset, self.registry)
        if self.experiment is not None and not quiet and "tensorflow" not in sys.modules:
            tell("loading TensorFlow, which takes some seconds ...")
        with shown(quiet=quiet):
            return self._sheet() if self.experiment is None else self._augmented(self.experiment)

    def _augmented(self, experiment: Experiment) -> tuple[Grid, dict[str, Any]]:
        from zoo.training import environment

        environment.prepare()
        from zoo.inspection.preview import Preview

        options, rows = self.options, self.options["rows"] or ROWS["augmented"]
        epoch, draws = (options["epoch"] or 1) - 1, options["draws"] or 4
        grid, facts = Preview(experiment, self.registry).grid(epoch=epoch, draws=draws, rows=rows)
        known = {kind: experiment.expressions[kind] for kind in ("dataset", "augmenter", "recipe")}
        return grid, {**known, "seed": experiment.seed, **facts}

    def _sheet(self) -> tuple[Grid, dict[str, Any]]:
        from zoo.inspection.contact_sheet import sheet

        options, rows = self.options, self.options["rows"] or ROWS["sheet"]
        split, images = options["split"] or "train", options["images"] or 10
        grid, facts = sheet(self.dataset, self.registry, split, seed=options["seed"], rows=rows, images=images)
        return grid, {"dataset": str(self.dataset.term), **facts}


def ask(registry: Registry, dataset: str | None, augmenter: str | None, **options: Any) -> Asked:
    """Returns what can be drawn. Raises as `preview` does for what cannot be."""
    dataset = _checked(dataset, augmenter, options)
    part = one_part(registry, "dataset", dataset)
    experiment = None if augmenter is None else _experiment(registry, part, augmenter, options)
    return Asked(registry, part, experiment, options)


def _checked(dataset: str | None, augmenter: str | None, options: Mapping[str, Any]) -> str:
    """Returns the dataset. Raises `UsageError` where it is missing, or an option has no meaning for what is drawn."""
    if dataset is None:
        raise UsageError("--dataset is missing.", hint="zoo list datasets")
    for name in COUNTS:
        counted(name, options[name], typed(dataset, augmenter))
    for name in FOR_AUGMENTERS if augmenter is None else FOR_SHEETS:
        if options[name] is None:
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


def _experiment(registry: Registry, dataset: Part, augmenter: str, options: Mapping[str, Any]) -> Experiment:
    """Returns the experiment whose images are shown; its model is left open, for it has no part in what it is fed.

    Raises:
        UsageError, PluginError: as `one_part`; or the catalogue has no default recipe, and none is typed.
    """
    from zoo.experiments.experiment import Experiment, Part
    from zoo.experiments.options import fraction

    recipe = options["recipe"] or registry.catalogue.defaults.get("recipe")
    if recipe is None:
        raise UsageError("--recipe is missing, and the catalogue has no default.", hint="zoo list recipes")
    held_out = options["validation"] or registry.catalogue.defaults.get("validation", "none")
    return Experiment(
        dataset=dataset,
        model=Part("", {}),
        augmenters=augmenters(registry, augmenter),
        recipe=one_part(registry, "recipe", str(recipe)),
        seed=options["seed"],
        limit=options["limit"],
        validation=fraction(str(held_out)),
    )
