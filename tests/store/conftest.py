"""What the tests of the store share: a store in an empty folder, and records to put into it."""

from __future__ import annotations

import pytest

from zoo.store import RunRecord, Store


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'zoo.db'}"


@pytest.fixture
def store(url):
    return Store.open(url)


@pytest.fixture
def record():
    """Returns a function that makes a record, `changes` apart the same every time."""

    def make(**changes):
        plain = {
            "experiment_id": "aaaaaaaaaaaa",
            "group_id": "gggggggggggg",
            "dataset": "dots",
            "model": "net",
            "augmenter": "none",
            "recipe": "quick",
            "protocol": 1,
        }
        return RunRecord(**{**plain, **changes})

    return make


@pytest.fixture
def attempt(store, record):
    """Returns a function that records a run which has ended, with a result or failed, and returns its name."""

    def attempt(*, result=None, **changes):
        lease = store.begin(record(**changes))
        if result is None:
            store.fail(lease, {"message": "no"})
        else:
            store.finish(lease, result)
        return lease.name

    return attempt
