"""When a page is made again: when something of it is new, and not else."""

from __future__ import annotations

import os

import pytest

from tests.site.gather import recorded
from zoo import paths
from zoo.site.gather import fingerprints, stored
from zoo.store import Store, answers


def prints(registry=None):
    """Returns the fingerprints of all pages, by name."""
    site = stored(Store.open(create=False), registry or recorded.registry())
    return {page.key: page.fingerprint for page in [*site.experiments, *site.components]}


def changed(before, after):
    return {key for key in before | after if before.get(key) != after.get(key)}


@pytest.fixture
def run():
    """A run of an experiment of a dataset of its own, beside one of another dataset."""
    recorded.record({0: 2.0}, dataset="dots", group_id="b" * 12)
    return recorded.record({0: 2.0}, group_id="a" * 12)


def test_nothing_is_new_where_nothing_was_done(run):
    assert not changed(prints(), prints())


def test_a_run_of_another_seed_is_news_for_its_experiment_and_its_components(run):
    before = prints()
    recorded.record({}, seed=1, group_id="a" * 12)
    own = {"a" * 12, "dataset-bars", "model-net", "augmenter-none", "recipe-quick"}
    assert changed(before, prints()) == own


def _touched(run):
    os.utime(paths.run_folder(run) / "test.npz", ns=(1, 1))


def _shorter(run):
    (paths.run_folder(run) / "history.json").write_text("[]")


def _gone(run):
    (paths.run_folder(run) / "experiment.json").unlink()


def _asked(run):
    asked = {"probe": "p", "question": "p", "code": "c", "measured": "2026-01-01T00:00:00+00:00", "seconds": 1.0}
    drawn = {"a.png": lambda stream: stream.write(b"png")}
    answers.write(paths.run_folder(run), {**asked, "numbers": {}, "shown": [], "pictures": ["a.png"]}, drawn)


@pytest.mark.parametrize("change", [_touched, _shorter, _gone, _asked])
def test_a_file_is_news_for_its_page_alone(run, change):
    before = prints()
    change(run)
    assert changed(before, prints()) == {"a" * 12}


def test_images_that_are_not_here_any_more_are_news(run):
    assert "a" * 12 in changed(prints(), prints(recorded.registry(published=True)))


def test_so_is_other_code_that_draws(run, monkeypatch):
    before = prints()
    monkeypatch.setattr(fingerprints, "_code", lambda: "other")
    assert changed(before, prints()) == before.keys()


def test_a_picture_that_is_drawn_again_is_news(run):
    _asked(run)
    before = prints()
    (paths.run_folder(run) / "probes" / "p" / "a.png").write_bytes(b"another")
    assert changed(before, prints()) == {"a" * 12}
