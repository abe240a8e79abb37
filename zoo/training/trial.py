"""`python -m zoo.training.trial SECONDS` imports TensorFlow as workers do, and computes on each device; JSON."""

from __future__ import annotations

import json
import signal
import sys
import time
from typing import Any


def tried() -> dict[str, Any]:
    """Returns the versions, the devices as `environment.devices` names them, the seconds that importing took, the
    version of CUDA that TensorFlow was built for, and by device why it computes nothing."""
    began = time.perf_counter()
    from zoo.training import environment

    environment.prepare()
    import keras
    import tensorflow as tf

    seconds = time.perf_counter() - began
    devices = tf.config.list_logical_devices()
    wrong = {device.name: why for device in devices if (why := _wrong(device.name))}
    return {
        "tensorflow": tf.__version__,
        "keras": keras.__version__,
        "seconds": seconds,
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


if __name__ == "__main__":
    signal.alarm(int(sys.argv[1]))  # it ends, though whoever asked be gone and native code hang
    print(json.dumps(tried()))  # noqa: T201
