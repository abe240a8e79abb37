"""Errors: what they print, their exit statuses, and close names."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from zoo import errors
from zoo.errors import (
    DataError,
    Failure,
    FolderLocked,
    ResumeRefused,
    StoreBroken,
    StoreError,
    UsageError,
    ZooError,
    clean,
    close_names,
    did_you_mean,
    reason,
    shell_quote,
)


def test_an_error_says_what_why_and_what_to_do() -> None:
    error = UsageError("There is no 'x'.", cause="Nobody made it.", hint="zoo list")
    assert error.render() == "Error: There is no 'x'.\nCause: Nobody made it.\nTry: zoo list"
    assert str(error) == "There is no 'x'.\nCause: Nobody made it.\nTry: zoo list"


def test_cause_and_hint_may_be_missing() -> None:
    assert ZooError("It broke.").render() == "Error: It broke."


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("ZooError", 1),
        ("RunFailed", 1),
        ("UsageError", 2),
        ("PluginError", 3),
        ("DataError", 4),
        ("StoreError", 5),
        ("StoreBroken", 5),
        ("LeaseLost", 5),
        ("FolderLocked", 5),
    ],
)
def test_exit_statuses(name: str, status: int) -> None:
    assert getattr(errors, name).exit_status == status


def test_at_most_three_close_names_closest_first() -> None:
    known = ["cnn1", "cnn2", "cnn3", "cnn6", "other"]
    close = close_names("cnn66", known)
    assert close[0] == "cnn6"
    assert len(close) == 3
    assert close_names("zzz", known) == []


@pytest.mark.parametrize(
    ("known", "sentence"),
    [
        (["cnn6"], "Did you mean cnn6?"),
        (["cnn6", "cnn7x"], "Did you mean cnn6 or cnn7x?"),
        (["cnn6", "cnn7x", "cnn8xy"], "Did you mean cnn6, cnn7x or cnn8xy?"),
        (["zzz"], None),
        ([], None),
    ],
)
def test_did_you_mean(known: list[str], sentence: str | None) -> None:
    assert did_you_mean("cnn6", known) == sentence


def test_articles() -> None:
    assert [errors.with_article(noun) for noun in ("model", "augmenter")] == ["a model", "an augmenter"]


UNSEEN = [*map(chr, [*range(32), *range(127, 160)]), "\u2028", "\u202e", "\u2066", "\udce9", "\ufeff"]


@pytest.mark.parametrize("form", ["lines", "cell", "markdown"])
def test_what_a_terminal_obeys_is_shown_as_harmless_text(form: str) -> None:
    kept = "\n\t" if form == "lines" else ""
    for letter in UNSEEN:
        assert clean(f"a{letter}b", form).isprintable() or letter in kept
    assert clean("\x1b]0;title\x07") == r"\x1b]0;title\x07"
    assert clean("Größe, 大, 🙂") == "Größe, 大, 🙂"
    assert clean(clean("\x1b\x9b", "cell")) == r"\x1b\x9b"


def test_json_stays_json_and_says_the_same() -> None:
    found = {letter: f"{letter}é" for letter in UNSEEN}
    text = clean(json.dumps(found, indent=2, ensure_ascii=False), "json")
    assert json.loads(text) == found
    assert text.replace("\n", "").isprintable()


def test_markdown_has_no_markup() -> None:
    assert clean("a|b<i>&`*[x](y)", "markdown") == r"a\|b&lt;i&gt;&amp;\`\*\[x\](y)"


@pytest.mark.parametrize("word", ["plain", "two words", "it's", "a\nb", "\x1b[31m'\\", "caf\udce9", "é\x7fA"])
def test_a_shell_reads_back_the_words_on_one_line(word: str) -> None:
    line = shell_quote("printf", "%s", word)
    assert line.isprintable()
    assert subprocess.run(["bash", "-c", line], capture_output=True, check=True).stdout == os.fsencode(word)


def test_reason_is_one_short_line() -> None:
    assert reason(ValueError("\n\nfirst\nsecond")) == "ValueError: first"
    assert reason(ValueError()) == "ValueError"
    assert len(reason(ValueError("x" * 1000))) == 300


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (DataError("m", cause="c", hint="h"), Failure("m", "c", "h", 4)),
        (StoreError("m"), Failure("m", exit_status=5)),
        (StoreBroken("m"), Failure("m", exit_status=5, scope="sweep", resumable=True)),
        (FolderLocked("m"), Failure("m", exit_status=5, resumable=True)),
        (MemoryError("no room"), Failure("MemoryError: no room", hint="cat 'a log'")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_failure_says_what_an_error_says(error: Exception, failure: Failure) -> None:
    assert Failure.of(error, Path("a log")) == failure
    assert Failure.from_dict(json.loads(json.dumps(failure.to_dict()))) == failure


def test_a_run_that_may_not_go_on_now_may_with_the_code_of_then() -> None:
    failure = Failure.of(ResumeRefused(["the code of model mlp"], hint="zoo run --force"))
    assert (failure.resumable, failure.cause) == (True, "Since then changed: the code of model mlp.")


@pytest.mark.parametrize("flag", [{"resumable": True}, {"locked": True}, {"changed": ["the code"]}, {}])
def test_failures_that_earlier_versions_recorded_are_read(flag: dict[str, object]) -> None:
    stored = {"message": "m", "cause": None, "hint": "h", "exit_status": 5, **flag}
    assert Failure.from_dict(stored) == Failure("m", None, "h", 5, resumable=bool(flag))
    assert Failure.from_dict({}).message == "It ended without a word."


GRAPH = """Graph execution error:

Detected at node GatherV2 defined at (most recent call last):
  File "model.py", line 28, in <module>

indices[0] = 100 is not in [0, 1)
\t [[{{node GatherV2}}]] [Op:__inference_g_964]"""

LAYER = """Exception encountered when calling RandomHue.call().

\x1b[1m{{function_node __wrapped__RGBToHSV_device_}} input must have 3 channels. [Op:RGBToHSV] name: \x1b[0m

Arguments received by RandomHue.call():
  • training=True"""


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (GRAPH, "ValueError: indices[0] = 100 is not in [0, 1)"),
        (LAYER, "ValueError: input must have 3 channels."),
        ("2 root error(s) found.\n  (0) INVALID: real", "ValueError: (0) INVALID: real"),
        ("Graph execution error:", "ValueError: Graph execution error:"),
        ("", "ValueError"),
    ],
)
def test_a_reason_is_what_tensorflow_and_keras_wrap(said: str, text: str) -> None:
    assert reason(ValueError(said)) == text


def test_an_exception_that_cannot_say_why() -> None:
    class Mute(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    assert reason(Mute()) == "Mute: it cannot say why"


def test_an_error_of_many_lines_is_a_few() -> None:
    error = DataError("It is\n  damaged.\n" * 80, cause="line\n" * 9999, hint="zoo list")
    assert len(error.render().splitlines()) == 3
    assert len(error.render()) < 1500
    assert Failure.of(error).message.startswith("It is damaged. It is")


@pytest.mark.parametrize("number", [0xD800, 0xDC7F, 0xDD00, 0xDFFF])
def test_half_a_letter_is_quoted_too(number: int) -> None:
    assert re.fullmatch(r"\$'a(\\x[0-9a-f]{2}){3}'", shell_quote(f"a{chr(number)}"))
