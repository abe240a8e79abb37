"""Provenance: the code of an experiment and its hash, and what of the machine is recorded."""

from __future__ import annotations

from zoo.experiments import provenance
from zoo.experiments.experiment import compose
from zoo.experiments.registry import load


def test_the_hash_changes_with_a_source_and_not_with_a_version() -> None:
    def code(version: str, digest: str) -> dict[str, dict[str, object]]:
        return {"model:net": {"distribution": "d", "version": version, "sources": {"net": digest}}}

    assert provenance.code_hash(code("1.0", "a")) == provenance.code_hash(code("2.0", "a"))
    assert provenance.code_hash(code("1.0", "a")) != provenance.code_hash(code("1.0", "b"))


def test_the_code_of_an_experiment_names_every_component_and_its_provider() -> None:
    registry = load()
    (made,) = compose(registry, dataset="digits", model="mlp", augmenter="shift+flip", recipe="fast")
    code = provenance.experiment_code(registry, made)
    assert list(code) == ["dataset:digits", "model:mlp", "augmenter:shift", "augmenter:flip", "recipe:fast"]
    assert all(entry["distribution"] == "keras-zoo" and entry["sources"] for entry in code.values())
    assert not any(name.split(".")[0] == "zoo" for entry in code.values() for name in entry["sources"])


def test_the_environment_is_described() -> None:
    described = provenance.environment(threads=3)
    assert described["threads"] == 3
    assert described["libraries"]["keras"]
    assert described["cpu"]
    assert "tensorflow" in described["libraries"]
