"""What a run's bits depend on, and what is said where that has changed."""

from __future__ import annotations

import copy

import pytest
import shelf

from zoo.errors import ResumeRefused
from zoo.training.checkpoints import identity


@pytest.fixture
def now(compose, registry):
    return identity.identity(compose(), registry, data="sha256:d", threads=2)


def test_it_names_all_that_bits_depend_on(now):
    assert set(now) == {"experiment", "code", "data", "protocol", "threads", "CPU", "libraries"}
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
    assert caught.value.changed == [
        "data",
        "code of model:tiny (gone)",
        "code of model:tiny (tiny_models)",
        "threads 1 to 2",
        f"numpy 1.0 to {now['libraries']['numpy']}",
    ]
    assert caught.value.cause == f"Since then changed: {'; '.join(caught.value.changed[:4])} and 1 more."
    assert caught.value.hint == f"{compose().command()} --force"
    assert len(caught.value.render().splitlines()) == 3


def test_an_identity_of_another_zoo_has_changed(now):
    assert "data" in list(identity.changes({}, now))
