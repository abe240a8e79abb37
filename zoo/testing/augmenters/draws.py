"""The contract of an augmenter's draws: as declared, for batches of any size, and from the generator alone."""

from __future__ import annotations

from zoo.testing.augmenters.drawing import generated
from zoo.testing.framework import Broken, Subject, check


@check("augmenter", "generator", "`draw` takes all that is random from `rng`, and remembers nothing")
def generator(subject: Subject) -> None:
    subject.once(generated)


@check("augmenter", "draws", "`draw` gives what `draws` declares, the batch first, for a batch of any size")
def draws(subject: Subject) -> None:
    from zoo.testing.augmenters.batches import batch, chains

    before = dict(subject.values)
    for chain in subject.once(chains):
        for size in (5, 3, 1):
            batch(chain, size)
    if before != subject.values:
        raise Broken("parameters as they were", "`draw` changed them", "change copies of them")
