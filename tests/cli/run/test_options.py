"""The types of the options of `zoo run`."""

from __future__ import annotations

import click
import pytest

from zoo.cli.run import command as run
from zoo.cli.run.options import DURATION


@pytest.mark.parametrize("option", ["--seeds", "--epochs", "--batch-size", "--limit", "--threads", "--jobs"])
@pytest.mark.parametrize("count", ["0", "-1", "1.5", "99999999999999999999"])
def test_counts_are_above_zero_and_fit_the_store(option, count):
    with pytest.raises(click.BadParameter) as caught:
        run.command.make_context("run", [option, count])
    assert option in caught.value.format_message()


@pytest.mark.parametrize(
    ("text", "seconds"), [("90", 90), ("90s", 90), ("10m", 600), ("1.5h", 5400), (" 2H ", 7200), ("0.5", 0.5)]
)
def test_a_time(text, seconds):
    assert DURATION.convert(text, None, None) == seconds


@pytest.mark.parametrize("text", ["0", "-1", "1d", "ten", "", "m", "1m30", "inf", "nan", "1e3", "99999h", "\u0663"])
def test_what_is_no_time(text):
    with pytest.raises(click.BadParameter, match="is not a time"):
        DURATION.convert(text, None, None)


def test_none_is_none_in_any_case():
    assert run.command.make_context("run", ["--validation", "NONE"]).params["validation"] == "NONE"
