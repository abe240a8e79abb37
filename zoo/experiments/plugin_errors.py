"""Exceptions of plugins, turned into errors that name the plugin and the component."""

from __future__ import annotations

import contextlib
import traceback
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from zoo.errors import Failure, PluginError, StoreError, UsageError, ZooError, reason

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry


@contextlib.contextmanager
def blamed(
    registry: Registry, kind: str, name: str, action: str, *, refused: Mapping[str, str] | None = None
) -> Iterator[None]:
    """Runs a component's code. Whoever catches the error may log it: what was raised is its `__cause__`.

    Args:
        action: what it was doing, as in `failed while it {action}`.
        refused: kind to expression of the parts that a ValueError refuses, as Keras does where shapes do not fit.

    Raises:
        PluginError: it raised something that is not a `ZooError`, or a `StoreError`; other errors of the zoo pass.
        UsageError: it raised a ValueError, and parts to refuse were given.
    """
    who = f"The {kind} {name!r} of {registry.provider(kind, name).plugin}"
    with failing(who, action, f"zoo check {name}", refused=refused):
        yield


@contextlib.contextmanager
def failing(who: str, action: str, hint: str, *, refused: Mapping[str, str] | None = None) -> Iterator[None]:
    """Runs code of `who`; as `blamed`, where that is more than a component of a registry, or less."""
    try:
        yield
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a stranger's code may raise what Python keeps for itself
        if isinstance(error, ZooError) and (type(error) is not StoreError or _raised_by_the_zoo(error)):
            raise
        if refused and isinstance(error, ValueError):
            raise combination(refused, "they do not fit.", reason(error)) from error
        cause = str(Failure.of(error)) if isinstance(error, ZooError) else reason(error)
        raise PluginError(f"{who} failed while it {action}.", cause=cause, hint=hint) from error


def _raised_by_the_zoo(error: BaseException) -> bool:
    """Whether the zoo's own code found a file amiss, and not a plugin, which may have any reason to say so."""
    *_, (frame, _) = traceback.walk_tb(error.__traceback__)
    return str(frame.f_globals.get("__name__")).startswith("zoo.")


def combination(parts: Mapping[str, str], why: str, cause: str | None = None) -> UsageError:
    """Returns the error for parts that do not go together: kind to expression, and why."""
    names = " cannot take ".join(f"{kind} {expression!r}" for kind, expression in parts.items())
    return UsageError(f"{names}: {why}", cause=cause, hint="zoo show " + next(iter(parts.values())).split(":")[0])
