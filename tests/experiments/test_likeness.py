"""What another machine has is compared with what this one has; what differs is named, with what to do there."""

from __future__ import annotations

import copy
import importlib.metadata
import json
from dataclasses import replace

import pytest

import zoo
from zoo.errors import MOST_CHANGES
from zoo.experiments import likeness, provenance
from zoo.experiments.catalogue import Catalogue
from zoo.experiments.loaded_code import LoadedCode
from zoo.experiments.registry import Registry
from zoo.plugin.discovery import Found, Provider
from zoo.plugin.loading import load

KEYS = ["model:tiny", "recipe:quick"]


def build(input_shape, num_classes):
    raise AssertionError("called")


def plan(steps_per_epoch, *, epochs: int = 1, batch_size: int = 1):
    raise AssertionError("called")


@pytest.fixture
def registry():
    provider = Provider("zoo-tiny", "0.3", "zoo-tiny[tiny]")
    components = [
        zoo.Model(name="tiny", summary="a model", build=build),
        zoo.Recipe(name="quick", summary="a recipe", plan=plan),
    ]
    return Registry(components={(c.kind, c.name): (c, provider) for c in components}, catalogue=Catalogue())


@pytest.fixture
def here(registry):
    return likeness.expected(registry, KEYS)


@pytest.fixture
def there(registry):
    """What the same machine says; to be changed."""
    return copy.deepcopy(likeness.tell(registry, KEYS))


def _found(here, there):
    return [(each.text, each.remedy) for each in likeness.differences(here, there)]


def test_a_machine_is_like_itself(here, there):
    assert _found(here, json.loads(json.dumps(there))) == []


def test_the_version_of_a_library_differs(here, there):
    version = here["libraries"]["numpy"]
    there["libraries"]["numpy"] = "1.0"
    assert _found(here, there) == [(f"numpy is 1.0, and {version} here", f"pip install numpy=={version}")]
    there["libraries"]["numpy"] = None
    assert _found(here, there)[0][0] == f"numpy is not there, and {version} here"


def test_what_only_is_recorded_with_a_run_is_no_difference(here, there):
    there["python"] = "3.14.0"
    assert _found({**here, "libraries": {**here["libraries"], "scipy": None}}, there) == []


def test_the_code_of_the_zoo_itself_differs(here, there):
    version = here["libraries"]["keras-zoo"]
    there["zoo"] = "0" * 64
    assert _found(here, there)[0][0] == f"the code of the zoo differs (keras-zoo {version} there and here)"
    there["libraries"]["keras-zoo"] = "0.0.1"  # which says it
    assert [text for text, _ in _found(here, there)] == [f"keras-zoo is 0.0.1, and {version} here"]


def test_the_code_of_a_component_differs(here, there):
    model = there["components"]["model:tiny"]
    model["sources"] = dict.fromkeys(model["sources"], "0" * 64)
    model["version"] = "0.2"
    text = f"the code of model tiny differs: {__name__} (zoo-tiny 0.2, and zoo-tiny 0.3 here)"
    assert _found(here, there) == [(text, "pip install zoo-tiny==0.3")]


def test_a_version_alone_is_no_difference_where_the_code_is_the_same(here, there):
    there["components"]["model:tiny"]["version"] = "0.2"
    assert _found(here, there) == []


def test_code_that_cannot_be_read_goes_by_its_version(here, there):
    for told in (here, there):
        told["components"]["model:tiny"]["sources"] = {"tiny": None}
    assert _found(here, there) == []
    there["components"]["model:tiny"]["version"] = "0.2"
    assert [text for text, _ in _found(here, there)] == ["model tiny is of zoo-tiny 0.2, and of zoo-tiny 0.3 here"]


def test_a_component_is_not_there(registry, here):
    without = {key: value for key, value in registry.components.items() if key != ("model", "tiny")}
    there = likeness.tell(replace(registry, components=without), KEYS)
    ((text, remedy),) = _found(here, there)
    assert text.startswith("model tiny of zoo-tiny 0.3 is not there (There is no model 'tiny'")
    assert remedy == "pip install zoo-tiny==0.3"


def test_what_a_process_has_loaded_counts_there_whatever_the_files_hold_now(registry, monkeypatch):
    loaded = LoadedCode(registry, 0.0)
    monkeypatch.setattr(provenance, "component_code", lambda *_: pytest.fail("read again"))
    assert likeness.tell(registry, KEYS, loaded)["components"]["model:tiny"]["sources"].keys() == {__name__}


def test_a_zoofile_is_its_folder(tmp_path):
    file = tmp_path / "zoofile.py"
    file.write_text(
        "import zoo\ndef build(input_shape, num_classes): ...\n\n\n@zoo.hookimpl\ndef zoo_models():\n"
        "    return [zoo.Model(name='tiny', summary='a model', build=build)]\n"
    )
    (report,) = load([Found.of_file(file)])
    (model,) = report.components
    registry = Registry(components={("model", "tiny"): (model, report.provider)}, catalogue=Catalogue())
    install = likeness.expected(registry, ["model:tiny"])["components"]["model:tiny"]["install"]
    assert install == f"copy {tmp_path} there, or make a package of it: zoo new NAME"


@pytest.mark.parametrize(
    ("origin", "command"),
    [
        ({}, "pip install zoo-some==1.0"),
        (
            {"url": "file:///home/me/zoo%20some", "dir_info": {"editable": True}},
            "copy '/home/me/zoo some' there; then ",
        ),
        (
            {"url": "https://host/some.git", "vcs_info": {"vcs": "git", "commit_id": "abc"}},
            "pip install git+https://host/some.git@abc",
        ),
    ],
)
def test_a_distribution_is_installed_as_it_is_here(tmp_path, monkeypatch, origin, command):
    info = tmp_path / "zoo_some-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: zoo-some\nVersion: 1.0\n")
    (info / "direct_url.json").write_text(json.dumps(origin))
    monkeypatch.syspath_prepend(tmp_path)
    likeness.install.cache_clear()
    assert importlib.metadata.version("zoo-some") == "1.0"
    assert likeness.install("zoo-some", "1.0").startswith(command)
    likeness.install.cache_clear()


def test_one_command_installs_all_that_differs():
    several = [likeness.Difference(f"d{i}", f"pip install p{i}==1") for i in range(MOST_CHANGES + 2)]
    error = likeness.refusal([*several, likeness.Difference("z", "copy /z there")])
    assert error.message == "d0; d1; d2; d3 and 3 more."
    assert error.hint == "copy /z there; then pip install p0==1 p1==1 p2==1 p3==1 p4==1 p5==1"
    assert error.exit_status == 3
