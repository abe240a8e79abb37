"""The contract of a dataset's contents: the same each time, each image once, and none of test in train."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from zoo.errors import some
from zoo.experiments.experiment import Part
from zoo.testing import elsewhere
from zoo.testing.datasets.loading import fingerprint_of, load, loaded, seen, sketch
from zoo.testing.framework import Broken, Subject, check


@check("dataset", "no overlap", "no image of test is in train, pixel for pixel")
def no_overlap(subject: Subject) -> None:
    splits = subject.once(seen)
    train = {digest: index for index, digest in enumerate(splits["train"].digests)}
    both = [(train[digest], index) for index, digest in enumerate(splits["test"].digests) if digest in train]
    if both:
        found = f"{len(both):,} of test are in train: {some(f'train {one} is test {other}' for one, other in both)}"
        raise Broken("no image in both splits", found, "take them out of train: what was trained on tests nothing")


@check("dataset", "no duplicates", "no split holds an image twice, pixel for pixel")
def no_duplicates(subject: Subject) -> None:
    for split, all_of_it in subject.once(seen).items():
        first: dict[bytes, int] = {}
        pairs = [(first.setdefault(digest, index), index) for index, digest in enumerate(all_of_it.digests)]
        if twice := [(one, other) for one, other in pairs if one != other]:
            found = f"{len(twice):,} again in {split}: {some(f'{one} is {other}' for one, other in twice)}"
            remedy = "keep one of each; where their labels differ, one of the labels is wrong"
            raise Broken("each image once in a split", found, remedy)


@check("dataset", "the same twice", "`load` gives the same again, and so it does in another process")
def the_same_twice(subject: Subject) -> None:
    first = sketch(subject.once(loaded))
    again = sketch(load(subject.component, subject.values))
    _compare(first, again, "when it is loaded again", "seed what is random: np.random.default_rng(0)")
    if subject.module:
        first["fingerprint"] = fingerprint_of(subject.component, subject.values)
        remedy = "sort what comes from a set or a folder, and use hashlib in the place of hash()"
        _compare(first, _in_another_process(subject), "in another process", remedy)


def _in_another_process(subject: Subject) -> Mapping[str, Any]:
    """Returns the sketch in a process whose sets have another order."""
    name, values = subject.component.name, Part(subject.component.name, subject.values).to_dict()["values"]
    seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    found = elsewhere.call("zoo.testing.datasets.loading:sketch_of", subject.module, name, values, PYTHONHASHSEED=seed)
    if found.died:
        raise Broken(
            "`load` to work in another process, as workers are", found.died, "import what it needs inside of it"
        )
    return found.value


def _compare(first: Mapping[str, Any], other: Mapping[str, Any], when: str, remedy: str) -> None:
    if differing := [what for what in first if first[what] != other[what]]:
        raise Broken("the same data each time", f"other {' and '.join(differing)} {when}", remedy)
