"""Figures as people say them: percentages, durations, sizes, counts; a dash for what is not known."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zoo.store import Metric

UNITS = {"GB": 1e9, "MB": 1e6, "kB": 1e3, "bytes": 1}


def percent(fraction: float | None, half_width: float | None = None) -> str:
    """Returns a fraction of 1 in percent, as `91.20%` or, with half the width of its interval, `91.20 ± 0.31%`; an
    interval that leaves [0, 1] is cut there: `99.80 -0.52 +0.20%`."""
    fraction, half_width = known(fraction), known(half_width)
    if fraction is None:
        return "-"
    spread = ""
    if half_width is not None:
        below, above = (f"{100 * min(half_width, room):.2f}" for room in (fraction, 1 - fraction))
        spread = f" ± {below}" if below == above else f" -{below} +{above}"
    return f"{100 * fraction:.2f}{spread}%"


def points(fraction: float) -> str:
    """Returns a difference of two fractions of 1 in points of percent: `0.30 points`."""
    return f"{100 * fraction:.2f} points"


def duration(seconds: float | None) -> str:
    """Returns seconds as people say them: `4.2s`, `12m 03s`, `3h 20m`."""
    if seconds is None or known(seconds) is None:
        return "-"
    if seconds < 9.95:
        return f"{seconds:.1f}s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole}s"
    if whole < 3600:
        return f"{whole // 60}m {whole % 60:02d}s"
    minutes = round(seconds / 60)
    return f"{minutes // 60}h {minutes % 60:02d}m"


def age(time: str) -> str:
    """Returns how long ago a recorded time was, in the largest unit of which it is two or more."""
    seconds = max(0, round((datetime.now(UTC) - datetime.fromisoformat(time)).total_seconds()))
    units = {"d": 86400, "h": 3600, "m": 60}
    return next((f"{seconds // size}{unit}" for unit, size in units.items() if seconds >= 2 * size), f"{seconds}s")


def local(time: str) -> str:
    """Returns a recorded time as a clock here shows it."""
    return datetime.fromisoformat(time).astimezone().strftime("%Y-%m-%d %H:%M")


def measured(metric: Metric, value: float) -> str:
    """Returns the value of a metric as its format says."""
    named: dict[str, Callable[[float], str]] = {"percent": percent, "duration": duration}
    return named.get(metric.format, metric.format.format)(value)


def size(number: int | None) -> str:
    """Returns a number of bytes as people say it: `11.6 MB`, `3.4 GB`."""
    if not number:
        return "-" if number is None else "nothing"
    unit, least = next((unit, least) for unit, least in UNITS.items() if number >= least)
    return f"{number / least:,.{0 if least == 1 else 1}f} {unit}"


def count(number: int | None) -> str:
    """Returns a number with its thousands apart: `1,841,162`."""
    return "-" if number is None else f"{number:,}"


def known(value: Any) -> Any:
    """Returns a value, or None in place of a number that is none: NaN, or an infinite one."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
