"""The events of TensorBoard's files."""

from __future__ import annotations

import io
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import zoo

try:
    from tensorboard.compat.proto import event_pb2, summary_pb2
    from tensorboard.plugins.hparams import api_pb2
    from tensorboard.plugins.hparams import summary as hparams
    from tensorboard.summary.writer.event_file_writer import EventFileWriter
except ModuleNotFoundError as error:
    raise zoo.UsageError(
        "ZOO_TENSORBOARD is set, and TensorBoard is not installed.",
        cause=str(error),
        hint="zoo install tensorboard",
    ) from error


def writer(folder: Path) -> EventFileWriter:
    """Returns a new event file in a folder, which is made where it is missing."""
    return EventFileWriter(str(folder))


def restart(step: int) -> Any:
    """Returns the event that takes back whatever earlier files of the folder say of `step` and later ones."""
    log = event_pb2.SessionLog(status=event_pb2.SessionLog.START)
    return event_pb2.Event(wall_time=time.time(), step=step, session_log=log)


def scalars(values: Mapping[str, float], step: int) -> Any:
    """Returns points of curves, by tag."""
    return _event([summary_pb2.Summary.Value(tag=tag, simple_value=value) for tag, value in values.items()], step)


def picture(tag: str, png: bytes, step: int = 0) -> Any:
    """Returns a picture."""
    from PIL import Image

    width, height = Image.open(io.BytesIO(png)).size
    image = summary_pb2.Summary.Image(width=width, height=height, colorspace=3, encoded_image_string=png)
    return _event([summary_pb2.Summary.Value(tag=tag, image=image)], step)


def hyperparameters(values: Mapping[str, Any], group: str) -> Any:
    """Returns what a run was trained with; runs of one group are shown as one, with the mean of their metrics."""
    known = {
        name: value if isinstance(value, bool | int | float | str) else str(value) for name, value in values.items()
    }
    return _converted(hparams.session_start_pb(known, group_name=group))


def end(*, succeeded: bool) -> Any:
    """Returns that a run ended."""
    return _converted(hparams.session_end_pb(api_pb2.STATUS_SUCCESS if succeeded else api_pb2.STATUS_FAILURE))


def _converted(summary: Any) -> Any:
    """Returns an event of a summary that TensorFlow's own class holds: the writer takes TensorBoard's."""
    return _event(summary_pb2.Summary.FromString(summary.SerializeToString()).value, 0)


def _event(values: Any, step: int) -> Any:
    return event_pb2.Event(wall_time=time.time(), step=step, summary=summary_pb2.Summary(value=values))
