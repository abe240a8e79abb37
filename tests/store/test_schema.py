"""Tests of the schema's version: written once, read by every zoo, refused by an older one."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.store import old
from zoo.errors import StoreError
from zoo.store import Lease, Store, schema


def test_a_store_has_its_version_from_its_first_day(store):
    from zoo import __version__

    with store._database.reading() as connection:
        assert schema.recorded(connection) == (schema.VERSION, __version__)


@pytest.mark.parametrize("create", [True, False])
def test_a_newer_store_is_refused_and_says_which_zoo_it_needs(store, outside, url, create):
    outside("update schema_version set version = 7, zoo = '3.2.1'")
    before = old.dump(url)
    with pytest.raises(StoreError) as refused:
        Store.open(url, create=create)
    text = refused.value.render()
    assert sa.make_url(url).database in text
    assert "version 7" in text
    assert "keras-zoo 3.2.1" in text
    assert refused.value.exit_status == 5
    assert old.dump(url) == before


def test_a_later_zoo_that_changed_no_table_is_no_obstacle(store, outside, url, record):
    outside("update schema_version set zoo = '99.0'")
    assert Store.open(url).begin(record()) == Lease("aaaaaaaaaaaa.1", 1)
