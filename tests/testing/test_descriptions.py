"""The checks that call nothing: names, summaries, signatures, and parameters that are typed, honoured and recorded."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest

import zoo
from zoo.testing.any_kind.other_values import other_values
from zoo.testing.framework import Result, run

GENERAL = ("name", "summary", "signatures", "parameters typed", "parameters honoured", "parameters recorded")


def failures(load: Callable[..., Any] = lambda: None, **named: Any) -> dict[str, Result]:
    component = zoo.Dataset(**{"name": "made", "summary": "made in a test", "load": load, **named})
    return {found.check: found for found in run(component, only=GENERAL) if found.status != "passed"}


def test_what_is_sound_passes() -> None:
    def load(
        *,
        path: Path,
        size: Annotated[int, zoo.Param(ge=1, le=9)] = 9,
        rate: Annotated[float, zoo.Param(gt=0)] = 1e-8,
        mode: Literal["a", "b"] = "a",
        grey: bool = False,
        crops: tuple[int, ...] = (1, 2),
        seed: int | None = None,
        name: str = "a:b=c",
    ) -> Any:
        return lambda: (path, size, rate, mode, grey, crops, seed, name)

    assert failures(load) == {}


def test_names_and_summaries() -> None:
    assert failures(name="a" * 41)["name"].found.startswith("41: aaa")
    for summary in ("x" * 101, " two blanks ", "a\x1b[31mred"):
        assert failures(summary=summary)["summary"].expected.startswith("one line of at most 100 letters")
    assert failures(summary="Made.")["summary"].found == "'Made.'"


def test_signatures() -> None:
    assert "Received: (path)" in failures(lambda path: path)["signatures"].found


def test_defaults_that_are_not_what_their_annotation_says() -> None:
    def of_another_type(*, rate: float = 2) -> Any:
        return rate

    def impossible(*, size: int = 2.5) -> Any:  # type: ignore[assignment]
        return size

    def out_of_bounds(*, size: Annotated[int, zoo.Param(ge=3)] = 2) -> Any:
        return size

    assert failures(of_another_type)["parameters typed"].remedy == "write the default as 2.0"
    assert failures(impossible)["parameters typed"].found == "the default 2.5"
    assert failures(out_of_bounds)["parameters typed"].expected == "size: int, >= 3"


def test_parameters_that_nobody_reads() -> None:
    def ignores(*, width: int = 3, depth: int = 2) -> Any:
        return depth

    def deletes(*, width: int = 3) -> Any:
        del width

    def tells(*, width: int = 3) -> Any:
        return lambda: width

    def everything(*, width: int = 3) -> Any:
        return locals()

    for function in (ignores, deletes):
        assert "takes it and never reads it" in failures(function)["parameters honoured"].found
    for function in (tells, everything, functools.partial(tells, width=4)):
        assert "parameters honoured" not in failures(function)
    only = failures(fingerprint=lambda *, width=3: str(width))["parameters honoured"]
    assert only.found == "only `fingerprint` takes it"


def test_what_the_zoo_honours_itself_may_be_ignored() -> None:
    def plan(steps_per_epoch: int, *, epochs: int = 2, batch_size: int = 4, rate: float = 0.5) -> Any: ...

    found = list(run(zoo.Recipe(name="made", summary="made in a test", plan=plan), only=["parameters honoured"]))
    assert found[0].expected == "rate to change something"


def test_a_type_that_cannot_be_recorded() -> None:
    def load(*, sizes: dict[str, int] = {"a": 1}) -> Any:  # noqa: B006 - what is tested
        return sizes

    assert failures(load)["parameters recorded"].remedy.startswith("annotate sizes with bool, int")


@pytest.mark.parametrize(
    ("annotation", "default", "others"),
    [
        (Annotated[int, zoo.Param(ge=1, le=2)], 1, [2]),
        (Annotated[float, zoo.Param(ge=0, le=1)], 0.0, [0.125, 1e-7, 1.0]),
        (Literal["a", "b", "c"], "b", ["a", "c"]),
        (bool, True, [False]),
        (int | None, 3, [4, 2, None]),
        (tuple[int, ...], (1,), [(2, 2), (0, 0)]),
        (Path, Path("/x"), [Path("/elsewhere/a,b+c")]),
        (dict, {}, []),
    ],
    ids=str,
)
def test_other_values(annotation: Any, default: Any, others: list[Any]) -> None:
    def load(*, it: annotation = default) -> Any:
        return it

    load.__annotations__["it"] = annotation
    parameter = zoo.Dataset(name="made", summary="made", load=load).parameters["it"]
    assert other_values(parameter) == others
