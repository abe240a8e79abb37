"""What a probe finds is looked at before it is kept: a probe is a stranger's."""

from __future__ import annotations

from typing import Any

import pytest

import zoo
from zoo.plugin.findings import Findings


def measure(trained: Any, *, reach: int = 7) -> Findings:
    return Findings(numbers={"radius": float(reach)})


def test_what_is_sound_passes() -> None:
    Findings(
        numbers={"radius": 1.5, "share_of_2": None},
        shown=["a line", zoo.Table(["a", "b"], [["x", 1]])],
        pictures={"map.png": lambda stream: None},
    ).check()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"numbers": {"Radius": 1.0}}, "'Radius'"),
        ({"numbers": {"a.b": 1.0}}, "'a.b'"),
        ({"numbers": {"radius": float("nan")}}, "nan"),
        ({"numbers": {"radius": "far"}}, "'far'"),
        ({"pictures": {"../map.png": None}}, "'../map.png'"),
        ({"pictures": {"map.pdf": None}}, "'map.pdf'"),
        ({"shown": [1]}, "Received: 1"),
        ({"shown": [zoo.Table(["a", "b"], [["x"]])]}, "a cell for each column"),
    ],
)
def test_what_is_not_is_named(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match="of a probe") as refused:
        Findings(**wrong).check()
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": "Radius"}, "`name`"),
        ({"name": "radius", "better": "more"}, "`better`"),
        ({"name": "radius", "kind": "integer"}, "`kind`"),
        ({"name": "radius", "format": "px"}, "`format`"),
        ({"name": "radius", "format": "{:d}"}, "`format`"),
        ({"name": "radius", "format": "{"}, "`format`"),
    ],
)
def test_a_metric_that_cannot_be_shown_is_refused(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        zoo.ProbeMetric(**wrong)


def test_a_probe_is_a_component_with_parameters() -> None:
    probe = zoo.Probe(name="sway", summary="a made probe", measure=measure)
    probe.check()
    assert probe.resolve({"reach": "3"}) == {"reach": 3}


@pytest.mark.parametrize("name", ["test", "tta", "val", "train"])
def test_no_probe_is_called_as_the_zoo_calls_its_own_numbers(name: str) -> None:
    with pytest.raises(ValueError, match="which are the zoo's own"):
        zoo.Probe(name=name, summary="a made probe", measure=measure)
