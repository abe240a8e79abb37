"""What a dataset loads, for its checks: without the network, once; and what it comes to, to compare it with."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from unittest import SkipTest, mock

import numpy as np

from zoo.data.cache import cached
from zoo.errors import DataError
from zoo.plugin import discovery
from zoo.plugin.components import Component
from zoo.plugin.images import Images, Split, Splits
from zoo.progress import reporter
from zoo.testing.framework import Broken, Subject
from zoo.testing.network import no_network
from zoo.training.dataset_checks import check_images

CHUNK = 500
SKETCHED = 200


def loaded(subject: Subject) -> Splits:
    """Returns what the dataset loads; for `Subject.once`.

    Raises:
        Broken: it asks for the network, or gives no splits.
        SkipTest: its published files are not on this machine.
    """
    found = load(subject.component, subject.values)
    if not isinstance(found, Splits):
        raise Broken("zoo.Splits from `load`", type(found).__name__, "return zoo.Splits(train=, test=, classes=)")
    return found


def load(component: Component, values: Mapping[str, Any]) -> Any:
    """Loads a dataset without the network. Raises as `loaded`."""
    source = getattr(component, "source", None)
    if source is not None and cached(source) is None:
        raise SkipTest(f"{source.name} is not on this machine. Try: zoo data fetch {source.name}")
    with mock.patch.dict(os.environ, ZOO_OFFLINE="1"), no_network() as asked, _explained(asked):
        return component.call("load", values)


@contextlib.contextmanager
def _explained(asked: list[str]) -> Iterator[None]:
    """Where it failed because it asked for the network, says so; and where it does not mind, too."""
    failed: Exception | None = None
    try:
        yield
    except Exception as error:  # noqa: BLE001 - whatever a stranger makes of a refusal
        failed = error
    if asked:
        remedy = "name the files in source=zoo.Source(...), and load them with zoo.arrays(source)"
        raise Broken("`load` without the network", f"it asks for {asked[0]}", remedy) from failed
    if failed:
        raise failed


@dataclass(frozen=True)
class Seen:
    """All images of a split: a digest of each, and the brightest pixel of all."""

    digests: list[bytes]
    brightest: int


def seen(subject: Subject) -> dict[str, Seen]:
    """Looks at every image, and returns what it saw by split; for `Subject.once`.

    Raises:
        SkipTest: they are no images; another check tells why.
    """
    splits = subject.once(loaded)
    try:
        check_images(subject.component.name, splits)
    except DataError as error:
        raise SkipTest("its images are none, as another check tells") from error
    return {name: _see(name, split.images) for name, split in (("train", splits.train), ("test", splits.test))}


def _see(name: str, images: Images) -> Seen:
    digests, brightest, report = [], 0, reporter()
    for start in range(0, len(images), CHUNK):
        some = images[np.arange(start, min(start + CHUNK, len(images)))]
        digests += [hashlib.blake2b(image.tobytes(), digest_size=16).digest() for image in some]
        brightest = max(brightest, int(some.max()))
        report(f"looking at {name}", len(digests), len(images), "images")
    return Seen(digests, brightest)


def sketch(splits: Splits) -> dict[str, Any]:
    """Returns the classes, and digests of all labels and of a few images of each split, as JSON has them."""
    return {
        "classes": list(splits.classes),
        **dict(_sketched("train", splits.train)),
        **dict(_sketched("test", splits.test)),
    }


def _sketched(name: str, split: Split) -> Iterator[tuple[str, str]]:
    some = np.linspace(0, len(split.images) - 1, min(SKETCHED, len(split.images)), dtype=np.int64)
    for what, array in (("labels", np.asarray(split.labels)), ("images", split.images[some])):
        yield f"{what} of {name}", hashlib.blake2b(array.tobytes(), digest_size=16).hexdigest()


def sketch_of(module: str, name: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Loads a dataset of a plugin's module, in a process of its own, and returns its sketch and its fingerprint."""
    (component,) = (each for each in discovery.entry(module).load().zoo_datasets() if each.name == name)
    resolved = component.resolve(values)
    return {**sketch(load(component, resolved)), "fingerprint": fingerprint_of(component, resolved)}


def fingerprint_of(component: Any, values: Mapping[str, Any]) -> Any:
    """Returns the dataset's own fingerprint, None where it has none."""
    return component.call("fingerprint", values) if component.fingerprint else None
