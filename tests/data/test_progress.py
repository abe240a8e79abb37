"""Progress that nobody listens to."""

from __future__ import annotations

from zoo.data.progress import Report, silent


def test_silent_is_a_report_that_says_nothing(capfd) -> None:  # type: ignore[no-untyped-def]
    report: Report = silent
    report("numbers.bin", 1, 2)
    assert capfd.readouterr() == ("", "")
