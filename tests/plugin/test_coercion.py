"""Values of parameters: what is accepted, what is refused, and in which words."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoo.errors import UsageError
from zoo.plugin import coercion, parameters
from zoo.plugin.parameters import Param


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
) -> None: ...


READ = parameters.read(build)


def _coerce(name: str, value: Any) -> Any:
    return coercion.coerce("net", READ[name], value)


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
        ("depth", "9223372036854775807", 2**63 - 1),
        ("filters", "", ()),
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
        ("folder", ""),
        ("filters", "32//64"),
        ("filters", "32/64/"),
        ("filters", "1/9223372036854775808"),
        ("depth", "9223372036854775808"),
        ("depth", "1e30"),
        ("depth", -(2**63)),
        ("depth", "9" * 5000),
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


@given(st.lists(st.integers(min_value=1, max_value=2**63 - 1)).map(tuple))
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


@pytest.mark.parametrize(
    ("typed", "value"),
    [("3", 3), (3, 3), ("1e3", 1000), ("./3", Path("3").absolute()), ("/a/cat.jpg", Path("/a/cat.jpg")), ("~/c", None)],
)
def test_of_several_types_the_first_that_fits_is_taken(typed: Any, value: Any) -> None:
    def measure(*, image: int | Path = 0) -> None: ...

    read = parameters.read(measure)["image"]
    assert read.expected == "int or path"
    assert coercion.coerce("probe", read, typed) == (Path("~/c").expanduser() if value is None else value)


def test_what_fits_none_of_several_types_is_refused() -> None:
    def measure(*, image: int | bool = 0) -> None: ...

    with pytest.raises(UsageError, match=r"image=cat is not valid; expected int or bool"):
        coercion.coerce("probe", parameters.read(measure)["image"], "cat")


def test_what_a_sequence_of_choices_takes_is_told() -> None:
    def measure(
        *, kinds: tuple[Literal["noise", "blur", 3], ...] = ("noise",), one: list[Literal["a"]] = ()
    ) -> None: ...  # type: ignore[assignment]

    read = parameters.read(measure)
    assert read["kinds"].expected == "sequence of noise, blur or 3"
    assert read["one"].expected == "sequence of a"
    with pytest.raises(UsageError, match=r"kinds=noise/fog is not valid; expected sequence of noise, blur or 3\."):
        coercion.coerce("probe", read["kinds"], "noise/fog")
