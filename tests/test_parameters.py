"""Parameters: read off signatures, and values checked and coerced."""

from __future__ import annotations

import functools
import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoo import coercion, parameters
from zoo.errors import UsageError
from zoo.parameters import Param, Parameter

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


def _coerce(name: str, value: Any) -> Any:
    return coercion.coerce("net", READ[name], value)


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


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("rate", "0.25", 0.25),
        ("rate", "1e-3", 0.001),
        ("rate", 0, 0.0),
        ("filters", "32/64/64", (32, 64, 64)),
        ("filters", "32", (32,)),
        ("filters", [1, 2], (1, 2)),
        ("filters", 8, (8,)),
        ("mode", "slow", "slow"),
        ("mode", "3", 3),
        ("folder", "none", None),
        ("folder", "/data", Path("/data")),
        ("deep", "true", True),
        ("deep", "no", False),
        ("depth", "8.0", 8),
        ("depth", "1e3", 1000),
        ("depth", 8.0, 8),
        ("needed", "text", "text"),
    ],
)
def test_values_typed_and_from_yaml_pass_one_coercion(name: str, typed: Any, value: Any) -> None:
    coerced = _coerce(name, typed)
    assert coerced == value
    assert type(coerced) is type(value)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("rate", "1"),
        ("rate", "-0.1"),
        ("rate", "half"),
        ("rate", "nan"),
        ("rate", "inf"),
        ("rate", math.nan),
        ("rate", True),
        ("rate", ""),
        ("filters", "32/0"),
        ("filters", "32/x"),
        ("mode", "fasst"),
        ("deep", "maybe"),
        ("deep", 1),
        ("depth", "8.5"),
        ("depth", True),
        ("depth", "inf"),
        ("depth", "nan"),
        ("depth", "x"),
    ],
)
def test_what_is_refused_says_what_was_expected_and_received(name: str, typed: Any) -> None:
    with pytest.raises(UsageError) as caught:
        _coerce(name, typed)
    assert caught.value.message.startswith(f"'net': {name}=")
    assert READ[name].expected in caught.value.message
    assert caught.value.hint == "zoo show net"
    assert len(caught.value.render().splitlines()) <= 6


def test_close_choices_are_named() -> None:
    with pytest.raises(UsageError) as caught:
        _coerce("mode", "fasst")
    assert caught.value.cause == "Did you mean fast?"


def test_a_relative_path_becomes_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert _coerce("folder", "x/../y") == tmp_path / "y"
    assert _coerce("folder", "~") == Path.home()


@given(st.floats(min_value=0, max_value=1, exclude_max=True))
def test_a_number_formatted_and_read_again_is_the_same(value: float) -> None:
    assert _coerce("rate", parameters.format_value(value)) == value


@given(st.lists(st.integers(min_value=1), min_size=1).map(tuple))
def test_a_sequence_formatted_and_read_again_is_the_same(value: tuple[int, ...]) -> None:
    assert _coerce("filters", parameters.format_value(value)) == value


def test_resolve_gives_every_parameter_a_value() -> None:
    values = coercion.resolve("net", READ, {"needed": "x", "rate": "0.1"})
    assert values["rate"] == 0.1
    assert values["filters"] == (32, 64)
    assert list(values) == list(READ)


def test_an_unknown_parameter() -> None:
    with pytest.raises(UsageError, match="'net' has no parameter 'rat'") as caught:
        coercion.resolve("net", READ, {"rat": 1})
    assert caught.value.cause == "Did you mean rate?"


def test_an_unknown_parameter_of_a_component_without_any() -> None:
    with pytest.raises(UsageError) as caught:
        coercion.resolve("net", {}, {"x": 1})
    assert caught.value.cause == "It takes no parameters."


def test_a_missing_parameter() -> None:
    with pytest.raises(UsageError, match="'net' needs a value for needed"):
        coercion.resolve("net", READ, {})


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
    with pytest.raises(ValueError, match=r"\*everything"):
        parameters.accepts(lambda *everything: None, ("x",))
