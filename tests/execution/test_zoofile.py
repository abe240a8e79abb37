"""A run of what a zoofile provides, all of it as interface 1 had it: its worker loads the same file, and elsewhere the
run says where its parts were."""

from __future__ import annotations

from pathlib import Path

import pytest

from zoo.cli import program
from zoo.store import Store

SOURCE = Path(__file__).parents[1] / "plugin" / "interfaces" / "zoo_interface_1.py"
PARTS = ("-d", "first-stripes", "-m", "first-net", "-a", "first-light+first-noise", "-r", "first-sgd")
RUN = ("run", *PARTS, "--launcher", "first-pool", "--threads", "1")


def test_it_trains_and_is_missed_elsewhere(
    zoofile, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    monkeypatch.chdir(tmp_path)
    zoofile(SOURCE.read_text())
    assert program.run(RUN) == 0
    (run,) = Store.open().runs(details=True)
    recorded = run.provenance["components"]["model:first-net"]
    assert (recorded["distribution"], recorded["version"]) == ("zoofile.py", str(tmp_path))
    assert list(recorded["sources"]) == ["zoofile"]
    assert program.run(("probe", run.name, "first-count")) == 0
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    for words in (("run", *PARTS), ("reproduce", run.name), ("probe", run.name, "calibration")):
        capsys.readouterr()
        assert program.run(words) == 2
        assert f"had it from {tmp_path}/zoofile.py, which is not loaded here." in capsys.readouterr().err
