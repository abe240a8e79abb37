"""The pages of components."""

from __future__ import annotations

from dataclasses import replace

from tests.site.gather import recorded
from zoo.inspection import described_component
from zoo.plugin.discovery import Provider
from zoo.site.gather import stored
from zoo.store import Store


def pages(registry=None):
    site = stored(Store.open(create=False), registry or recorded.registry())
    return site, {pending.key: pending.make() for pending in site.components}


def test_every_component_that_is_installed_has_one():
    site, found = pages()
    keys = {f"{kind}-{name}" for kind, name in recorded.registry().components}
    assert found.keys() == site.titles.keys() == keys
    assert site.titles["model-net"] == ("model", "net", "a net")


def test_it_says_what_zoo_show_says():
    registry = recorded.registry()
    described = pages()[1]["model-net"].described
    assert described == described_component.describe(registry, described_component.find(registry, "net", "model"))


def test_it_has_the_rows_that_were_made_with_it_each_once():
    recorded.record({0: 2.0}, augmenter="move+turn+move")
    recorded.record({1: 2.0})
    found = pages()[1]
    used = {key: [(dataset, line.row.augmenter) for dataset, line in page.lines] for key, page in found.items()}
    assert used["augmenter-move"] == [("bars", "move+turn+move")]
    assert used["augmenter-none"] == [("bars", "none")]
    assert sorted(used["model-net"]) == [("bars", "move+turn+move"), ("bars", "none")]
    assert used["model-deep-net"] == []


def test_the_folder_of_a_file_with_components_is_not_told():
    made, here = recorded.registry(), Provider("zoofile.py", "/data/ada", "zoofile.py[.]")
    found = pages(replace(made, components={key: (one, here) for key, (one, _) in made.components.items()}))[1]
    assert (found["model-net"].described["plugin"], found["model-net"].described["version"]) == ("zoofile.py[.]", "")
