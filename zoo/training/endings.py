"""How a training ends before its last epoch."""

from __future__ import annotations

from zoo.errors import RunFailed


class Stopped(Exception):
    """The training was asked to stop, and can go on from here.

    Args:
        epoch: how many epochs are complete.
        step: how many batches of the next one have been trained on.
    """

    def __init__(self, epoch: int, step: int) -> None:
        super().__init__(epoch, step)
        self.epoch, self.step = epoch, step


class Diverged(RunFailed):
    """The loss, or what comes of it, is not finite.

    Args:
        epoch: how many epochs are complete.
        step: the batch of the next one, from 1, at which it is so.
        what: what is not finite there.
    """

    def __init__(self, epoch: int, step: int, what: str) -> None:
        super().__init__(
            f"The training diverged at batch {step} of epoch {epoch + 1}.",
            cause=f"There {what}; a smaller learning rate may keep it finite.",
        )
        self.epoch, self.step = epoch, step
