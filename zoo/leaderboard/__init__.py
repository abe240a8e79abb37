"""Runs grouped by experiment without seed, ranked, and printed. Called, it is the function `zoo.leaderboard`."""

from __future__ import annotations

import sys
from inspect import Signature, signature
from types import ModuleType
from typing import Any


class _Function(ModuleType):  # importing a package sets its name on `zoo`, where the public function of that name was
    def __call__(self, *arguments: Any, **options: Any) -> Any:
        return self._function(*arguments, **options)

    @property
    def _function(self) -> Any:
        return sys.modules["zoo"].__getattr__("leaderboard")

    @property
    def __signature__(self) -> Signature:
        return signature(self._function)

    @property
    def __doc__(self) -> str | None:  # type: ignore[override]
        return str(self._function.__doc__)


sys.modules[__name__].__class__ = _Function
