"""What the tests of the store share: an empty place for one, in a file and on a PostgreSQL server, and records for it.

What the store promises it promises on both: a test that asks for `url` or `store` runs twice. One that is about
SQLite's file says so, by `OF_A_FILE`; a module of such tests has a fixture `url` of its own.
"""

from __future__ import annotations

import shutil

import pytest
import sqlalchemy as sa

from tests.store.places import KINDS, SQLITE, database
from zoo.store import RunRecord, Store


@pytest.fixture(params=KINDS)
def url(request, tmp_path):
    """The URL of an empty place; where `store` is asked for too, of a copy of a store without runs: that is quicker."""
    ready = "store" in request.fixturenames
    if request.param == SQLITE:
        if ready:
            shutil.copyfile(request.getfixturevalue("ready_file"), tmp_path / "zoo.db")
        yield f"sqlite:///{tmp_path / 'zoo.db'}"
    else:
        template = request.getfixturevalue("ready_database") if ready else "template0"
        with database(request.getfixturevalue("postgres"), template) as url:
            yield url


@pytest.fixture(scope="session")
def ready_file(tmp_path_factory):
    """The file of a store without runs."""
    path = tmp_path_factory.mktemp("ready") / "zoo.db"
    Store.open(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def ready_database(postgres):
    """The name of a database that holds a store without runs."""
    with database(postgres) as url:
        Store.open(url)
        yield sa.make_url(url).database


@pytest.fixture
def outside(url):
    """Returns a function that runs statements on the store past the zoo, and returns the rows of the last one."""

    def run(*statements):
        with sa.create_engine(url, poolclass=sa.NullPool).begin() as connection:
            connection.execution_options(no_parameters=True)  # a percent sign means itself
            found = [connection.exec_driver_sql(statement) for statement in statements][-1]
            return found.fetchall() if found.returns_rows else []

    return run


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
