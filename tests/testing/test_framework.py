"""What comes of checks: passed, failed and how, expected to fail, skipped; on subjects that share what is made once."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import SkipTest

import pytest

import zoo
from zoo.errors import DataError
from zoo.testing import framework
from zoo.testing.framework import Broken, Check, Result, Subject, check, checks_of, result, run
from zoo.testing.refusals import mended


@pytest.fixture(autouse=True)
def own_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test registers is gone after it."""
    checks_of("dataset")
    monkeypatch.setattr(framework, "CHECKS", {})


def dataset(load: Callable[..., Any] = lambda: None) -> zoo.Dataset:
    return zoo.Dataset(name="made", summary="made in a test", load=load)


def one(function: Callable[[Subject], object], **named: Any) -> Result:
    """Returns what comes of a single check."""
    check("dataset", "mine", "what a test checks")(function)  # type: ignore[arg-type]
    (found,) = run(dataset(), **named)
    return found


def test_a_figure_that_a_check_returns_is_told_where_it_passes() -> None:
    found = one(lambda subject: "3 µs an image")
    assert (found.status, found.found) == ("passed", "3 µs an image")
    assert one(lambda subject: 7).found == ""


def _raise(error: BaseException) -> Callable[[Subject], None]:
    def check(subject: Subject) -> None:
        raise error

    return check


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Broken("a", "b", "c"), ("failed", "a", "b", "c")),
        (DataError("No data.", cause="None.", hint="zoo data"), ("failed", "no error", "No data. None.", "zoo data")),
        (ValueError("seven"), ("failed", "no error", "ValueError: seven", "mend what raises it")),
        (SystemExit(3), ("failed", "no error", "SystemExit: 3", "mend what raises it")),
        (SkipTest("not here"), ("skipped", "", "", "")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_comes_of_an_error(error: BaseException, said: tuple[str, ...]) -> None:
    found = one(_raise(error))
    assert (found.status, found.expected, found.found.partition(" (test_")[0], found.remedy) == said
    assert found.reason == ("not here" if found.status == "skipped" else "")
    assert (found.kind, found.name, found.check) == ("dataset", "made", "mine")


def test_a_check_cannot_end_the_process_nor_write_into_results(capfd: pytest.CaptureFixture[str]) -> None:
    import os

    def leave(subject: Subject) -> None:
        print("hello")
        os._exit(7)

    assert "os._exit(7)" in one(leave).found
    assert capfd.readouterr().out == ""


def test_ctrl_c_is_no_failure() -> None:
    with pytest.raises(KeyboardInterrupt) as stopped:
        one(_raise(KeyboardInterrupt()))
    assert stopped.value.__notes__ == ["Interrupted while dataset made was checked: mine."]


def test_the_place_in_the_plugins_own_code_is_said() -> None:
    def load() -> Any:
        raise ValueError("seven")

    def told(subject: Subject) -> None:
        with mended("a dataset", "do not raise"):
            subject.component.call("load", {})

    for ask in (lambda subject: subject.component.call("load", {}), told):
        check("dataset", "mine", "loads")(ask)
        (found,) = run(dataset(load))
        assert found.found == f"ValueError: seven (test_framework.py:{load.__code__.co_firstlineno + 1})"
    assert found.remedy == "do not raise"


def test_a_failure_that_is_expected_is_none_and_one_that_passes_after_all_is() -> None:
    failing = one(_raise(Broken("a", "b", "c")), expected={"mine": "the publisher's own error"})
    assert (failing.status, failing.reason, failing.found) == ("expected", "the publisher's own error", "b")
    passing = one(lambda subject: None, expected={"mine": "the publisher's own error"})
    assert (passing.status, passing.found) == ("failed", "it passes")
    assert "the publisher's own error" in passing.expected
    skipped = one(_raise(SkipTest("not here")), expected={"mine": "the publisher's own error"})
    assert skipped.status == "skipped"


def test_expecting_a_check_that_does_not_exist_is_a_failure() -> None:
    check("dataset", "mine", "what a test checks")(lambda subject: None)
    passed, unknown = run(dataset(), expected={"mime": "a slip"})
    assert passed.status == "passed"
    assert (unknown.status, unknown.check, unknown.remedy) == ("failed", "mime", "Did you mean mine?")


def test_general_checks_come_first_and_others_are_left_out() -> None:
    for kind, name in (("dataset", "b"), ("model", "c"), (None, "a")):
        check(kind, name, "one of three")(lambda subject: None)
    assert [each.name for each in checks_of("dataset")] == ["a", "b"]
    assert [found.check for found in run(dataset(), only=["b"])] == ["b"]


def test_a_parameter_without_a_default_has_to_be_given() -> None:
    def load(*, path: Path) -> Any:
        return path

    check("dataset", "mine", "asks for values")(lambda subject: subject.values)
    (skipped,) = run(dataset(load))
    assert skipped.reason == "path has no default. Try: zoo check made:path=VALUE"
    (passed,) = run(dataset(load), {"path": "here"})
    assert passed.status == "passed"


def test_what_is_made_once_fails_once(tmp_path: Path) -> None:
    calls: list[str] = []

    def make(subject: Subject) -> str:
        calls.append("made")
        if len(subject.given) == 0:
            raise ValueError("seven")
        return subject.given["path"]

    ask = Check("dataset", "mine", "asks", lambda subject: subject.once(make))
    failing = Subject(component=dataset(), folder=tmp_path)
    assert [result(ask, failing).status for _ in range(2)] == ["failed", "skipped"]
    assert result(ask, failing).reason == "an earlier check tells why"
    good = Subject(component=dataset(), folder=tmp_path, given={"path": "here"})
    assert [good.once(make), good.once(make)] == ["here", "here"]
    assert calls == ["made"] * 2


def test_checks_are_listed_without_what_is_heavy() -> None:
    import subprocess

    code = "import sys, zoo.testing; from zoo.testing.framework import checks_of; checks_of('dataset')\n"
    code += "sys.exit(not not {'tensorflow', 'keras', 'pytest'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
