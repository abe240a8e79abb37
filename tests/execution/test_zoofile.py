"""A run of a zoofile's model: its worker loads the same file, and elsewhere the run says where its model was."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import strangers
from zoo.cli import program
from zoo.store import Store

RUN = ("run", "-d", "digits", "-m", "mine", "-a", "none", "-r", "fast:epochs=1", "--limit", "64", "--threads", "1")


def test_it_trains_and_is_missed_elsewhere(
    zoofile, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    monkeypatch.chdir(tmp_path)
    zoofile(strangers.good("mine"))
    assert program.run(RUN) == 0
    (run,) = Store.open().runs(details=True)
    recorded = run.provenance["components"]["model:mine"]
    assert (recorded["distribution"], recorded["version"]) == ("zoofile.py", str(tmp_path))
    assert list(recorded["sources"]) == ["zoofile"]
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    for words in (RUN, ("reproduce", run.name), ("probe", run.name, "calibration")):
        capsys.readouterr()
        assert program.run(words) == 2
        assert f"had it from {tmp_path}/zoofile.py, which is not loaded here." in capsys.readouterr().err
