"""Exceptions of plugins, turned into errors that name the plugin and the component."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from zoo.errors import PluginError, StoreError, UsageError, ZooError, reason

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
        PluginError: it raised something that is not a `ZooError`; these pass.
        UsageError: it raised a ValueError, and parts to refuse were given.
    """
    try:
        yield
    except ZooError:
        raise
    except (Exception, SystemExit) as error:
        if refused and isinstance(error, ValueError):
            raise combination(refused, "they do not fit.", reason(error)) from error
        plugin = registry.provider(kind, name).plugin
        raise PluginError(
            f"The {kind} {name!r} of {plugin} failed while it {action}.", cause=reason(error), hint="zoo plugins"
        ) from error


def combination(parts: Mapping[str, str], why: str, cause: str | None = None) -> UsageError:
    """Returns the error for parts that do not go together: kind to expression, and why."""
    names = " cannot take ".join(f"{kind} {expression!r}" for kind, expression in parts.items())
    return UsageError(f"{names}: {why}", cause=cause, hint="zoo show " + next(iter(parts.values())).split(":")[0])
