"""Parameters, read off signatures."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import pytest

from zoo.plugin import parameters
from zoo.plugin.parameters import Param, Parameter

if TYPE_CHECKING:
    import keras


def build(
    input_shape: tuple[int, int, int],
    num_classes: int,
    *,
    rate: Annotated[float, Param(ge=0, lt=1, unit="fraction", help="dropped")] = 0.5,
    filters: Annotated[tuple[int, ...], Param(ge=1)] = (32, 64),
    mode: Literal["fast", "slow", 3] = "fast",
    folder: Path | None = None,
    deep: bool = False,
    depth: int = 3,
    plain=7,  # type: ignore[no-untyped-def]
    needed: str,
) -> keras.Model: ...


READ = parameters.read(build)


def test_keyword_only_arguments_are_the_parameters() -> None:
    assert list(READ) == ["rate", "filters", "mode", "folder", "deep", "depth", "plain", "needed"]
    rate = READ["rate"]
    assert (rate.type, rate.default, rate.param.unit, rate.param.help) == (float, 0.5, "fraction", "dropped")
    assert rate.param.bounds == {"ge": 0, "lt": 1}
    assert READ["plain"].type is int
    assert [parameter.name for parameter in READ.values() if parameter.required] == ["needed"]


def test_a_return_type_that_exists_only_for_type_checkers_does_no_harm() -> None:
    with pytest.raises(NameError):
        eval(build.__annotations__["return"], build.__globals__)
    assert "rate" in READ


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("rate", "float, >= 0, < 1"),
        ("filters", "sequence of int, >= 1"),
        ("mode", "one of fast, slow, 3"),
        ("folder", "path or none"),
        ("deep", "bool"),
    ],
)
def test_what_is_expected_in_words(name: str, expected: str) -> None:
    assert READ[name].expected == expected


def _refuses(function: Any, match: str) -> None:
    with pytest.raises(ValueError, match=match):
        parameters.read(function)


def test_signatures_that_cannot_be_read() -> None:
    def anything(**named: int) -> None: ...
    def unknown(*, x: Nowhere = 1) -> None: ...  # type: ignore[name-defined]  # noqa: F821
    def nothing(*, x) -> None: ...  # type: ignore[no-untyped-def]
    def none(*, x=None) -> None: ...  # type: ignore[no-untyped-def]

    _refuses(anything, r"\*\*named")
    _refuses(unknown, "'Nowhere'")
    _refuses(nothing, "type annotation or a default")
    _refuses(none, "type annotation or a default")


def test_closures_partials_and_callable_objects_can_be_read() -> None:
    local = Annotated[int, Param(ge=2)]

    def closure(*, x: local = 2) -> Any:  # type: ignore[valid-type]
        return local, x

    class Callable:
        def __call__(self, *, y: int = 3) -> None: ...

    assert parameters.read(closure)["x"].param.ge == 2
    assert parameters.read(functools.partial(build, needed="x"))["needed"].default == "x"
    assert parameters.read(Callable())["y"] == Parameter(name="y", type=int, default=3)


def test_the_union_of_several_callables() -> None:
    def other(
        *, rate: Annotated[float, Param(ge=0, lt=1, unit="fraction", help="dropped")] = 0.5, own: int = 1
    ) -> None: ...
    def disagreeing(*, rate: float = 0.1) -> None: ...

    assert set(parameters.union([build, other])) == {*READ, "own"}
    with pytest.raises(ValueError, match="disagrees"):
        parameters.union([build, disagreeing])


def test_pick_gives_a_callable_what_it_names() -> None:
    assert parameters.pick(build, {"rate": 0.1, "other": 2, "num_classes": 3}) == {"rate": 0.1}


def test_accepts_checks_what_is_given_by_position() -> None:
    parameters.accepts(build, ("input_shape", "num_classes"))
    for given_ in (("input_shape",), ("a", "b", "c"), ()):
        with pytest.raises(ValueError, match="Expected: "):
            parameters.accepts(build, given_)
    parameters.accepts(lambda x, **named: None, ("x",))  # that is no argument by position: `read` refuses it
    with pytest.raises(ValueError, match=r"\*everything"):
        parameters.accepts(lambda *everything: None, ("x",))
