"""What `zoo.run(dry_run=True)` returns and `zoo run --dry-run` prints: statuses, reasons, counts, and what it takes."""

from __future__ import annotations

import pytest

from tests.execution import fake_registry
from tests.ranking import fakes as boards
from zoo.api import outlook as outlooks
from zoo.api.outlook import Prospect
from zoo.cli.run.command import show
from zoo.execution.outlook import Outlook
from zoo.execution.plan import Item
from zoo.experiments.experiment import compose


@pytest.fixture
def items():
    """One experiment in each state of a plan: done, stale, stale and refreshed, busy, resumable, changed, to do."""
    found = compose(
        fake_registry.registry(), dataset="images", model="good", augmenter="none", recipe="fast", seeds=range(7)
    )
    done = boards.run(test_accuracy=0.9)
    cut = boards.run(name="cut.1", status="interrupted")
    states = [
        {"run": done},
        {"run": done, "reasons": ["the data of images changed"]},
        {"run": done, "reasons": ["the data of images changed"], "refresh": True},
        {"unfinished": boards.run(status="running", pid=7, host="here"), "epochs_done": 1},
        {"unfinished": cut, "epochs_done": 2},
        {"unfinished": cut, "epochs_done": 1, "changed": ["the code of model good changed"]},
        {},
    ]
    return [Item(experiment=experiment, **state) for experiment, state in zip(found, states, strict=True)]


@pytest.fixture
def shown(items, capsys, monkeypatch):
    """Returns a function that prints the plan, and returns its lines."""
    monkeypatch.setenv("COLUMNS", "80")

    def printed(**outlook):
        found = Prospect(Outlook(items=items, **outlook), fake_registry.registry())
        show(found, found.paragraphs)
        return capsys.readouterr().out.splitlines()

    return printed


def test_every_status(shown):
    lines = shown()
    assert [" ".join(line.split()[5:]) for line in lines[2:9]] == [
        "done",
        "stale",
        "stale (again)",
        "busy (1 of 3 epochs)",
        "resumable (2 of 3 epochs)",
        "resumable (1 of 3 epochs)",
        "to do",
    ]
    name = "images, good, none, fast, seed"
    assert f"{name} 1 is stale: the data of images changed" in lines
    assert f"{name} 3 is being trained by process 7 on here" in lines
    changed = "will refuse to go on: the code of model good changed. It starts over with --refresh stale."
    assert f"{name} 5 {changed}" in lines
    assert lines[-2] == "7 experiments: 1 done, 2 stale, 1 busy, 2 resumable, 1 to do."
    assert max(map(len, lines[:9])) <= 80


def test_what_it_takes(items, shown):
    seconds = {item.experiment.id: 600.0 for item in items if item.trained}
    lines = shown(
        seconds=seconds, total=1500.0, jobs=2, probed=1, downloads={"mnist": 11_594_722}, disk=2_500_000, free=10**10
    )
    assert lines[-3:] == [
        "Time: about 25m 00s with -j 2 (1 combination measured)",
        "Downloads: mnist 11.6 MB",
        "Disk: about 2.5 MB of 10.0 GB that are free",
    ]


def test_what_is_not_known_is_said(items, shown):
    assert shown()[-1] == "Time: not known, for nothing like it has run before"
    (first, *_) = [item for item in items if item.trained]
    lines = shown(seconds={first.experiment.id: 60.0}, total=60.0)
    assert lines[-1] == "Time: about 1m 00s with -j 1, and 4 runs of which no earlier one tells"


def test_a_disk_that_is_too_small(shown):
    assert shown(disk=2 * 10**9, free=10**9)[-1] == "Disk: about 2.0 GB of 1.0 GB that are free, which is not enough"


def test_a_disk_of_which_not_all_is_known(shown):
    assert shown(disk=2 * 10**6, disk_known=False, free=10**9)[-1] == "Disk: more than 2.0 MB of 1.0 GB that are free"


def test_json(items):
    outlook = Outlook(items=items, seconds={items[4].experiment.id: 5.0}, total=5.0, jobs=2, disk=100, free=200)
    plan = Prospect(outlook, fake_registry.registry()).to_dict()
    assert plan["counts"] == {"done": 1, "stale": 2, "busy": 1, "resumable": 2, "to do": 1}
    assert (plan["seconds"], plan["jobs"], plan["disk_bytes"], plan["free_bytes"]) == (5.0, 2, 100, 200)
    resumable = plan["experiments"][4]
    assert (resumable["unfinished"], resumable["epochs_done"], resumable["seconds"]) == ("cut.1", 2, 5.0)
    assert plan["experiments"][5]["reasons"] == ["the code of model good changed"]


def test_sizes():
    assert [outlooks.size(number) for number in (11_594_722, 3_400_000_000)] == ["11.6 MB", "3.4 GB"]
