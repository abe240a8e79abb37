"""What a worker fixes before and between runs, so that the same run gives the same bits."""

from __future__ import annotations

import contextlib
import gc
import os
from collections.abc import Iterator
from typing import Any

from zoo.errors import RunFailed


def prepare(threads: int | None = None) -> None:
    """Imports Keras on TensorFlow with fixed settings, whatever the user's keras.json says.

    To be called before anything else imports Keras.

    Args:
        threads: how many threads an operation may use; they change the bits of a result. None leaves them as they are.

    Raises:
        RunFailed: TensorFlow already works with another number of threads or Keras with another backend.
    """
    os.environ["KERAS_BACKEND"] = "tensorflow"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    with _without_gc():
        if threads is not None:
            _set_threads(threads)
        _fix_keras()
    if not gc.get_freeze_count():  # once: what is frozen later may be garbage, which would stay
        gc.freeze()  # what is imported outlives every run: to look for garbage in it takes a quarter of a second


@contextlib.contextmanager
def _without_gc() -> Iterator[None]:
    """Looks for no garbage meanwhile: an import of TensorFlow makes next to none, and searching takes a fifth of it."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def fresh(seed: int) -> None:
    """Forgets all models and starts every global stream at `seed`: a warm process then does what a new one does.

    Args:
        seed: at least 0 and below 2**32.
    """
    import keras
    import tensorflow as tf

    keras.utils.clear_session()
    _fix_keras()  # clearing a session forgets the dtype policy
    keras.utils.set_random_seed(seed)
    tf.config.experimental.enable_op_determinism()


def devices() -> list[str]:
    """Returns what TensorFlow computes on: its processors' kind, and the name of each that is no CPU."""
    import tensorflow as tf

    details = [
        (device, tf.config.experimental.get_device_details(device)) for device in tf.config.get_visible_devices()
    ]
    return [" ".join(filter(None, [device.device_type, known.get("device_name")])) for device, known in details]


def _set_threads(threads: int) -> None:
    import tensorflow as tf

    try:
        tf.config.threading.set_intra_op_parallelism_threads(threads)
        # One more than the computation itself can keep busy: the data feed waits on Python, never on an operation.
        tf.config.threading.set_inter_op_parallelism_threads(max(threads, 2))
    except RuntimeError as error:
        raise RunFailed("The number of threads of a worker cannot change.", cause=f"{error}.") from error


def _fix_keras() -> None:
    import keras

    if keras.config.backend() != "tensorflow":
        raise RunFailed(f"Keras was imported with the backend {keras.config.backend()!r}; expected 'tensorflow'.")
    keras.config.set_image_data_format("channels_last")
    keras.config.set_floatx("float32")
    keras.config.set_epsilon(1e-7)
    keras.config.set_dtype_policy("float32")
    keras.config.set_max_epochs(None)
    keras.config.set_max_steps_per_epoch(None)


def peak_memory_mb(*, reset: bool = False) -> float | None:
    """Returns the largest resident memory of this process in MB, since the last call with `reset` where the system can
    forget it (Linux), else since the process began."""
    peak: float | None = None
    try:
        with open("/proc/self/status") as status:
            peak = next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))
        if reset:
            with open("/proc/self/clear_refs", "w") as clear:
                clear.write("5")
    except (OSError, StopIteration):
        return peak if peak is not None else _peak_of_process()
    return peak


def _peak_of_process() -> float:
    import resource
    import sys

    peak: Any = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024**2 if sys.platform == "darwin" else 1024)
