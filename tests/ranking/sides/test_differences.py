"""What differs between runs beside their results; what both have in common, and what only one has, is not listed."""

from __future__ import annotations

import copy

from tests.ranking import fakes
from zoo.ranking.sides.differences import Difference, differences

EXPERIMENT = {
    "dataset": {"name": "dots", "values": {"split_seed": 0}},
    "model": {"name": "net", "values": {"width": 8, "rate": 0.5, "units": [4, 4]}},
    "augmenters": [{"name": "move", "values": {"by": 1}}, {"name": "move", "values": {"by": 2}}],
    "recipe": {"name": "quick", "values": {"epochs": 3, "batch_size": 32}},
}
PROVENANCE = {
    "components": {
        "dataset:dots": {"distribution": "keras-zoo", "version": "1", "sources": {"zoo_dots": "d" * 64}},
        "model:net": {
            "distribution": "zoo-net",
            "version": "1",
            "sources": {"zoo_net": "a" * 64, "zoo_parts": "b" * 64},
        },
    },
    "environment": {
        "python": "3.11.7",
        "libraries": {"keras": "3.15.1", "numpy": "2.4.6"},
        "cpu": "one",
        "cores": 2,
        "platform": "Linux",
        "devices": ["CPU"],
        "variables": {"TF_ENABLE_ONEDNN_OPTS": "0"},
    },
}


def run(change=lambda experiment, provenance: None, **changes):
    experiment, provenance = copy.deepcopy(EXPERIMENT), copy.deepcopy(PROVENANCE)
    change(experiment, provenance)
    plain = {"augmenter": "move+move:by=2", "threads": 2, "seed": 0}
    return fakes.run(experiment=experiment, provenance=provenance, **{**plain, **changes})


def found(change=lambda experiment, provenance: None, **changes):
    return differences([run()], [run(change, **changes)])


def test_the_same_have_none():
    assert found() == []
    assert found(test_accuracy=0.1, started="2020-01-01T00:00:00+00:00", group_id="other") == []


def test_parameters_of_the_same_component():
    def change(experiment, _):
        experiment["model"]["values"] |= {"width": 16, "units": [4, 8], "rate": None}
        experiment["augmenters"][1]["values"]["by"] = 7

    assert found(change) == [
        Difference("configuration", "net: width", "8", "16"),
        Difference("configuration", "net: rate", "0.5", "none"),
        Difference("configuration", "net: units", "4/4", "4/8"),
        Difference("configuration", "move (2): by", "2", "7"),
    ]


def test_of_another_component_its_name_and_no_more():
    def change(experiment, provenance):
        experiment["model"] = {"name": "deep-net", "values": {"depth": 3}}
        provenance["components"]["model:deep-net"] = provenance["components"].pop("model:net")

    assert found(change) == [Difference("configuration", "model", "net", "deep-net")]


def test_chains():
    def change(experiment, _):
        experiment["augmenters"].append({"name": "turn", "values": {}})

    assert found(change) == [Difference("configuration", "augmenter", "move+move", "move+move+turn")]


def test_seed_images_validation_and_how_long_it_trained():
    assert found(seed=1, limit=100, validation=None, epochs=2, threads=1) == [
        Difference("configuration", "seed", "0", "1"),
        Difference("configuration", "images", "all", "100"),
        Difference("configuration", "validation", "0.1", "none"),
        Difference("machine", "threads", "2", "1"),
        Difference("configuration", "epochs trained", "-", "2"),
    ]


def test_code_data_and_versions():
    def change(_, provenance):
        provenance["components"]["model:net"]["sources"]["zoo_parts"] = "c" * 64
        provenance["components"]["model:net"]["version"] = "2"
        provenance["environment"] |= {"python": "3.12.1", "libraries": {"keras": "3.16.0"}, "variables": {}}

    assert found(change, data="d2", protocol=9) == [
        Difference("code", "model net: zoo_parts", "b" * 12, "c" * 12),
        Difference("versions", "zoo-net of model net", "1", "2"),
        Difference("code", "protocol", "1", "9"),
        Difference("data", "fingerprint", "d1", "d2"),
        Difference("versions", "python", "3.11.7", "3.12.1"),
        Difference("versions", "keras", "3.15.1", "3.16.0"),
        Difference("versions", "numpy", "2.4.6", "-"),
        Difference("machine", "TF_ENABLE_ONEDNN_OPTS", "0", "-"),
    ]


def test_of_several_runs_each_value_is_told_once():
    rows = [[run(seed=seed, threads=threads) for seed, threads in ((2, 1), (0, 2), (1, 2))], [run(), run(seed=1)]]
    assert differences(*rows) == [
        Difference("configuration", "seed", "0, 1, 2", "0, 1"),
        Difference("machine", "threads", "2, 1", "2"),
    ]


def test_runs_of_which_nothing_is_recorded():
    assert differences([fakes.run()], [fakes.run(model="deep-net")]) == [
        Difference("configuration", "model", "net", "deep-net")
    ]
