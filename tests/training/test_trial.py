"""The trial of TensorFlow ends by itself, though its import hangs and nobody waits for it any more."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path


def test_it_ends_when_its_time_is_over(tmp_path: Path) -> None:
    for library in ("tensorflow", "keras"):
        (tmp_path / f"{library}.py").write_text("import time\ntime.sleep(600)\n")
    words = [sys.executable, "-m", "zoo.training.trial", "1"]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    assert subprocess.run(words, env=environment, check=False, timeout=200).returncode == -signal.SIGALRM
