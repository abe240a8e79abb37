"""The launcher of this machine: through the same door as everyone's, and a pool behind it."""

from __future__ import annotations

from pathlib import Path

import zoo
from zoo.experiments.registry import load


def test_it_is_the_catalogues_launcher_and_a_plugin_of_its_own() -> None:
    registry = load()
    assert registry.catalogue.defaults["launcher"] == "local"
    assert registry.provider("launcher", "local").plugin == "keras-zoo[local]"


def test_it_starts_a_pool(tmp_path: Path) -> None:
    launch = zoo.LaunchConfig(handler="zoo.testing.launchers:Trial", settings={}, logs=tmp_path, jobs=3)
    with load().component("launcher", "local").call("start", {}, launch) as workers:
        assert isinstance(workers, zoo.Pool)
        assert workers.free == 3
