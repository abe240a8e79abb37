"""`zoo.dataset`: a dataset's images, labels and classes, as training gets them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry
    from zoo.plugin.images import Splits


def dataset(dataset: str, *, quiet: bool = False, registry: Registry | None = None) -> Splits:
    """Returns a dataset: `train` and `test`, each with `images`, uint8 (N, H, W, C) when indexed by a slice or an array
    of indices, and `labels` (N,), and the names of its `classes`. What is missing is downloaded.

    Args:
        dataset: an expression, as `mnist` or `image-folder:path=photos`.
        quiet: show no progress.
        registry: the components; by default all that are installed.

    Raises:
        UsageError, PluginError: a name or a parameter that cannot be.
        DataError: the data are missing, damaged or not what they have to be.
    """
    from zoo.api.installed import registry as installed
    from zoo.api.parts import fetch, one_part
    from zoo.api.progress.view import shown
    from zoo.training.prepare import load

    known = installed(registry)
    part = one_part(known, "dataset", dataset)
    with shown(quiet=quiet):
        fetch(part, known)
        return load(known, part)[0]
