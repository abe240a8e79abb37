"""What a trial of TensorFlow comes to: a GPU or none, one that is not seen, a crash, a hang."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from zoo.health import computing
from zoo.health.diagnosis import Diagnosis
from zoo.testing import elsewhere

TRIED = {"tensorflow": "2.21.0", "keras": "3.15.1", "seconds": 5.0, "cuda": "12.5", "devices": ["CPU"], "broken": {}}


@pytest.fixture(autouse=True)
def _no_gpu(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a GPU."""
    monkeypatch.setattr(computing, "DRIVER", tmp_path / "driver")
    monkeypatch.setattr(computing, "DEVICES", tmp_path / "devices")
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)


Tried = Callable[..., list[Diagnosis]]


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> Tried:
    """A function that returns what is said of a trial that found TRIED, but for what is given."""

    def tried(**changed: Any) -> list[Diagnosis]:
        answer = elsewhere.Answer({**TRIED, **changed}, "", "")
        monkeypatch.setattr(elsewhere, "call", lambda *asked, **named: answer)
        return list(computing.computing())

    return tried


def _card(folder: Path, vendor: str = computing.NVIDIA, kind: str = "0x030200") -> None:
    (folder / "devices" / "0000:00:01.0").mkdir(parents=True)
    (folder / "devices" / "0000:00:01.0" / "vendor").write_text(f"{vendor}\n")
    (folder / "devices" / "0000:00:01.0" / "class").write_text(f"{kind}\n")


def test_a_machine_without_a_gpu(tried: Tried, tmp_path: Path) -> None:
    _card(tmp_path, vendor="0x1234")
    tensorflow, gpu = tried()
    assert tensorflow.found == "2.21.0 with Keras 3.15.1 computes; imported in 5.0 s"
    assert (gpu.state, gpu.found) == ("ok", "none in this machine; TensorFlow computes on the processor")


def test_a_gpu_that_computes_and_one_that_does_not(tried: Tried) -> None:
    _, broken, seen = tried(devices=["CPU", "GPU H100"], broken={"/device:GPU:1": "InternalError: no memory"})
    assert broken == Diagnosis(
        "GPU", "problem", "/device:GPU:1 computes nothing: InternalError: no memory", "nvidia-smi"
    )
    assert seen == Diagnosis("GPU", "ok", "GPU H100")


def test_a_gpu_without_its_driver(tried: Tried, tmp_path: Path) -> None:
    _card(tmp_path)
    assert [(each.state, each.remedy) for each in tried()[1:]] == [
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
    tried: Tried,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "driver").mkdir()
    if visible is not None:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)
    _, gpu = tried(cuda=cuda)
    assert gpu.state == "warning"
    assert why in gpu.found
    assert gpu.remedy == remedy


@pytest.mark.parametrize(
    ("library", "found"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGILL)", "SIGILL; it was built for instructions that this"),
        ("import os; os.abort()", "its process died of SIGABRT"),
        ("raise ImportError('libcudart')", "ImportError: libcudart"),
        ("import time; time.sleep(600)", "it has not ended after"),
    ],
)
def test_a_tensorflow_that_fails(library: str, found: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("tensorflow", "keras"):
        (tmp_path / f"{name}.py").write_text(library)
    monkeypatch.syspath_prepend(tmp_path)
    (failed,) = computing.computing(patience=0.5 if "sleep" in library else 100)
    assert (failed.about, failed.state) == ("tensorflow", "problem")
    assert found in failed.found
    assert failed.remedy
    assert failed.remedy.endswith("zoo install --force-reinstall tensorflow keras")
