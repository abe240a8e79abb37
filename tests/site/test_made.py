"""The sites that the tests of pages share: nothing in them is left at its default."""

from __future__ import annotations

import dataclasses

from tests.site import made
from tests.site.hostile import NAMES
from zoo.ranking.rows import Row


def _objects(value):
    """Yields each dataclass in a value."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        yield value
        value = [getattr(value, field.name) for field in dataclasses.fields(value)]
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for each in value:
            yield from _objects(each)


def _pages(site):
    return [site.leaderboard, *(pending.make() for pending in (*site.experiments, *site.components))]


def test_each_field_is_filled_somewhere(tmp_path):
    site = made.site(tmp_path)
    filled: dict[tuple[type, str], bool] = {}
    for each in _objects([site, *_pages(site)]):
        for field in dataclasses.fields(each):
            key = (type(each), field.name)
            filled[key] = filled.get(key, False) or getattr(each, field.name) not in (None, "", (), [], {})
    empty = {name for (kind, name), known in filled.items() if not known and (kind, name) != (Row, "pooled")}
    assert empty <= {"cell", "short", "fixed", "spare", "right", "cut", "style"}  # of columns and sheets


def test_the_hostile_site_has_each_name_in_every_kind_of_page(tmp_path):
    site = made.hostile(tmp_path)
    assert len(NAMES) == len(set(NAMES)) == len(site.experiments) == len(site.components) == 200
    front, *pages = _pages(site)
    assert [note.text for note in front.notes] == NAMES
    assert [page.repeat for page in pages[:200]] == NAMES
    assert [page.described["summary"] for page in pages[200:]] == NAMES
