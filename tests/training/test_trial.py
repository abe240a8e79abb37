"""The trial of TensorFlow ends by itself, though its import hangs and nobody waits for it any more."""

from __future__ import annotations

from pathlib import Path

import pytest

from zoo.testing import elsewhere


def test_it_ends_when_its_time_is_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for library in ("tensorflow", "keras"):
        (tmp_path / f"{library}.py").write_text("import time\ntime.sleep(600)\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert elsewhere.call("zoo.training.trial:tried", 1).died == "its process died of SIGALRM"
