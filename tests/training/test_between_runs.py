"""A run finds what it would find in a new worker, whatever the run before has changed of the process."""

from __future__ import annotations

import sys
import types

import numpy as np
import pytest
import shelf
from tiny_models import tiny

from zoo.training.between_runs import BetweenRuns

SHORT = {"recipe": {"epochs": 1}}

LEAKS = {
    "eager": "import tensorflow as tf; tf.config.run_functions_eagerly(True)",
    "eager data": "import tensorflow as tf; tf.data.experimental.enable_debug_mode()",
    "optimizer options": "import tensorflow as tf; tf.config.optimizer.set_experimental_options({'remapping': False})",
    "jit": "import tensorflow as tf; tf.config.optimizer.set_jit(True)",
    "dtype policy": "import keras; keras.config.set_dtype_policy('mixed_bfloat16')",
    "floatx": "import keras; keras.config.set_floatx('float64')",
    "epsilon": "import keras; keras.config.set_epsilon(0.5)",
    "image data format": "import keras; keras.config.set_image_data_format('channels_first')",
    "max steps": "import keras; keras.config.set_max_steps_per_epoch(1)",
    "no determinism": "import tensorflow as tf; tf.random.set_seed(9)",
    "seterr": "import numpy as np; np.seterr(all='raise')",
    "bit generator": "import numpy as np; np.random.set_bit_generator(np.random.PCG64(3))",
    "warnings": "import warnings; warnings.simplefilter('error')",
    "random": "import random; random.seed(1); random.random()",
    "directory": "import os; os.chdir('/')",
    "environment": "import os; os.environ['TF_DETERMINISTIC_OPS'] = '0'",
    "a layer": "import keras; keras.layers.Dense.call = lambda self, inputs: inputs",
    "a function": "import numpy as np; np.argmax = np.argmin",
    "the zoo": "import zoo.training.evaluate as e; e.score = lambda *_: e.Score(0.0, 1.0)",
}


@pytest.fixture
def leaky(monkeypatch):
    """Adds the model `leaky`, which runs some code while it is built."""

    def build(input_shape, num_classes, *, leak: str):
        exec(leak, {})
        return tiny(input_shape, num_classes)

    monkeypatch.setattr(shelf, "COMPONENTS", [*shelf.COMPONENTS, shelf.model("leaky", build)])


@pytest.fixture
def after(leaky, train, check, compose):
    """Returns a function that runs some code in a check, and then a training, and returns what came of that."""

    def after(leak):
        check(compose(model="leaky", given={"model": {"leak": leak}}))
        result = shelf.result(train(compose(given=SHORT)))
        return result["weights_sha256"], result["test_accuracy"], result["test_loss"]

    return after


EXPECTED = []
"""What comes of the training alone."""


@pytest.mark.parametrize("leak", LEAKS)
def test_no_run_meets_what_another_one_set(after, leak):
    if not EXPECTED:
        EXPECTED.append(after("pass"))
    assert after(LEAKS[leak]) == EXPECTED[0]


@pytest.fixture
def module(monkeypatch):
    """Returns a function that makes a module with attributes."""

    def make(name, **attributes):
        made = types.ModuleType(name)
        vars(made).update(attributes)
        monkeypatch.setitem(sys.modules, name, made)
        return made

    return make


def test_the_generators_of_plugins_begin_each_run_where_they_were(module):
    import random

    import keras

    plugin = module("a_plugin", a=np.random.default_rng(1), b=random.Random(1), c=np.random.RandomState(1))
    plugin.d = keras.random.SeedGenerator(1)

    def drawn():
        return plugin.a.random(), plugin.b.random(), plugin.c.rand(), int(plugin.d.next()[1])

    between = BetweenRuns(set(sys.modules) - {"a_plugin"})
    first = drawn()
    assert between.restore() == []
    assert drawn() == first
    assert drawn() != first


def test_a_generator_that_came_with_a_run_asks_for_a_new_worker(module):
    between = BetweenRuns(set(sys.modules))
    module("came_later", rng=np.random.default_rng(1))
    assert between.restore() == ["a generator of numpy.random._generator"]


def test_what_was_changed_while_modules_were_imported_asks_for_a_new_worker(module):
    between = BetweenRuns(set(sys.modules))
    np.seterr(over="raise")
    assert between.restore() == []
    module("came_later")
    np.seterr(over="raise")
    assert between.restore() == ["numpy.seterr"]
    assert np.geterr()["over"] == "warn"
    np.seterr(over="raise")
    assert between.restore() == []
