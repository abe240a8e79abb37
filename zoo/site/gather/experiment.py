"""The page of an experiment: what the store and the folders of its runs say, and what they do not say any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from zoo import paths
from zoo.errors import some
from zoo.ranking.sides import predicted
from zoo.site.content import ConfusionMatrix, Curve, ExperimentPage, Line, Mistake
from zoo.site.gather import confusion, mistakes, runs
from zoo.site.gather.curves import curve
from zoo.site.gather.discretion import discreet
from zoo.site.gather.images import OTHERS

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry
    from zoo.ranking.sides.predicted import Predicted
    from zoo.site.gather.images import TestImages
    from zoo.store import RunRecord, Store

CURVES = "The curves of {} are not shown: the history is not here, or damaged."
PREDICTIONS = "The confusion matrix is without {}: the predictions are not here, or damaged."
CLASSES = f"The confusion matrix is not shown: it has more than {confusion.MOST} classes."
MISTAKES = "Mistakes are not shown: {}."


def page(line: Line, store: Store, registry: Registry, images: TestImages) -> ExperimentPage:
    """Returns the page of a row.

    Raises:
        StoreError: the store cannot be read.
    """
    found = sorted(store.runs(names=line.row.names, details=True), key=lambda run: run.seed)
    done = [run for run in found if run.result]
    return discreet(_Gathered(line, found, done, registry, images).page())


class _Gathered:
    """What is gathered for a page, and what is missing.

    Args:
        found: all runs, by seed, with their details; `done`: those with a result.
    """

    def __init__(
        self,
        line: Line,
        found: Sequence[RunRecord],
        done: Sequence[RunRecord],
        registry: Registry,
        images: TestImages,
    ) -> None:
        self.line, self.found, self.done, self.registry, self.images = line, found, done, registry, images
        self.missing: list[str] = []

    def page(self) -> ExperimentPage:
        files = self._predicted()
        return ExperimentPage(
            line=self.line,
            runs=[runs.seed_run(run) for run in self.found],
            curves=self._curves(),
            confusion=self._confusion(files),
            mistakes=self._mistakes(files),
            probes=runs.probed(self.done, self.registry),
            configuration=runs.configuration(self.found[0]) if self.found else {},
            provenance=runs.provenance(self.done or self.found),
            missing=self.missing,
            repeat=runs.repeat(self.line.row, self.found),
        )

    def _predicted(self) -> dict[int, Predicted]:
        """Returns, by seed, what runs predicted, of those with the same labels and classes as the first."""
        found = {run.seed: file for run in self.done if (file := predicted.read(paths.run_folder(run.name)))}
        return dict(_alike(found))

    def _curves(self) -> list[Curve]:
        found = {run.seed: curve(paths.run_folder(run.name), run.seed) for run in self.done}
        self._say(CURVES, (seed for seed, each in found.items() if each is None))
        return [each for each in found.values() if each]

    def _confusion(self, files: Mapping[int, Predicted]) -> ConfusionMatrix | None:
        made = confusion.confusion(list(files.values()))
        if files and not made:
            self.missing.append(CLASSES)
        else:
            self._say(PREDICTIONS, (run.seed for run in self.done if run.seed not in files))
        return made

    def _mistakes(self, files: Mapping[int, Predicted]) -> list[Mistake]:
        import numpy as np

        if not files:
            return []
        found = self.images.of(next(run for run in self.done if run.seed in files))
        if isinstance(found, str) or not np.array_equal(found.chosen_labels, next(iter(files.values())).labels):
            self.missing.append(MISTAKES.format(found if isinstance(found, str) else OTHERS))
            return []
        return mistakes.mistakes(files, found)

    def _say(self, what: str, seeds: Iterable[int]) -> None:
        """Says what is missing of some seeds, if there are any."""
        if said := list(map(str, seeds)):
            self.missing.append(what.format(f"seed{'s' if len(said) > 1 else ''} {some(said)}"))


def _alike(files: Mapping[int, Predicted]) -> Iterator[tuple[int, Predicted]]:
    import numpy as np

    first = next(iter(files.values()), None)
    for seed, file in files.items():
        if first and file.classes == first.classes and np.array_equal(file.labels, first.labels):
            yield seed, file
