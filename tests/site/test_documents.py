"""The JSON of pages: all that they show, and what a browser and other programs can read."""

from __future__ import annotations

import dataclasses
import json

from tests.site import made
from tests.site.hostile import NAMES
from zoo.errors import clean
from zoo.site import documents


def test_an_experiment_has_all_that_its_page_shows(tmp_path):
    page = made.site(tmp_path).experiments[0].make()
    told = json.loads(documents.text(documents.experiment(page)))
    assert told.keys() - {"experiment"} == {field.name for field in dataclasses.fields(page)}
    assert told["line"]["row"]["accuracy"] == 0.93
    assert told["curves"][1]["val_loss"] == [1.0, 0.6, 0.4, None]
    assert told["confusion"]["counts"][1] == [2, 8, 0]


def test_pictures_stand_beside_the_document(tmp_path):
    page = made.site(tmp_path).experiments[0].make()
    told = documents.experiment(page)
    assert [each["image"] for each in told["mistakes"]] == [f"net-shift/mistake-{place}.png" for place in (1, 2, 3)]
    assert [each["pictures"] for each in told["probes"]] == [["net-shift/probe-1-1.png"], ["net-shift/probe-2-1.png"]]
    assert documents.mistakes(page)["net-shift/mistake-2.png"] == page.mistakes[1].image
    assert documents.probes(page)[1] == {"net-shift/probe-2-1.png": page.probes[1].pictures[0]}


def test_a_number_that_is_none_is_null(tmp_path):
    page = made.site(tmp_path).experiments[0].make()
    diverged = dataclasses.replace(page.curves[0], loss=[1.0, float("nan"), float("inf")])
    told = json.loads(documents.text(documents.experiment(dataclasses.replace(page, curves=[diverged]))))
    assert told["curves"][0]["loss"] == [1.0, None, None]


def test_a_component_has_its_description_and_its_rows(tmp_path):
    page = next(each for each in made.site(tmp_path).components if each.key == "model-net").make()
    told = json.loads(documents.text(documents.component(page)))
    assert told["described"] == page.described
    assert [(line["dataset"], line["key"]) for line in told["lines"]] == [("photos", "net-shift")]


def test_a_script_is_the_document_in_a_call(tmp_path):
    document = documents.text(documents.experiment(made.site(tmp_path).experiments[0].make()))
    script = documents.script("net-shift", document)
    assert script.startswith('zooData("net-shift", {')
    assert script.endswith("});\n")
    assert json.loads(script.removeprefix('zooData("net-shift", ').removesuffix(");\n")) == json.loads(document)


def test_any_name_can_be_written_and_read_again(tmp_path):
    for name, pending in zip(NAMES, made.hostile(tmp_path).experiments, strict=True):
        text = documents.text(documents.experiment(pending.make()))
        text.encode()
        assert all(clean(line) == line for line in text.split("\n"))
        assert json.loads(text)["repeat"] == name
