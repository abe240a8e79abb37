"""The store that reports are timed on: rows that are ranked, and folders that say the same."""

from __future__ import annotations

import pytest

from benchmarks import report, store
from zoo.experiments import registry
from zoo.plugin import zoofile
from zoo.site.gather import stored
from zoo.store import Store


@pytest.fixture
def site(zoo_home):
    count = report.fill(zoo_home, [0, 1], model="mlp", augmenter="none,flip", recipe="fast:epochs=1")
    assert count == 4
    return stored(Store.open(create=False), registry.load(local=False, file=zoo_home / zoofile.FILE))


def test_every_page_has_all_that_a_training_leaves(site):
    (table,) = site.leaderboard.tables
    assert (table.dataset, table.ranking.compared, table.ranking.images) == ("noise", 2, store.IMAGES)
    for pending in site.experiments:
        page = pending.make()
        assert page.missing == []
        assert len(page.mistakes) == 24
        assert [len(curve.loss) for curve in page.curves] == [report.EPOCHS] * 2
        right = sum(row[place] for place, row in enumerate(page.confusion.counts))
        assert right / 2 / store.IMAGES == pytest.approx(page.line.row.accuracy)


def test_a_bar_is_met_or_missed():
    assert report.judged(1.0, 1.0, "s") == ("at most 1 s", "met")
    assert report.judged(1.01, 1.0, "MB") == ("at most 1 MB", "MISSED")
