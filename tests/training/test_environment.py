"""Tests of what a worker fixes."""

from __future__ import annotations

import gc
import json
import mmap
import os
import subprocess
import sys

import keras
import numpy as np
import pytest

from zoo.errors import RunFailed
from zoo.training import environment

PRINT = """
from zoo.training import environment
environment.prepare(1)
import keras
c = keras.config
print(c.backend(), c.image_data_format(), c.floatx(), c.epsilon(), c.dtype_policy().name, c.max_epochs())
"""


def test_users_settings_do_not_count(tmp_path):
    mine = {"floatx": "float16", "epsilon": 1e-3, "backend": "jax", "image_data_format": "channels_first"}
    (tmp_path / "keras.json").write_text(json.dumps(mine))
    variables = os.environ | {"KERAS_HOME": str(tmp_path), "KERAS_BACKEND": "jax", "KERAS_MAX_EPOCHS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", PRINT], env=variables, capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.split() == ["tensorflow", "channels_last", "float32", "1e-07", "float32", "None"]


def test_fresh_undoes_what_a_run_changed():
    keras.config.set_dtype_policy("float16")
    keras.config.set_image_data_format("channels_first")
    environment.fresh(1)
    assert keras.config.dtype_policy().name == "float32"
    assert keras.config.image_data_format() == "channels_last"


def test_fresh_starts_every_global_stream():
    def drawn():
        environment.fresh(5)
        layer = keras.layers.Dense(3)
        layer.build((None, 4))
        return layer.kernel.numpy(), np.random.default_rng(np.random.randint(99)).normal(), layer.name

    first, second = drawn(), drawn()
    np.testing.assert_array_equal(first[0], second[0])
    assert first[1:] == second[1:]


def test_threads_cannot_change():
    keras.ops.zeros(1)  # TensorFlow starts with the first operation
    with pytest.raises(RunFailed, match="threads"):
        environment.prepare(7)


def test_peak_memory_is_forgotten_on_request():
    environment.peak_memory_mb(reset=True)
    before = environment.peak_memory_mb()
    with mmap.mmap(-1, 30 * 2**20) as fresh:  # pages of its own: an array might get memory that was freed before
        fresh[:] = bytes([1]) * len(fresh)
        assert environment.peak_memory_mb() >= before + 20
    environment.peak_memory_mb(reset=True)
    if sys.platform == "linux":
        assert environment.peak_memory_mb() < before + 20


def test_preparing_again_freezes_no_garbage():
    """What `zoo.preview` leaves behind is freed, however often it is called in a process."""
    environment.prepare()
    frozen = gc.get_freeze_count()
    circles = []
    for _ in range(1000):
        circles.append(circle := [])
        circle.append(circle)
    environment.prepare()
    assert 0 < gc.get_freeze_count() <= frozen


def test_an_import_is_not_interrupted_by_a_search_for_garbage(monkeypatch):
    enabled = []
    monkeypatch.setattr(environment, "_fix_keras", lambda: enabled.append(gc.isenabled()))
    environment.prepare()
    assert enabled == [False]
    assert gc.isenabled()
