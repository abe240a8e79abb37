"""Tests of the records that the store takes and returns."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoo.store import RunRecord, schema
from zoo.store.records import DETAILS, MEASURED, finite, now

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_what_is_stored_is_strict_json(value):
    assert json.loads(json.dumps(finite(value), allow_nan=False)) == finite(value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_stay_as_they_are(number):
    assert finite({"a": [number]}) == {"a": [number]}


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_what_is_no_number_becomes_none(number):
    assert finite({"a": (number, {"b": number})}) == {"a": [None, {"b": None}]}


def test_the_table_has_a_column_for_each_field():
    columns = {column.name for column in schema.runs.columns}
    assert {field.name for field in fields(RunRecord)} - {"metrics"} == columns - {"id", "attempt"}
    assert set(MEASURED) | set(DETAILS) <= columns


def test_time_is_utc():
    assert datetime.fromisoformat(now()).utcoffset() == timedelta(0)
