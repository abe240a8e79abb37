"""What a run's bits depend on, and what is said where that has changed."""

from __future__ import annotations

import copy

import pytest
import shelf

from zoo.errors import ResumeRefused
from zoo.training.checkpoints import identity


@pytest.fixture
def now(compose, handler):
    return identity.identity(compose(), handler.provenance(compose()), data="sha256:d")


def test_it_names_all_that_bits_depend_on(now):
    assert set(now) == {"experiment", "code", "data", "protocol", "threads", "CPU", "devices", "libraries", "variables"}
    assert now["experiment"] == shelf.compose().id
    assert "model:tiny (tiny_models)" in now["code"]
    assert {"python", "keras", "tensorflow", "numpy"} <= set(now["libraries"])


def test_the_same_may_go_on(now, compose):
    identity.check(compose(), copy.deepcopy(now), now)


def test_all_changes_are_told_and_how_to_begin_anew(now, compose):
    then = copy.deepcopy(now)
    then["code"] = {**then["code"], "model:tiny (tiny_models)": "0", "model:tiny (gone)": "1"}
    then |= {"data": "sha256:e", "threads": 1}
    then["libraries"]["numpy"] = "1.0"
    with pytest.raises(ResumeRefused) as caught:
        identity.check(compose(), then, now)
    changed = [
        "data",
        "code of model:tiny (gone)",
        "code of model:tiny (tiny_models)",
        "threads 1 to 2",
        f"numpy 1.0 to {now['libraries']['numpy']}",
    ]
    assert list(identity.changes(then, now)) == changed
    assert caught.value.cause == f"Since then changed: {'; '.join(changed[:4])} and 1 more."
    assert caught.value.hint == f"{compose().command()} --force"
    assert len(caught.value.render().splitlines()) == 3


def test_an_identity_of_another_zoo_has_changed(now):
    assert "data" in list(identity.changes({}, now))


VARIABLES = ["TF_ENABLE_ONEDNN_OPTS", "ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA", "XLA_FLAGS", "TF_XLA_FLAGS"]


@pytest.mark.parametrize("name", VARIABLES)
def test_a_variable_that_changes_bits_is_part_of_it(now, compose, handler, monkeypatch, name):
    monkeypatch.setenv(name, "0")
    other = identity.identity(compose(), handler.provenance(compose()), data="sha256:d")
    assert list(identity.changes(now, other)) == [f"{name} unset to 0"]
    assert list(identity.changes(other, now)) == [f"{name} 0 to unset"]


def test_what_an_earlier_version_did_not_write_down_is_no_change(now):
    then = {name: value for name, value in now.items() if name not in ("devices", "variables")}
    assert list(identity.changes(then, now)) == []
