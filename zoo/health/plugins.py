"""The plugins as `zoo doctor` tells of them: what they provide, what is wrong with each."""

from __future__ import annotations

from collections.abc import Iterator

from zoo.health import probation
from zoo.health.diagnosis import Diagnosis


def plugins() -> Iterator[Diagnosis]:
    """Yields the problems of each plugin, which of them are slow, and how many components each provides.

    Raises:
        UsageError: `ZOO_PLUGINS` names one that is not installed.
    """
    reports = [health.report for health in probation.installed()]
    for report in reports:
        for problem in report.problems:
            yield Diagnosis("plugins", "problem", f"{report.provider.plugin} {problem.reason}", problem.remedy)
        if report.slow:
            slow = f"{report.provider.plugin} makes every command slow: it imports {report.slow} when it is loaded"
            yield Diagnosis("plugins", "warning", slow, f"zoo list --no-plugin {report.provider.distribution}")
    numbers = [f"{each.provider.plugin} ({len(each.components)})" for each in reports if not each.problems]
    yield Diagnosis("plugins", "ok", ", ".join(numbers) or "none")
