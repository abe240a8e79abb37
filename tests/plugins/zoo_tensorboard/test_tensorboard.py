"""Runs told to TensorBoard, and read back with its own reader."""

from __future__ import annotations

import importlib.util
import io
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

import zoo
import zoo_tensorboard

needs_tensorboard = pytest.mark.skipif(
    importlib.util.find_spec("tensorboard") is None, reason="needs TensorBoard: zoo install tensorboard"
)
DONE = zoo.FinishedRun(status="done", metrics={"test_accuracy": 0.9, "parameters": 7})
CUT_OFF = zoo.FinishedRun(status="interrupted", metrics={})


@pytest.fixture
def boards(tmp_path, monkeypatch):
    """The folder that TensorBoard is to look at."""
    if importlib.util.find_spec("tensorboard"):
        from tensorboard.summary.writer import event_file_writer

        # Files of one second are read in the order of their names, where "10" comes before "9".
        monkeypatch.setattr(event_file_writer, "_global_uid", event_file_writer.AtomicCounter(0))
    monkeypatch.setenv("ZOO_TENSORBOARD", str(tmp_path / "boards"))
    return tmp_path / "boards"


@pytest.fixture
def run(tmp_path):
    """A run of five epochs, and what its worker has drawn."""
    folder = tmp_path / "home" / "runs" / "0123456789ab.1"
    folder.mkdir(parents=True)
    Image.new("RGB", (30, 20), "red").save(folder / "confusion.png")
    return zoo.TrackedRun(
        name=folder.name,
        group="ba9876543210",
        dataset="digits",
        model="mlp",
        augmenter="shift",
        recipe="fast",
        parameters={"model.units": [512, 512], "augmenter.shift.width": None, "augmenter.shift.fraction": 0.1},
        seed=3,
        limit=None,
        validation=0.1,
        epochs=5,
        folder=folder,
        command="zoo run -d digits -m mlp -a shift --seed 3",
    )


@pytest.fixture
def drawn(monkeypatch):
    """Pictures are drawn in no time; returns what was asked for."""
    asked = []

    def preview(dataset, aug, **options):
        asked.append((dataset, aug, options))
        return Image.new("RGB", (4, 3), "blue")

    from zoo_tensorboard import board

    board._augmented.cache_clear()
    monkeypatch.setattr(zoo, "preview", preview)
    yield asked
    board._augmented.cache_clear()


def told(run, *numbers, end=None):
    """Tells of a run, its epochs and its end; the loss of an epoch is its number, and a half where it comes again."""
    zoo_tensorboard.zoo_run_started(run)
    for number in numbers:
        metrics = {"loss": number + 0.5 * run.resumed, "val_loss": 2.0 * number, "images_per_second": 100.0}
        zoo_tensorboard.zoo_epoch_finished(run, zoo.FinishedEpoch(number=number, metrics=metrics))
    if end is not None:
        zoo_tensorboard.zoo_run_finished(run, end)


def read(folder):
    """Returns TensorBoard's reader of the only run below a folder."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    (only,) = {path.parent for path in Path(folder).rglob("*tfevents*")}
    return EventAccumulator(str(only)).Reload()


def curve(reader, tag):
    return [(point.step, round(point.value, 6)) for point in reader.Scalars(tag)]


def hyperparameters(reader):
    """Returns a run's hyperparameters, the group that it is shown in, and how it ended."""
    from tensorboard.plugins.hparams import metadata

    content = reader.PluginTagToContent("hparams")
    begun = metadata.parse_session_start_info_plugin_data(content[metadata.SESSION_START_INFO_TAG])
    ended = content.get(metadata.SESSION_END_INFO_TAG)
    values = {name: getattr(value, value.WhichOneof("kind")) for name, value in begun.hparams.items()}
    return values, begun.group_name, ended and metadata.parse_session_end_info_plugin_data(ended).status


@pytest.mark.parametrize(("value", "wanted"), [(None, False), ("", False), ("0", False), ("1", True), ("here", True)])
def test_it_is_wanted_where_it_is_asked_for(monkeypatch, value, wanted):
    monkeypatch.delenv("ZOO_TENSORBOARD", raising=False)
    if value is not None:
        monkeypatch.setenv("ZOO_TENSORBOARD", value)
    assert zoo_tensorboard.zoo_wants_events() is wanted


@needs_tensorboard
def test_a_run_has_curves_a_result_hyperparameters_and_pictures(run, boards, drawn):
    told(run, 1, 2, 3, 4, 5, end=DONE)
    reader = read(boards)
    assert curve(reader, "loss/train") == [(number, float(number)) for number in range(1, 6)]
    assert curve(reader, "loss/validation") == [(number, 2.0 * number) for number in range(1, 6)]
    assert curve(reader, "speed/images_per_second") == [(number, 100.0) for number in range(1, 6)]
    assert curve(reader, "result/test_accuracy") == [(5, 0.9)]
    (seen,), (confusion,) = reader.Images("what training sees"), reader.Images("confusion matrix")
    assert (seen.step, seen.width, seen.height) == (0, 4, 3)
    assert Image.open(io.BytesIO(seen.encoded_image_string)).getpixel((0, 0)) == (0, 0, 255)
    assert (confusion.step, confusion.width, confusion.height) == (5, 30, 20)
    values, group, status = hyperparameters(reader)
    assert values == {
        "dataset": "digits",
        "model": "mlp",
        "augmenter": "shift",
        "recipe": "fast",
        "model.units": "[512, 512]",
        "augmenter.shift.width": "None",
        "augmenter.shift.fraction": 0.1,
    }
    assert (group, status) == (run.group, 1), "1: success"
    options = {"recipe": "fast", "seed": 3, "limit": None, "validation": 0.1, "quiet": True}
    assert drawn == [("digits", "shift", options)]


@needs_tensorboard
def test_a_curve_is_seen_while_the_run_trains(run, boards, drawn):
    told(run, 1)
    assert curve(read(boards), "loss/train") == [(1, 1.0)]


@needs_tensorboard
@pytest.mark.parametrize("cut_off", [CUT_OFF, None], ids=["interrupted", "killed"])
def test_no_curve_is_doubled_where_a_run_goes_on(run, boards, drawn, cut_off):
    from zoo_tensorboard import board

    told(run, 1, 2, 3, end=cut_off)
    board._writers.clear()
    told(replace(run, resumed=True, epochs_done=2), 3, 4, 5, end=DONE)
    reader = read(boards)
    assert curve(reader, "loss/train") == [(1, 1.0), (2, 2.0), (3, 3.5), (4, 4.5), (5, 5.5)]
    assert len(reader.Images("what training sees")) == len(drawn) == 1
    assert hyperparameters(reader)[2] == 1


@needs_tensorboard
def test_what_stood_in_the_folder_of_a_run_that_begins_is_gone(run, boards, drawn):
    """Where a store was lost, names come again."""
    told(run, 1, 2, 3, 4, 5, end=DONE)
    told(run, 1)
    reader = read(boards)
    assert curve(reader, "loss/train") == [(1, 1.0)]
    assert len(reader.Images("what training sees")) == 1


@needs_tensorboard
def test_a_run_that_failed_says_so(run, boards, drawn):
    told(run, 1, end=zoo.FinishedRun(status="failed", metrics={}, error="It ran out of memory."))
    assert hyperparameters(read(boards))[2] == 2, "2: failure"


@needs_tensorboard
def test_a_run_without_pictures_has_its_result_all_the_same(run, boards, drawn):
    (run.folder / "confusion.png").unlink()
    told(run, 1, end=DONE)
    assert curve(read(boards), "result/test_accuracy") == [(5, 0.9)]


@needs_tensorboard
def test_one_whose_beginning_another_process_told_is_gone_on_with(run, boards, drawn):
    from zoo_tensorboard import board

    told(run, 1)
    board._writers.clear()
    zoo_tensorboard.zoo_epoch_finished(run, zoo.FinishedEpoch(number=2, metrics={"loss": 2.0}))
    assert curve(read(boards), "loss/train") == [(1, 1.0), (2, 2.0)]


@needs_tensorboard
def test_runs_that_see_the_same_share_a_picture(run, boards, drawn):
    for model in ("mlp", "cnn6"):
        told(replace(run, model=model, name=f"{model}.1"))
    told(replace(run, seed=4, name="other.1"))
    assert [options["seed"] for *_, options in drawn] == [3, 4]


@needs_tensorboard
def test_a_folder_is_named_by_what_is_trained(run, boards, monkeypatch):
    from zoo_tensorboard import board

    assert board.folder(run) == boards / "digits,mlp,shift,fast" / "seed3-0123456789ab.1"
    folder = board.folder(replace(run, dataset="image-folder:path=a/../b", augmenter="+".join(["cutout"] * 64)))
    assert folder.parent.parent == boards
    assert folder.parent.name.startswith("image-folder:path=a_.._b,mlp,cutout+cutout")
    assert len(folder.parent.name) == board.LONGEST
    monkeypatch.setenv("ZOO_TENSORBOARD", "1")
    assert board.folder(run).parents[1] == run.folder.parents[1] / "tensorboard"


@needs_tensorboard
def test_the_picture_is_the_one_of_zoo_preview(run, boards):
    told(replace(run, limit=200, validation=None))
    (seen,) = read(boards).Images("what training sees")
    picture = Image.open(io.BytesIO(seen.encoded_image_string))
    expected = zoo.preview("digits", "shift", recipe="fast", seed=3, limit=200, validation="none", quiet=True)
    assert picture.size == expected.size
    assert picture.tobytes() == expected.tobytes()


def test_without_tensorboard_that_is_said(run, boards, monkeypatch):
    for module in [name for name in sys.modules if name.startswith(("tensorboard", "zoo_tensorboard."))]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "tensorboard", None)
    monkeypatch.delattr(zoo_tensorboard, "board", raising=False)
    monkeypatch.delattr(zoo_tensorboard, "protos", raising=False)
    with pytest.raises(zoo.UsageError, match="TensorBoard is not installed") as raised:
        zoo_tensorboard.zoo_run_started(run)
    assert raised.value.hint == "zoo install tensorboard"
