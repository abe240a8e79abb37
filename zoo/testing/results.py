"""What comes of a check: passed, failed with what was expected, what was found and how to mend it, or skipped."""

from __future__ import annotations

import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from zoo.errors import ZooError, reason
from zoo.plugin.components import Component

Status = Literal["passed", "failed", "expected", "skipped"]


class Broken(AssertionError):
    """A component does not keep its contract.

    Args:
        expected: what the zoo relies on: `images of uint8`.
        found: what there is instead: `float64 from 0 to 1`.
        remedy: how to mend it: `multiply by 255 and round in load`.
    """

    def __init__(self, expected: str, found: str, remedy: str) -> None:
        super().__init__(f"Expected: {expected}\nFound: {found}\nTo mend it: {remedy}")
        self.expected, self.found, self.remedy = expected, found, remedy


@dataclass(frozen=True, kw_only=True)
class Result:
    """What came of a check.

    Args:
        kind, name, check: of which component, and which check.
        status: `expected` is a failure that is expected.
        expected, found, remedy: of a failure; `found` also of a check that passed and measured something.
        reason: why it was skipped, or why its failure is expected.
        error: what was raised.
    """

    kind: str
    name: str
    check: str
    status: Status
    expected: str = ""
    found: str = ""
    remedy: str = ""
    reason: str = ""
    seconds: float = 0.0
    error: BaseException | None = field(default=None, compare=False, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Returns it as JSON has it."""
        return {key: value for key, value in vars(self).items() if key != "error"}

    def __str__(self) -> str:
        what = f"{self.kind} {self.name}: {self.check}"
        if self.status != "failed":
            return f"{what}: {self.reason or self.status}"
        return f"{what}\nExpected: {self.expected}\nFound: {self.found}\nTo mend it: {self.remedy}"


def told(error: BaseException, component: Component) -> dict[str, str]:
    """Returns what an exception says that a check of `component` raised, as the fields of a result."""
    if isinstance(error, Broken):
        found = error.found + (_place(error.__cause__, component) if error.__cause__ else "")
        return {"expected": error.expected, "found": found, "remedy": error.remedy}
    if isinstance(error, ZooError):
        found = " ".join(filter(None, [error.message, error.cause]))
        return {"expected": "no error", "found": found, "remedy": error.hint or "see what it says"}
    return {
        "expected": "no error",
        "found": f"{reason(error)}{_place(error, component)}",
        "remedy": "mend what raises it",
    }


def _place(error: BaseException, component: Component) -> str:
    """Returns the last file and line of the component's own package among those that an error came through."""
    own = {str(getattr(function, "__module__", "")).partition(".")[0] for function in component.functions}
    lines = [
        f" ({Path(frame.f_code.co_filename).name}:{line})"
        for frame, line in traceback.walk_tb(error.__traceback__)
        if str(frame.f_globals.get("__name__")).partition(".")[0] in own
    ]
    return lines[-1] if lines else ""
