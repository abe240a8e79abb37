"""What the commands share: the global flags, the registry that they ask for, and silence for native code."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from zoo import progress
from zoo.cli.output import tell

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry


@dataclass
class Settings:
    """The global flags.

    Args:
        disabled: plugins that `--no-plugin` leaves out.
        strict: `--strict-plugins`: a problem of any plugin is an error.
        debug: `--debug`: show tracebacks.
    """

    disabled: list[str] = field(default_factory=list)
    strict: bool = False
    debug: bool = False


def settings() -> Settings:
    """Returns the global flags of the command that is running."""
    current = click.get_current_context(silent=True)
    return (current.find_root().obj if current else None) or Settings()


def registry(*, report: bool = True, strict: bool | None = None) -> Registry:
    """Loads the plugins as the global flags say.

    Args:
        report: whether to print a line on stderr for each problem, for a zoofile, and for a catalogue that was left
            alone.
        strict: in place of `--strict-plugins`.

    Raises:
        UsageError: a plugin named in a flag or in `ZOO_PLUGINS` does not exist.
        PluginError: `--strict-plugins`, and a plugin has a problem.
    """
    from zoo.api import installed
    from zoo.experiments import registry as registries

    flags = settings()
    loaded = registries.load(disabled=flags.disabled, strict=flags.strict if strict is None else strict)
    if report:
        for line in installed.remarks(loaded):
            tell(line)
    if not flags.disabled:
        from zoo.experiments import kept_names

        kept_names.keep(loaded)
    return loaded


def options() -> list[click.Option]:
    """Returns the global options, which stand before the command or after it."""

    def note(context: click.Context, option: click.Parameter, value: Any) -> None:
        flags = context.find_root().ensure_object(Settings)
        if option.name == "no_plugin":
            flags.disabled.extend(value)
        elif value:
            setattr(flags, str(option.name), True)

    return [
        click.Option(["--no-plugin"], multiple=True, metavar="NAME", expose_value=False, callback=note,
                     help="Leave a plugin out, by its package or its identity. Repeatable."),
        click.Option(["strict", "--strict-plugins"], is_flag=True, expose_value=False, callback=note,
                     help="Stop where any plugin has a problem."),
        click.Option(["--debug"], is_flag=True, expose_value=False, callback=note, help="Show tracebacks."),
    ]  # fmt: skip


@contextlib.contextmanager
def offering_force(typed: str, *, forced: bool) -> Iterator[None]:
    """Has the error of a stale run offer the command that takes today's code and data, unless that was typed."""
    from zoo.training.loading import StaleRun

    try:
        yield
    except StaleRun as error:
        error.hint = error.hint if forced else f"{typed} --force"
        raise


@contextlib.contextmanager
def native_silence() -> Iterator[None]:
    """As `zoo.progress.native_silence`; with `--debug` everything is seen."""
    if settings().debug:
        yield
        return
    with progress.native_silence():
        yield
