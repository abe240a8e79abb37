"""The images that a run was tested on, where code and data are still the same. Without TensorFlow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zoo.errors import DataError
from zoo.experiments import provenance
from zoo.experiments.experiment import Experiment, Part
from zoo.experiments.staleness import own_fingerprint
from zoo.training.prepare import fingerprint, load, prepare

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry
    from zoo.store import RunRecord
    from zoo.training.prepare import Part as TestPart


class OtherImages(DataError):
    """The images are not those that a run was tested on: code or data of its dataset are others today."""


def images_of(run: RunRecord, registry: Registry) -> TestPart:
    """Returns the images that a run was tested on, in the order of its predictions.

    Args:
        run: read with its details.

    Raises:
        OtherImages: the data, or the code that makes images of them, are others than they were.
        DataError: the data are missing or damaged.
        PluginError, UsageError: the dataset fails, or is not installed any more.
    """
    made = (run.experiment or {})["dataset"]
    dataset = Part.from_dict(made, registry.component("dataset", made["name"]))
    key = f"dataset:{dataset.name}"
    then = (run.provenance or {}).get("components", {})
    changed = provenance.changed_code(then, {key: provenance.component_code(registry, "dataset", dataset.name)})
    splits, _ = load(registry, dataset)
    if (own_fingerprint(registry, dataset) or fingerprint(splits)) != run.data:
        changed.append(f"the data of {dataset.term} changed")
    if changed:
        cause = f"Since then, {'; '.join(changed)}."
        message = f"The images that {run.name} was tested on are gone."
        raise OtherImages(message, cause=cause, hint=f"zoo show {run.name}")
    nobody = Part("", {})
    told = Experiment(dataset=dataset, model=nobody, augmenters=(), recipe=nobody, limit=run.limit, validation=None)
    return prepare(told, splits).test
