"""A run in every format: opened in its own runtime it computes the same, and what does not is refused."""

from __future__ import annotations

import json

import keras
import numpy as np
import pytest

from tests.serving.conftest import COLOURS, REGISTRY
from tests.serving.test_model import trained as untrained
from zoo.cli import context, program
from zoo.errors import RunFailed
from zoo.serving import export
from zoo.serving.formats import keras_file
from zoo.serving.formats.format import FORMATS
from zoo.training.loading import trained


@pytest.mark.parametrize("form", FORMATS.values(), ids=lambda form: form.name)
def test_it_computes_the_same_in_its_own_runtime(form, run, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(context, "registry", lambda: REGISTRY)
    (folder := tmp_path / "out").mkdir()
    file = folder / f"best{form.suffix}"
    assert program.run(["export", run, "--format", form.name, "-o", str(file), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["images"], told["classes"], told["notes"]) == (24, [*COLOURS], [])
    assert max(told["difference"], told["resized"]) < 1e-5
    assert form.classes(file) == [*COLOURS]
    assert [*folder.iterdir()] == [file]
    call, images = form.opened(file), trained(run, registry=REGISTRY).images[np.arange(24)]
    assert call(images).argmax(axis=1).tolist() == trained(run, registry=REGISTRY).predictions.tolist()


def test_what_computes_something_else_is_refused_and_nothing_replaced(run, tmp_path, monkeypatch):
    rebuilt, file = trained(run, registry=REGISTRY), tmp_path / "best.keras"
    file.write_text("of before")
    monkeypatch.setattr(keras_file, "opened", lambda path: lambda images: np.full((len(images), 3), 1 / 3))
    with pytest.raises(RunFailed, match="cannot be exported as keras") as refused:
        export.export(rebuilt, REGISTRY, FORMATS["keras"], file)
    assert refused.value.cause.startswith("What was written gives probabilities that differ by up to 0.")
    assert refused.value.hint == f"zoo export {run} --format saved-model -o {run}"
    assert file.read_text() == "of before"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(context, "registry", lambda: REGISTRY)
    assert program.run(refused.value.hint.split()[1:]) == 0
    assert not [each for each in tmp_path.iterdir() if each.name.endswith(".tmp")]


@pytest.mark.parametrize(
    ("found", "cause"),
    [(lambda n: np.full((n, 3), np.nan), "differ by up to inf"), (lambda n: np.ones((n, 1)), "of shape (24, 3)")],
    ids=["no numbers", "too few"],
)
def test_what_gives_no_probabilities_is_refused(run, tmp_path, monkeypatch, found, cause):
    monkeypatch.setattr(keras_file, "opened", lambda path: lambda images: found(len(images)))
    with pytest.raises(RunFailed) as refused:
        export.export(trained(run, registry=REGISTRY), REGISTRY, FORMATS["keras"], tmp_path / "best.keras")
    assert cause in refused.value.cause


@pytest.mark.parametrize(("name", "said"), [("onnx", "Erfc"), ("litert", "Flex")])
def test_an_operation_that_a_format_does_not_have_is_named(name, said, tmp_path):
    """tf2onnx only logs it and writes a file that nothing loads; LiteRT's converter takes TensorFlow's own operation,
    and its runtime refuses that."""
    run = untrained(last=lambda x: keras.ops.fft2((keras.activations.gelu(x)[:, None], x[:, None]))[0][:, 0])
    with pytest.raises(RunFailed, match=f"cannot be exported as {name}") as refused:
        export.export(run, REGISTRY, FORMATS[name], tmp_path / f"best{FORMATS[name].suffix}")
    assert said in refused.value.cause
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("name", ["onnx", "litert"])
def test_a_net_of_another_precision_is_another_net_in_float32(name, tmp_path):
    run = untrained(last=keras.layers.Dense(3, dtype="mixed_bfloat16"))
    with pytest.raises(RunFailed) as refused:
        export.export(run, REGISTRY, FORMATS[name], tmp_path / f"best{FORMATS[name].suffix}")
    assert refused.value.cause == "It computes in bfloat16, and in float32 it would be another net."


def test_a_component_with_layers_of_its_own_says_what_its_file_needs(tmp_path):
    file = tmp_path / "best.keras"
    found = export.export(untrained(last=Doubled()), REGISTRY, FORMATS["keras"], file)
    assert found.notes == [f"Keras loads it where {Doubled.__module__.partition('.')[0]} can be imported."]


@keras.saving.register_keras_serializable(package="tests")
class Doubled(keras.layers.Layer):
    """A layer that Keras does not know."""

    def call(self, x):
        return x * 2
