"""The page of an experiment."""

from __future__ import annotations

import io

import bars
import numpy as np
import pytest
from PIL import Image

from tests.ranking import fakes
from tests.site.gather import recorded
from zoo import paths
from zoo.site.content import Curve
from zoo.site.gather import stored
from zoo.store import Store, answers


def page(registry=None):
    (pending,) = stored(Store.open(create=False), registry or recorded.registry()).experiments
    return pending.make()


def test_the_runs_and_the_command_that_trains_them_again():
    names = [recorded.record({0: 2.0}, seed=seed, threads=2) for seed in (1, 0)]
    made = page()
    assert [(run.seed, run.name) for run in made.runs] == [(0, names[1]), (1, names[0])]
    (run, _) = made.runs
    assert (run.status, run.accuracy, run.train_seconds, run.epochs) == ("done", 14 / 15, 10.0, 2)
    assert run.result["test accuracy"] == "93.33%"
    assert run.result.keys().isdisjoint(("weights", "notes"))
    assert (run.notes, run.weights_sha256, run.error) == (["a note"], "e" * 64, None)
    assert run.repeat == "zoo run -d bars -m net -a none -r quick --seed 0 --validation 0.1 --threads 2 --force"
    assert made.repeat == "zoo run -d bars -m net -a none -r quick --seeds 2 --validation 0.1 --threads 2 --force"
    assert made.missing == []


def test_a_seed_without_a_result_is_there_with_its_error():
    recorded.record({})
    store = Store.open()
    error = {"message": "It broke.", "cause": "A cause.", "hint": "zoo runs", "more": 1}
    store.fail(store.begin(recorded.run(seed=1)), error, "diverged")
    made = page()
    assert [run.status for run in made.runs] == ["done", "diverged"]
    assert made.runs[1].error == {"message": "It broke.", "cause": "A cause.", "hint": "zoo runs"}
    assert [curve.seed for curve in made.curves] == [0]
    assert made.missing == []


def test_the_curves():
    recorded.record({})
    nothing = [None, None]
    assert page().curves == [
        Curve(seed=0, loss=[1.5, 0.5], accuracy=[0.5, 0.5], val_loss=nothing, val_accuracy=nothing)
    ]


def test_a_history_without_an_epoch_is_no_curve():
    name = recorded.record({})
    (paths.run_folder(name) / "history.json").write_text("[]")
    made = page()
    assert made.curves == []
    assert made.missing == ["The curves of seed 0 are not shown: the history is not here, or damaged."]


def test_the_confusion_matrix_is_of_all_seeds():
    recorded.record({0: 2.0}, seed=0)
    recorded.record({0: 2.0, 1: 2.0}, seed=1)
    found = page().confusion
    assert found.classes == bars.CLASSES
    assert found.counts == [[8, 2, 0], [0, 9, 1], [0, 0, 10]]


def test_mistakes_are_those_of_which_nets_are_surest_each_image_once():
    recorded.record({0: 2.0, 4: 1.0, 5: 3.0}, seed=0)
    recorded.record({0: 5.0, 4: 0.5}, seed=1)
    found = page().mistakes
    assert [(each.index, each.seed) for each in found] == [(0, 1), (5, 0), (4, 0)]
    first = found[0]
    assert (first.true, first.taken_for) == ("left", "middle")
    assert first.confidence == pytest.approx(np.exp(5) / (np.exp(5) + 2), abs=1e-3)
    pixels = np.asarray(Image.open(io.BytesIO(first.image)))
    np.testing.assert_array_equal(pixels, bars.load_bars().test.images[np.array([0])][0, ..., 0])


def test_without_mistakes_there_are_none_and_nothing_is_missing():
    recorded.record({})
    made = page()
    assert (made.mistakes, made.missing) == ([], [])


def test_images_of_other_data_are_not_shown():
    recorded.record({0: 2.0}, data="sha256:other")
    made = page()
    assert made.mistakes == []
    assert made.missing == ["Mistakes are not shown: code or data of the dataset are others since."]


def test_images_that_would_have_to_be_downloaded_are_not():
    recorded.record({0: 2.0})
    made = page(recorded.registry(published=True))
    assert made.mistakes == []
    assert made.missing == ["Mistakes are not shown: the test images are not on this machine."]


def test_images_that_cannot_be_read_are_not_shown():
    recorded.record({0: 2.0})
    made = page(fakes.registry())
    assert made.missing == ["Mistakes are not shown: the test images are not on this machine."]


def test_files_that_are_gone_or_damaged_are_named():
    first, second = (recorded.record({0: 2.0}, seed=seed) for seed in (0, 1))
    (paths.run_folder(first) / "history.json").unlink()
    (paths.run_folder(second) / "test.npz").write_bytes(b"no archive")
    made = page()
    assert [curve.seed for curve in made.curves] == [1]
    assert sum(map(sum, made.confusion.counts)) == recorded.IMAGES
    assert made.missing == [
        "The curves of seed 0 are not shown: the history is not here, or damaged.",
        "The confusion matrix is without seed 1: the predictions are not here, or damaged.",
    ]


def test_configuration_and_provenance():
    recorded.record({}, augmenter="turn+move")
    made = page()
    assert made.configuration["model"] == [("net", {"width": "8", "rate": "0.5"})]
    assert made.configuration["augmenter"] == [("turn", {}), ("move", {})]
    assert list(made.provenance) == ["code", "plugins", "data", "libraries", "machine"]
    assert made.provenance["plugins"]["keras-zoo of model net"] == "1"
    assert made.provenance["machine"] == {"cpu": "a processor"}
    assert made.provenance["libraries"]["numpy"] == "2"


def test_the_folder_of_a_file_with_components_is_not_told():
    code = {"distribution": "zoofile.py", "version": "/data/ada", "sources": {}}
    recorded.record({}, provenance={"components": {"model:net": code}})
    assert page().provenance["plugins"] == {"zoofile.py of model net": ""}


def test_what_probes_found():
    name = recorded.record({})
    asked = {"probe": "blur", "question": "blur:by=2", "code": "c", "measured": "2026-01-01T00:00:00+00:00"}
    shown = ["a text", {"title": "t", "columns": ["c"], "rows": [["x"]]}]
    found = {"numbers": {"share": 0.25, "none": None}, "shown": shown, "pictures": ["map.png"], "notes": ["n"]}
    drawn = {"map.png": lambda stream: stream.write(b"png")}
    answers.write(paths.run_folder(name), {**asked, "seconds": 1.0, **found}, drawn)
    (probe,) = page().probes
    assert (probe.question, probe.run, probe.seed) == ("blur:by=2", name, 0)
    assert probe.numbers == [("blur share", "0.25"), ("blur none", "-")]
    assert probe.shown == shown
    assert [path.read_bytes() for path in probe.pictures] == [b"png"]
    assert probe.notes == ["n"]


def test_an_interval_is_as_exact_as_it_is_shown():
    for seed in range(3):
        recorded.record({seed: 2.0}, seed=seed)
    width = page().line.row.half_width
    assert width == round(width, 4) > 0
