"""Nodes are asked what they have before they get a run: those that fit train, the others are named."""

from __future__ import annotations

import os
from dataclasses import replace
from unittest import mock

import pytest

import zoo
from zoo.data import cache, manifest
from zoo.errors import DataError, Failure
from zoo.execution import plan, runner
from zoo.execution.nodes import NodeCheck
from zoo.execution.preflight import Several
from zoo.plugin.discovery import Provider
from zoo.plugin.events import Checked, Failed, Stopped
from zoo.progress import listening

FITS = Checked(facts={"data": {"images": "seen", "others": "a"}})
OTHERS = Checked(facts={"data": {"images": "seen", "others": "b"}})
DATALESS = Checked(facts={}, refused=Failure("No images.", hint="zoo data fetch images", exit_status=4))


class Cluster(zoo.Workers):
    """A pool of one worker on each node; a node is an environment. Those that join come with the first run, and nothing
    more is begun until they have answered."""

    def __init__(self, launch, nodes, joining):
        self.launch, self.joining, self.pools, self.asked, self.began = launch, joining, {}, {}, False
        self.runs = []
        for name, environment in nodes.items():
            self.join(name, environment)

    def join(self, name, environment):
        with mock.patch.dict(os.environ, environment):
            self.pools[name] = zoo.Pool(replace(self.launch, jobs=1, wake=None, logs=self.launch.logs / name))
        self.asked[name] = self.launch.nodes.question
        self.pools[name].submit(self.asked[name])

    @property
    def free(self):
        return 0 if self.asked else sum(pool.free for pool in self.pools.values())

    def _fit(self):
        return [name for name in self.pools if name not in self.asked]

    def submit(self, task):
        if task["task"] == "run":
            while self.joining:
                self.join(*self.joining.popitem())
        name = next(name for name in self._fit() if self.pools[name].free)
        self.pools[name].submit(task)
        self.runs.append((name, task["task"]))

    def wait(self, timeout):
        events = [(name, each) for name, pool in list(self.pools.items()) for each in pool.wait(0.05)]
        for name, happened in events:
            if happened.task is self.asked.get(name) and happened.event.last:
                del self.asked[name]
                if not self.launch.nodes.answer(name, happened.event):
                    self.pools.pop(name).close()
        if not self.began and not self.asked:
            self.began = True
            self.launch.nodes.begin()
        return [happened for _, happened in events if happened.task["task"] != "node"]

    def stop(self, task):
        for pool in self.pools.values():
            pool.stop(task)

    def kill(self, task):
        for pool in self.pools.values():
            pool.kill(task)

    def close(self):
        for pool in self.pools.values():
            pool.close()


@pytest.fixture
def cluster(registry):
    """Returns a function that makes a registry whose launcher is a cluster, and a list of those that were started."""

    def make(nodes, joining=None):
        started = []

        def start(launch):
            started.append(Cluster(launch, nodes, dict(joining or {})))
            return started[-1]

        launcher = zoo.Launcher(name="cluster", summary="elsewhere", start=start, remote=True)
        catalogue = replace(registry.catalogue, defaults={**registry.catalogue.defaults, "launcher": "cluster"})
        more = {("launcher", "cluster"): (launcher, Provider("zoo-cluster", "1", "zoo-cluster[test]"))}
        return replace(registry, components={**registry.components, **more}, catalogue=catalogue), started

    return make


@pytest.fixture
def check(registry, experiments):
    """A check of nodes for two datasets, of which this machine knows one; and the events that it emits."""
    emitted = []
    asked = [*experiments("good"), *experiments("good", dataset="others")]
    return NodeCheck(registry, asked, emitted.append), emitted


def test_runs_go_to_nodes_that_fit_and_the_others_are_named_once(cluster, train, experiments):
    registry, started = cluster({"a": {}, "b": {"FAKE_LACK": "No keras."}, "c": {}})
    heard = []
    records = train(experiments("good,better", seeds=range(2)), heard.append, registry=registry)
    assert {record.status for record in records.values()} == {"done"}
    assert {node for node, _ in started[0].runs} <= {"a", "c"}
    left = [event for event in heard if event.kind == "leftout"]
    assert [(event.node, str(event.error), event.error.hint) for event in left] == [
        ("b", "No keras.", "on b: pip install it")
    ]


def test_where_no_node_fits_nothing_trains(cluster, train, experiments, store):
    registry, _ = cluster({"a": {"FAKE_LACK": "No keras."}, "b": {"FAKE_LACK": "No keras."}})
    with pytest.raises(Several) as caught:
        train(experiments("good"), registry=registry)
    assert str(caught.value).splitlines() == [
        "None of 2 nodes can train this; nothing was trained.",
        "  a; b: No keras.",
        "Try: on a: pip install it",
    ]
    assert store.runs() == []


def test_a_node_that_joins_is_asked_before_it_gets_a_run(cluster, train, experiments):
    joining = {"late": {"FAKE_DATA": "other"}, "later": {}}
    registry, started = cluster({"a": {}}, joining)
    heard = []
    records = train(experiments("steady", seeds=range(6)), heard.append, registry=registry, jobs=2)
    assert {record.status for record in records.values()} == {"done"}
    assert {node for node, _ in started[0].runs} == {"a", "later"}
    assert [event.node for event in heard if event.kind == "leftout"] == ["late"]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (DATALESS, "No images."),
        (Failed(error=Failure("The worker died."), died=True), "The worker died."),
        (Stopped(), "It answered with 'stopped'; expected 'checked'."),
        (Checked(facts={"data": {"images": "other"}}), "Its data of images are not those of this machine: "),
    ],
)
def test_what_is_no_fitting_answer_leaves_a_node_out(check, answer, reason):
    nodes, emitted = check
    assert nodes.answer("a", FITS)
    assert not nodes.answer("b", answer)
    assert [event.kind for event in emitted] == ["ask"]
    nodes.begin()
    assert [event.node for event in emitted[1:]] == ["b"]
    assert str(emitted[1].error).startswith(reason)


@pytest.fixture
def published(registry, experiments, zoo_home):
    """Returns a function that makes a check of nodes for published data, and a list of what it emits."""

    def make(fingerprint="ab12", **more):
        source = zoo.Source(name="published", files=(), parse=dict)
        manifest.store(cache.folder(source), {}, source="published", fingerprint="ab12", origin="download")
        images = zoo.Dataset(name="images", summary="images", load=dict, fingerprint=lambda: fingerprint, source=source)
        _, provider = registry.components["dataset", "images"]
        known = replace(registry, components={**registry.components, ("dataset", "images"): (images, provider)})
        emitted = []
        nodes = NodeCheck(known, experiments("good"), emitted.append, **more)
        nodes.answer("fits", Checked(facts={"data": {"images": fingerprint}}))
        return nodes, emitted

    return make


@pytest.mark.parametrize(
    ("here", "hint"),
    [("ab12", "zoo data fetch published --again"), ("as-is:ab12", "zoo data import published FOLDER --as-is")],
)
def test_published_data_that_differ_are_fetched_anew(published, here, hint):
    nodes, emitted = published(here)
    nodes.answer("a", Checked(facts={"data": {"images": "other"}}))
    nodes.begin()
    assert emitted[-1].error.hint == f"on a: {hint}"


@pytest.mark.parametrize(
    ("lacks", "ship", "hint"),
    [
        (["images"], False, "on a: zoo data fetch images; or add --ship-data"),
        (["images"], True, "on a: zoo data fetch images"),
        (["images", "photos"], False, "on a: zoo data fetch images"),
    ],
)
def test_published_data_that_are_missing_can_be_brought(published, lacks, ship, hint):
    nodes, emitted = published(ship_data=ship)
    nodes.answer("a", replace(DATALESS, facts={"data": {}, "lacks": lacks}))
    nodes.begin()
    assert emitted[-1].error.hint == hint


def test_only_where_it_is_asked_for_are_data_brought(published):
    assert published()[0].parcels == []
    (parcel,) = published(ship_data=True)[0].parcels
    assert parcel.folder.startswith("published/")


def test_data_that_nobody_has_fetched_yet_are_not_compared(check):
    nodes, _ = check
    assert nodes.answer("a", Checked(facts={"data": {}}))
    assert nodes.answer("b", FITS)
    nodes.begin()
    assert not nodes.answer("c", OTHERS)


def test_a_dry_run_asks_nodes_and_brings_and_downloads_nothing(cluster, experiments, store, tmp_path):
    registry, started = cluster({"a": {}})
    items = plan.make(experiments("good,misfit"), registry, store)
    options = zoo.RunOptions(threads=1, ship_data=True)
    how = {"registry": registry, "options": options, "emit": lambda event: None, "handler": "fake_handler:Trainer"}
    answers = runner.look(items, asked={item.experiment.group_id for item in items}, **how)
    assert sorted(bool(answer.refused) for answer in answers.values()) == [False, True]
    assert started[0].launch.settings["offline"]
    assert started[0].launch.nodes.parcels == []


def test_where_nothing_is_untried_a_dry_run_hears_how_many_workers_there_are_and_waits_for_none(
    cluster, experiments, store
):
    registry, started = cluster({"a": {}})
    items, sizes = plan.make(experiments("good,better"), registry, store), []
    how = {"registry": registry, "options": zoo.RunOptions(threads=1), "emit": lambda event: None, "asked": ()}
    assert runner.look(items, **how, started=sizes.append, handler="fake_handler:Trainer") == {}
    assert started[0].launch.most == len(items)
    assert [size.jobs for size in sizes] == [started[0].jobs or 1]


def test_how_many_bytes_the_nodes_have_is_shown_as_one(published):
    told = []
    with listening(lambda *said: told.append(said)):
        nodes, _ = published()
    for node, done in {"a": 3, "b": 4}.items():
        nodes.sending(node, done, 10)
    assert told == [("sending data to the nodes", *known) for known in [(3, 10), (7, 20)]]


def test_nodes_whose_data_differ_are_refused_where_nobody_knows_which_are_right(check):
    nodes, _ = check
    for name, answer in {"a": FITS, "b": OTHERS, "c": FITS}.items():
        assert nodes.answer(name, answer)
    with pytest.raises(DataError) as caught:
        nodes.begin()
    assert caught.value.message == "The data of others are not the same on all nodes; nothing was trained."
    assert caught.value.cause == "One kind is on a, c; others on b."


def test_a_node_that_joins_has_to_have_the_data_of_those_that_train(check):
    nodes, emitted = check
    nodes.answer("a", FITS)
    nodes.begin()
    assert nodes.answer("b", FITS)
    assert not nodes.answer("c", OTHERS)
    assert "Its data of others are not those of a: there b, expected a." in str(emitted[-1].error)


def test_the_status_is_that_of_what_is_wrong(check):
    nodes, _ = check
    nodes.answer("a", DATALESS)
    with pytest.raises(Several, match="The only node cannot train this; nothing was trained") as caught:
        nodes.begin()
    assert caught.value.exit_status == 4
