"""Where weights begin: what is typed becomes a whole run's name, or a file with the hash of what it holds."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests import made
from zoo.errors import UsageError
from zoo.experiments import beginning
from zoo.experiments.request import RunRequest
from zoo.store import RunRecord, Store


def record() -> RunRecord:
    experiment = made.one()
    made_of: Any = experiment.expressions
    return RunRecord(experiment_id=experiment.id, group_id=experiment.group_id, **made_of, protocol=1)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a run that is done."""
    monkeypatch.setenv("ZOO_HOME", str(tmp_path))
    store = Store.open()
    lease = store.begin(record())
    store.finish(lease, {"test_accuracy": 0.5, "data": "d"})
    return lease.name


@pytest.fixture
def file(tmp_path: Path) -> Path:
    with zipfile.ZipFile(tmp_path / "net.keras", "w") as archive:
        archive.writestr("config.json", "{}")
    return tmp_path / "net.keras"


def pinned(path: Path) -> str:
    return f"{path}@{hashlib.sha256(path.read_bytes()).hexdigest()[:8]}"


def test_a_run_is_recorded_by_its_whole_name(run: str) -> None:
    assert beginning.canonical(run[:6]) == run
    assert beginning.file(run) is None


def test_a_file_is_recorded_with_what_it_holds(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(file.parent)
    assert beginning.canonical("net.keras") == beginning.canonical(pinned(file)) == pinned(file)
    assert beginning.file(pinned(file)) == file


def test_a_file_that_is_cut_off_is_refused_before_keras_is_asked(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-9])
    with pytest.raises(UsageError, match=r"net\.keras is no model that Keras can read"):
        beginning.canonical(str(file))


def test_a_file_that_was_changed_is_refused(file: Path) -> None:
    before = pinned(file)
    file.write_bytes(b"others")
    with pytest.raises(UsageError, match="other weights") as refused:
        beginning.canonical(before)
    assert pinned(file)[-9:] in (refused.value.cause or "")


@pytest.mark.parametrize("typed", ["nothing", "/nowhere/net.keras"])
def test_what_is_not_there_is_refused(run: str, typed: str) -> None:
    with pytest.raises(UsageError) as refused:
        beginning.canonical(typed)
    assert typed in refused.value.message


def test_a_run_without_a_result_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZOO_HOME", str(tmp_path))
    name = Store.open().begin(record()).name
    with pytest.raises(UsageError, match="no weights to begin with"):
        beginning.canonical(name)


def test_every_model_begins_with_what_is_asked_for(run: str) -> None:
    request = RunRequest(dataset="data", model="net,net:width=9", augmenter="none", recipe="fast", from_=run[:8])
    experiments = request.compose(made.REGISTRY).experiments
    assert [each.expressions["model"] for each in experiments] == [f"net:from={run}", f"net:from={run}:width=9"]
    assert f"-m net:from={run} " in experiments[0].command()
    assert experiments[0].model == made.one(model=f"net:from={run}").model
    assert made.one(model=f"net:from={run}").id != made.one().id


def test_a_beginning_is_given_once(run: str) -> None:
    with pytest.raises(UsageError, match="from is given twice"):
        made.one(model=f"net:from={run}", overrides={"from": run})


def test_none_is_the_models_own_initialisers() -> None:
    assert made.one(model="net:from=none") == made.one()
    assert "from" not in made.one().to_dict()["model"]["values"]
