"""What every test gets: a `ZOO_HOME` of its own, and no settings from the machine that runs it."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def zoo_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty `ZOO_HOME`; the developer's own is never touched."""
    home = tmp_path / "zoo-home"
    monkeypatch.setenv("ZOO_HOME", str(home))
    for name in ("ZOO_DATA", "ZOO_PLUGINS", "ZOO_OFFLINE", "ZOO_STORE"):
        monkeypatch.delenv(name, raising=False)
    return home
