"""What a trial of TensorFlow comes to: a GPU or none, one that is not seen, a crash, a hang."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from zoo.health import computing
from zoo.health.diagnosis import Diagnosis

Say = Callable[[str], None]
TRIED = {"tensorflow": "2.21.0", "keras": "3.15.1", "seconds": 5.0, "cuda": "12.5", "devices": ["CPU"], "broken": {}}


@pytest.fixture
def trial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Say:
    """A function that has a shell script stand in for Python, on a machine without a GPU."""
    program = tmp_path / "python"
    monkeypatch.setattr(sys, "executable", str(program))
    monkeypatch.setattr(computing, "DRIVER", tmp_path / "driver")
    monkeypatch.setattr(computing, "DEVICES", tmp_path / "devices")
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)

    def says(script: str) -> None:
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)

    return says


def _tried(says: Say, **changed: Any) -> list[Diagnosis]:
    says(f"echo noise of a library\ncat <<'END'\n{json.dumps({**TRIED, **changed})}\nEND")
    return list(computing.computing())


def _card(folder: Path, vendor: str = computing.NVIDIA, kind: str = "0x030200") -> None:
    (folder / "devices" / "0000:00:01.0").mkdir(parents=True)
    (folder / "devices" / "0000:00:01.0" / "vendor").write_text(f"{vendor}\n")
    (folder / "devices" / "0000:00:01.0" / "class").write_text(f"{kind}\n")


def test_a_machine_without_a_gpu(trial: Say, tmp_path: Path) -> None:
    _card(tmp_path, vendor="0x1234")
    tensorflow, gpu = _tried(trial)
    assert tensorflow.found == "2.21.0 with Keras 3.15.1 computes; imported in 5.0 s"
    assert (gpu.state, gpu.found) == ("ok", "none in this machine; TensorFlow computes on the processor")


def test_a_gpu_that_computes_and_one_that_does_not(trial: Say) -> None:
    _, broken, seen = _tried(trial, devices=["CPU", "GPU H100"], broken={"/device:GPU:1": "InternalError: no memory"})
    assert broken == Diagnosis(
        "GPU", "problem", "/device:GPU:1 computes nothing: InternalError: no memory", "nvidia-smi"
    )
    assert seen == Diagnosis("GPU", "ok", "GPU H100")


def test_a_gpu_without_its_driver(trial: Say, tmp_path: Path) -> None:
    _card(tmp_path)
    assert [(each.state, each.remedy) for each in _tried(trial)[1:]] == [
        ("warning", "nvidia-smi   (after installing the driver)")
    ]


@pytest.mark.parametrize(
    ("cuda", "visible", "why", "remedy"),
    [
        ("12.5", None, "built for CUDA 12.5, and does not find its libraries", "zoo install 'tensorflow[and-cuda]'"),
        (None, None, "built without CUDA", "zoo install 'tensorflow[and-cuda]'"),
        ("12.5", "-1", "hidden from TensorFlow by CUDA_VISIBLE_DEVICES", "unset CUDA_VISIBLE_DEVICES"),
        ("12.5", "", "hidden from TensorFlow by CUDA_VISIBLE_DEVICES", "unset CUDA_VISIBLE_DEVICES"),
    ],
)
def test_a_gpu_that_is_not_seen(
    cuda: str | None,
    visible: str | None,
    why: str,
    remedy: str,
    trial: Say,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "driver").mkdir()
    if visible is not None:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)
    _, gpu = _tried(trial, cuda=cuda)
    assert gpu.state == "warning"
    assert why in gpu.found
    assert gpu.remedy == remedy


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("kill -ILL $$", "ends Python with SIGILL: it was built for instructions that this processor does not have"),
        ("kill -SEGV $$", "ends Python with SIGSEGV"),
        ('echo Traceback >&2; echo "ImportError: libcudart" >&2; exit 1', "does not compute: ImportError: libcudart"),
        ("exit 3", "does not compute: exit status 3"),
    ],
)
def test_a_tensorflow_that_fails(script: str, found: str, trial: Say) -> None:
    trial(script)
    again = "zoo install --force-reinstall tensorflow keras"
    assert list(computing.computing()) == [Diagnosis("tensorflow", "problem", found, again)]


def test_a_tensorflow_that_hangs(trial: Say) -> None:
    trial("exec sleep 600")
    (found,) = computing.computing(patience=0.2)
    assert (found.state, found.found) == ("problem", "is not imported within 0.2 seconds")
