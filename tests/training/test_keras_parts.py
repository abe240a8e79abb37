"""Every callback and every optimizer that Keras has: it trains, and goes on to the bit; or is refused in words."""

from __future__ import annotations

import csv
import dataclasses
import shutil
from types import SimpleNamespace
from typing import ClassVar

import keras
import numpy as np
import pytest
import shelf

from zoo.errors import PluginError
from zoo.plugin.components import TrainingPlan
from zoo.training import callback_checks, checks, trainer
from zoo.training.assembly import assemble
from zoo.training.checkpoints.callbacks import CheckpointConfig
from zoo.training.checkpoints.checkpoint import Checkpoint

made, optimizers = keras.callbacks, keras.optimizers
STEPS = 4  # of an epoch: 54 images in batches of 16


def sgd(**settings):
    return optimizers.SGD(0.05, **settings)


CALLBACKS = {
    "Callback": lambda path: made.Callback(),
    "CSVLogger": lambda path: made.CSVLogger(path / "log.csv"),
    "CSVLogger, append": lambda path: made.CSVLogger(path / "log.csv", separator=";", append=True),
    "EarlyStopping": lambda path: made.EarlyStopping(patience=1, min_delta=0.1, restore_best_weights=True),
    "History": lambda path: made.History(),
    "LambdaCallback": lambda path: made.LambdaCallback(on_epoch_end=lambda epoch, logs: logs["val_loss"]),
    "LearningRateScheduler": lambda path: made.LearningRateScheduler(lambda epoch, rate: rate / 2),
    "ModelCheckpoint": lambda path: made.ModelCheckpoint(path / "best.keras", save_best_only=True),
    "ModelCheckpoint, weights": lambda path: made.ModelCheckpoint(
        path / "{epoch}.weights.h5", save_weights_only=True, save_freq=3
    ),
    "ReduceLROnPlateau": lambda path: made.ReduceLROnPlateau(patience=0, min_delta=1),
    "RemoteMonitor": lambda path: made.RemoteMonitor("http://127.0.0.1:9"),
    "SwapEMAWeights": lambda path: made.SwapEMAWeights(),
    "SwapEMAWeights, epochs": lambda path: made.SwapEMAWeights(swap_on_epoch=True),
    "TerminateOnNaN": lambda path: made.TerminateOnNaN(),
}
REFUSED = {
    "CallbackList": (lambda: made.CallbackList([made.History()]), "list them themselves"),
    "TensorBoard": (lambda: made.TensorBoard("logs"), "zoo install tensorboard"),
    "SwapEMAWeights": (made.SwapEMAWeights, "use_ema=True"),
}
NEEDLESS = {"BackupAndRestore": ["backup"], "ProgbarLogger": []}
ELSEWHERE = {"OrbaxCheckpoint"}  # without its package, it says itself as it is made that it needs it
OPTIMIZERS = {
    **{
        name: lambda name=name: getattr(optimizers, name)(0.02)
        for name in (
            *("Adadelta", "Adafactor", "Adagrad", "Adam", "AdamW", "Adamax", "Ftrl", "Lamb", "Lion", "Muon", "Nadam"),
            *("RMSprop", "SGD", "ScheduleFreeAdamW"),
        )
    },
    "LossScaleOptimizer": lambda: optimizers.LossScaleOptimizer(sgd(), dynamic_growth_steps=3),
    "MultiOptimizer": lambda: optimizers.MultiOptimizer(optimizers.OptimizerMap(sgd(), {".*bias": optimizers.Adam()})),
    "SGD, averaged": lambda: sgd(use_ema=True, ema_momentum=0.9),
    "SGD, accumulated": lambda: sgd(gradient_accumulation_steps=3),
}


def names(module, base):
    kinds = {name: kind for name, kind in vars(module).items() if isinstance(kind, type)}
    return {name for name, kind in kinds.items() if issubclass(kind, base)}


def test_each_part_that_keras_has_is_a_row():
    rows = {name.partition(",")[0] for name in [*CALLBACKS, *REFUSED, *NEEDLESS]} | ELSEWHERE
    assert names(made, made.Callback) == rows
    assert names(optimizers, optimizers.Optimizer) - {"Optimizer"} == {name.partition(",")[0] for name in OPTIMIZERS}


@pytest.fixture
def train(registry, splits, tmp_path):
    """Returns a function that trains a small model for two epochs in a folder, `whole`; or from where its first one
    ended, in `resumed`, which is a copy of what the folder held then."""

    def run(optimizer, *callbacks, resume=False, validation=0.1):
        path, then = tmp_path / ("resumed" if resume else "whole"), tmp_path / "resumed"
        path.mkdir(exist_ok=True)

        def write(checkpoint):
            if checkpoint.epoch == 1:
                shutil.copytree(path, then, dirs_exist_ok=True)
                (tmp_path / "checkpoint").write_bytes(b"".join(checkpoint.pieces()))

        assembly = assemble(shelf.compose(model="linear", validation=validation), registry, splits)
        loss = keras.losses.CategoricalCrossentropy(from_logits=True)
        plan = TrainingPlan(optimizer=optimizer(), loss=loss, callbacks=[callback(path) for callback in callbacks])
        checks.check_plan("some", plan)
        start = Checkpoint.read(tmp_path / "checkpoint") if resume else None
        config = CheckpointConfig(checkpoints=SimpleNamespace(write=write), start=start)
        trained = trainer.train(dataclasses.replace(assembly, plan=plan), lambda event: None, config)
        names = ("loss", "accuracy", "val_loss", "val_accuracy")
        figures = [[entry[name] for name in names] for entry in trained.history]
        return [variable.numpy() for variable in assembly.net.variables], figures, trained.left

    return run


def same(whole, resumed):
    (weights, figures, left), (again, seen, _) = whole, resumed
    assert seen == figures
    assert left == ()
    for one, other in zip(weights, again, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.filterwarnings("ignore:Could not reach RemoteMonitor")
@pytest.mark.parametrize("name", CALLBACKS)
def test_a_callback_trains_and_goes_on(train, tmp_path, name):
    def optimizer():
        return sgd(use_ema="EMA" in name)

    same(train(optimizer, CALLBACKS[name]), train(optimizer, CALLBACKS[name], resume=True))
    written = {path.name for path in (tmp_path / "whole").iterdir()}
    assert {path.name for path in (tmp_path / "resumed").iterdir()} == written


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_an_optimizer_trains_and_goes_on(train, name):
    make = OPTIMIZERS[name]
    same(train(make, validation=None), train(make, validation=None, resume=True))


@pytest.mark.parametrize("name", REFUSED)
def test_a_callback_that_cannot_do_its_work_is_refused(monkeypatch, name):
    monkeypatch.setattr(callback_checks, "find_spec", lambda name: None)
    make, why = REFUSED[name]
    plan = TrainingPlan(
        optimizer=sgd(), loss=keras.losses.CategoricalCrossentropy(from_logits=True), callbacks=[make()]
    )
    with pytest.raises(PluginError) as caught:
        checks.check_plan("some", plan)
    assert caught.value.cause.startswith(f"{name} ")
    assert why in caught.value.cause


@pytest.mark.parametrize("name", NEEDLESS)
def test_a_callback_that_does_what_the_zoo_does_is_left_out_and_said(name):
    callbacks = [made.History(), getattr(made, name)(*NEEDLESS[name])]
    plan, notes = callback_checks.without_needless(TrainingPlan(optimizer=sgd(), loss=None, callbacks=callbacks))
    assert plan.callbacks == callbacks[:1]
    (note,) = notes
    assert note.startswith(f"{name} is left out: a run")


@pytest.mark.parametrize("callback", [made.ReduceLROnPlateau(), made.LearningRateScheduler(lambda epoch: 0.1)])
def test_two_schedules_are_refused(callback):
    scheduled = optimizers.SGD(optimizers.schedules.CosineDecay(0.1, 10))
    for optimizer in (scheduled, optimizers.LossScaleOptimizer(scheduled)):
        assert "follows a schedule" in callback_checks.unfit(callback, optimizer)
    assert callback_checks.unfit(callback, sgd()) is None


@pytest.mark.parametrize(("append", "torn"), [(False, "1;0.5;0.5;0.5;0.5\n"), (True, "1;0.5"), (True, "")])
def test_the_log_of_a_run_that_goes_on_is_that_of_one_that_was_not_cut_off(train, tmp_path, append, torn):
    def log(path):
        return made.CSVLogger(path / "log.csv", separator=";", append=append)

    train(sgd, log)
    with (tmp_path / "resumed" / "log.csv").open("a") as file:
        file.write(torn)  # as of a process that was killed before its next checkpoint
    train(sgd, log, resume=True)
    text = (tmp_path / "resumed" / "log.csv").read_bytes()
    assert text == (tmp_path / "whole" / "log.csv").read_bytes()
    assert [row["epoch"] for row in csv.DictReader(text.decode().splitlines(), delimiter=";")] == ["0", "1"]


class User(made.Callback):
    """Does with the model what a user of Keras does."""

    heard: ClassVar[list] = []

    def on_epoch_end(self, epoch, logs=None):
        images = np.random.default_rng(epoch).integers(0, 256, (5, 6, 9, 1), dtype=np.uint8)
        labels = np.eye(3)[[0, 1, 2, 0, 1]]
        logits = self.model.predict(images, verbose=0)
        found = self.model.evaluate(images, labels, verbose=0, return_dict=True)
        self.model.save(self.path / "model.keras")
        again = keras.saving.load_model(self.path / "model.keras")
        np.testing.assert_array_equal(again.predict(images, verbose=0), logits)
        assert again.evaluate(images, labels, verbose=0, return_dict=True) == found
        assert self.model.count_params() == sum(array.size for array in self.model.get_weights())
        assert self.model.history.epoch == list(range(epoch))
        assert self.params["epochs"] == 2

    def on_train_batch_end(self, batch, logs=None):
        if int(self.model.optimizer.iterations) == STEPS + 2:
            self.model.stop_training = True

    def on_test_begin(self, logs=None):
        self.heard.append("begin")

    def on_test_batch_begin(self, batch, logs=None):
        self.heard.append(batch)

    def on_test_batch_end(self, batch, logs=None):
        self.heard.append(batch)

    def on_test_end(self, logs=None):
        self.heard.append(sorted(logs))


def test_a_callback_gets_the_model_that_a_user_of_keras_expects(train):
    def user(path):
        User.path, User.heard = path, []
        return User()

    _, figures, _ = train(sgd, CALLBACKS["Callback"])
    _, seen, _ = train(sgd, user)
    assert seen[0] == figures[0]
    assert len(seen) == 2
    assert seen[1] != figures[1]  # it stopped the training before the epoch's end
    assert User.heard == ["begin", 0, 0, ["accuracy", "loss"]] * 2


def test_the_average_of_weights_is_validated(train):
    def figures(*callbacks):
        return train(lambda: sgd(use_ema=True, ema_momentum=0.5), *callbacks)[1]

    for one, other in zip(figures(), figures(CALLBACKS["SwapEMAWeights"]), strict=True):
        assert one[0] == pytest.approx(other[0], rel=1e-4)  # swapping rounds
        assert one[2] != pytest.approx(other[2], rel=1e-4)
