"""Components, at least ten of each kind, each wrong in one way: found by the check that should, with a remedy."""

from __future__ import annotations

import pytest
import wrong_augmenters
import wrong_datasets
import wrong_models
import wrong_recipes
from wrong import Wrong

from zoo.plugin.components import Component
from zoo.testing.augmenters import cost
from zoo.testing.framework import Broken, checks_of, run

KINDS = (wrong_datasets, wrong_models, wrong_augmenters, wrong_recipes)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cost, "time", wrong_augmenters.CLOCK)


def test_there_are_ten_of_each_kind() -> None:
    assert min(len(kind.WRONG) for kind in KINDS) >= 10


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_each_check_of_a_kind_finds_something(kind) -> None:
    own = {check.name for check in checks_of(kind.SOUND.kind) if check.kind is not None}
    assert own == {wrong.check for wrong in kind.WRONG}


@pytest.mark.parametrize("wrong", [wrong for kind in KINDS for wrong in kind.WRONG], ids=str)
def test_what_is_wrong_is_found_and_how_to_mend_it_is_said(wrong: Wrong) -> None:
    (found,) = run(wrong.component, only=[wrong.check])
    assert found.status == "failed"
    assert isinstance(found.error, Broken), found
    assert wrong.found in found.found
    assert wrong.remedy in found.remedy


@pytest.mark.parametrize("sound", [kind.SOUND for kind in KINDS], ids=str)
def test_what_is_sound_passes_every_check(sound: Component) -> None:
    assert not [str(found) for found in run(sound) if found.status == "failed"]
