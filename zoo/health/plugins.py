"""The plugins as `zoo doctor` tells of them: what they provide, what is wrong with each."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from zoo.health import probation
from zoo.health.diagnosis import Diagnosis


def plugins(disabled: Collection[str] = ()) -> Iterator[Diagnosis]:
    """Yields the problems of each plugin, which of them are slow, and how many components each provides.

    Args:
        disabled: those to leave out.

    Raises:
        UsageError: they, or `ZOO_PLUGINS`, name one that is not installed.
    """
    reports = [health.report for health in probation.installed(disabled)]
    for report in reports:
        for problem in report.problems:
            yield Diagnosis("plugins", "problem", f"{report.provider.plugin} {problem.reason}", problem.remedy)
        if report.slow:
            slow = f"{report.provider.plugin} makes every command slow: it imports {report.slow} when it is loaded"
            yield Diagnosis("plugins", "warning", slow, f"zoo list --no-plugin {report.provider.distribution}")
    numbers = [f"{each.provider.plugin} ({len(each.components)})" for each in reports if not each.problems]
    yield Diagnosis("plugins", "ok", ", ".join(numbers) or "none")
