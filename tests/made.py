"""Made components, a registry of them, and experiments composed from it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from zoo.experiments import registry as registries
from zoo.experiments.catalogue import Catalogue
from zoo.experiments.experiment import Experiment, compose
from zoo.experiments.registry import Registry
from zoo.plugin.components import Augmenter, Component, Dataset, Model, Recipe
from zoo.plugin.discovery import Provider
from zoo.plugin.loading import PluginReport
from zoo.plugin.parameters import Param


def _load(*, path: Path = Path("/data"), size: int = 32) -> Any: ...


def _build(input_shape: Any, num_classes: int, *, width: Annotated[int, Param(ge=1)] = 8, rate: float = 0.5) -> Any: ...


def _draw(rng: Any, context: Any, *, fraction: float = 0.1, mode: Literal["a", "b"] = "a") -> Any: ...


def _plan(steps_per_epoch: int, *, epochs: int = 10, batch_size: int = 128, rate: float = 1.0) -> Any: ...


def _augmenter(name: str) -> Augmenter:
    return Augmenter(name=name, summary="a made augmenter", draw=_draw, apply=lambda images, draws: images)


COMPONENTS: tuple[Component, ...] = (
    Dataset(name="data", summary="made data", load=_load),
    Model(name="net", summary="a made net", build=_build),
    _augmenter("none"),
    _augmenter("move"),
    _augmenter("mirror"),
    Recipe(name="fast", summary="a made recipe", plan=_plan),
)


PRESETS = {"augmenter": {"both": "move+mirror", "far": "move:fraction=0.5"}}


def registry(*changed: Component, presets: dict[str, dict[str, str]] = PRESETS) -> Registry:
    """Returns a registry of the made components, with those `changed` in place of their namesakes."""
    components = {(component.kind, component.name): component for component in (*COMPONENTS, *changed)}
    report = PluginReport(provider=Provider("zoo-made", "1.0", "zoo-made[x]"), components=tuple(components.values()))
    return registries.build([report], Catalogue(presets=presets))


REGISTRY = registry()


def one(registry: Registry = REGISTRY, **changed: Any) -> Experiment:
    """Returns an experiment of the made components, `changed` apart the same every time."""
    asked = {"dataset": "data", "model": "net", "augmenter": "none", "recipe": "fast", **changed}
    (experiment,) = compose(registry, **asked)
    return experiment


DIFFERENT: dict[str, dict[str, Any]] = {
    "seed": {"seeds": [1]},
    "limit": {"limit": 10},
    "validation": {"validation": 0.2},
    "no validation": {"validation": None},
    "parameter": {"model": "net:width=9"},
    "order of a chain": {"augmenter": "mirror+move"},
    "chain": {"augmenter": "move+mirror"},
    "twice": {"augmenter": "move+move"},
    "once": {"augmenter": "move"},
}
