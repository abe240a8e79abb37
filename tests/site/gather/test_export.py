"""A site of an export: all that it holds, and what it does not."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.ranking import fakes
from tests.site.gather import recorded
from tests.site.hostile import NAMES
from zoo.errors import UsageError
from zoo.site.gather import exported, stored
from zoo.store import Store


@pytest.fixture
def file(tmp_path) -> Path:
    return tmp_path / "leaderboard.json"


def saved(file):
    """Writes the export of the store, and returns its site."""
    site = stored(Store.open(create=False), recorded.registry())
    file.write_text(site.leaderboard.export)
    return site


def test_the_tables_of_a_store_but_for_what_only_predictions_tell(file):
    for seed in range(3):
        recorded.record({seed: 2.0}, seed=seed)
        recorded.record(dict.fromkeys(range(8), 1.0), seed=seed, model="deep-net")
    before, after = saved(file), exported(file, recorded.registry())
    (one,), (other,) = before.leaderboard.tables, after.leaderboard.tables
    assert other == replace(one, differences={})
    assert after.leaderboard.notes == before.leaderboard.notes
    assert [page.key for page in after.experiments] == [page.key for page in before.experiments]
    assert after.titles == before.titles
    assert after.source == "the export leaderboard.json: 2 rows"


def test_the_page_of_an_experiment(file):
    recorded.record({0: 2.0}, seed=1, augmenter="turn+move")
    saved(file)
    (pending,) = exported(file, recorded.registry()).experiments
    page = pending.make()
    (run,) = page.runs
    assert (run.seed, run.status, run.accuracy, run.train_seconds) == (1, "done", 14 / 15, 11.0)
    assert page.configuration["augmenter"] == [("turn", {}), ("move", {})]
    assert page.repeat == "zoo run -d bars -m net -a turn+move -r quick --seed 1 --validation 0.1 --force"
    assert page.missing == [
        "An export has no curves, confusion matrix, mistakes, answers of probes or provenance: a store has them."
    ]


def test_values_that_are_typed_and_seeds_without_a_result(file):
    row = fakes.row(model="net:width=16", endings={"diverged": 2, "failed": 1}, names=("aaaaaaaaaaaa.1",))
    file.write_text(export_of(row))
    (pending,) = exported(file, recorded.registry()).experiments
    page = pending.make()
    assert page.configuration["model"] == [("net", {"width": "16"})]
    assert page.missing[1] == "An export does not name the runs without a result: 2 diverged, 1 failed."


def export_of(*rows):
    from zoo.ranking import export
    from zoo.ranking.board import Board

    return export.to_json(Board(rows))


def test_what_an_export_says_is_text_and_no_more(file):
    rows = [fakes.row(**dict.fromkeys(("dataset", "model", "augmenter", "recipe"), "<script>"), group_id="../x")]
    file.write_text(export_of(*rows))
    (pending,) = exported(file, recorded.registry()).experiments
    assert pending.key.isalnum()
    assert pending.make().configuration["model"] == [("<script>", {})]


def test_an_export_of_nothing(file):
    file.write_text(json.dumps({"leaderboard": 2, "rows": [], "rankings": []}))
    site = exported(file, recorded.registry())
    assert (list(site.experiments), site.leaderboard.remarks) == ([], ("No results yet. Try: zoo run",))


def test_what_is_no_export_is_refused(file):
    with pytest.raises(UsageError, match="cannot be read as a leaderboard"):
        exported(file, recorded.registry())


def test_names_that_mean_harm_are_read_and_lead_nowhere(file):
    kinds = ("dataset", "model", "augmenter", "recipe", "group_id")
    file.write_text(export_of(*(fakes.row(**dict.fromkeys(kinds, name), labels={"model": name}) for name in NAMES)))
    site = exported(file, recorded.registry())
    assert len(site.experiments) == len(NAMES) >= 200
    assert all(re.fullmatch("[a-z0-9-]+", page.key) for page in site.experiments)
    assert len({page.key for page in site.experiments}) == len(NAMES)
    for pending in site.experiments:
        page = pending.make()
        assert page.repeat.startswith("zoo run ")
        assert not any(page.line.components.values())
