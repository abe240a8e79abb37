"""TensorFlow, tried as a worker has it: imported, and asked to compute on each device. For a process of its own."""

from __future__ import annotations

import signal
import time
from typing import Any


def tried(seconds: int) -> dict[str, Any]:
    """Returns the versions, the devices as `environment.devices` names them, the seconds that importing took, the
    version of CUDA that TensorFlow was built for, and by device why it computes nothing.

    Args:
        seconds: after which the process ends, though whoever asked be gone and native code hang.
    """
    signal.alarm(seconds)
    began = time.perf_counter()
    from zoo.training import environment

    environment.prepare()
    import keras
    import tensorflow as tf

    took = time.perf_counter() - began
    devices = tf.config.list_logical_devices()
    wrong = {device.name: why for device in devices if (why := _wrong(device.name))}
    return {
        "tensorflow": tf.__version__,
        "keras": keras.__version__,
        "seconds": took,
        "cuda": tf.sysconfig.get_build_info().get("cuda_version"),
        "devices": environment.devices(),
        "broken": wrong,
    }


def _wrong(device: str) -> str:
    """Returns why two matrices cannot be multiplied on a device, an empty text where they can."""
    import tensorflow as tf

    try:
        with tf.device(device):
            ones = tf.ones([64, 64])
            total = float(tf.reduce_sum(ones @ ones))
    except Exception as error:  # noqa: BLE001 - a driver can fail in any way, and this is to say how
        return f"{type(error).__name__}: {error}"
    return "" if total == 64**3 else f"64 cubed is {total:g} there"
