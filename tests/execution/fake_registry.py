"""A registry of components that nobody calls: fake handlers go by the model's name."""

from __future__ import annotations

import zoo
from zoo.experiments.catalogue import Catalogue
from zoo.experiments.registry import Registry
from zoo.plugin.discovery import Provider

MODELS = (
    *("good", "better", "misfit", "dataless", "buggy", "deadly", "unlucky", "killed", "failing", "diskless", "slow"),
    *("steady", "sturdy", "stubborn", "diverging", "mortal", "mute", "locked", "unstorable", "hanging"),
)

CATALOGUE = Catalogue(
    defaults={"augmenter": "none", "recipe": "fast", "validation": 0.1},
    demo={"dataset": "images", "model": "good,better"},
)


def registry() -> Registry:
    components = [
        zoo.Dataset(name="images", summary="images", load=load, fingerprint=fingerprint),
        zoo.Dataset(name="others", summary="images without a quick fingerprint", load=load),
        *(zoo.Model(name=name, summary="a model", build=build) for name in MODELS),
        zoo.Augmenter(name="none", summary="nothing", draw=draw, apply=draw),
        zoo.Recipe(name="fast", summary="fast", plan=plan),
    ]
    provider = Provider("keras-zoo", "1", "keras-zoo[test]")
    return Registry(components={(c.kind, c.name): (c, provider) for c in components}, catalogue=CATALOGUE)


def load():
    raise AssertionError("called")


def fingerprint():
    return "seen"


def build(input_shape, num_classes):
    raise AssertionError("called")


def draw(rng, context):
    raise AssertionError("called")


def plan(steps_per_epoch, *, epochs: int = 3, batch_size: int = 32):
    raise AssertionError("called")
