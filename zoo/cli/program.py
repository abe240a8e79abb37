"""The program `zoo`: its commands, each imported when it is called, its global options, errors and exit statuses."""

from __future__ import annotations

import gc
import importlib
import os
import sys
import traceback
from collections import Counter
from collections.abc import Sequence
from typing import Any

import click

from zoo.cli import context
from zoo.cli.completion import COMPLETED
from zoo.cli.output import say, silence, tell
from zoo.errors import PluginError, StoreError, UsageError, ZooError, did_you_mean, shell_quote

# Each command's file defines `command`, a click command. What it returns, if an int, is the exit status.
COMMANDS = {
    "run": ("zoo.cli.run.command", "Train combinations of dataset, model, augmenter and recipe."),
    "verify": ("zoo.cli.verify", "Train a suite, and compare it with what is published."),
    "reproduce": ("zoo.cli.reproduce", "Train a run again from its record, and compare the two."),
    "leaderboard": ("zoo.cli.leaderboard.command", "Rank what was trained, best first."),
    "compare": ("zoo.cli.compare.command", "Compare two rows or two runs, image by image."),
    "probe": ("zoo.cli.probe", "Ask a trained run a question: where does it fail, does it hold."),
    "evaluate": ("zoo.cli.evaluate", "Ask a trained run about another dataset of the same classes."),
    "predict": ("zoo.cli.predict", "Say what a trained run takes images for."),
    "export": ("zoo.cli.export", "Write a trained run as Keras, SavedModel, ONNX or LiteRT."),
    "card": ("zoo.cli.card", "Describe a trained run in Markdown: a model card."),
    "report": ("zoo.cli.report", "Write all that was trained as a web site."),
    "runs": ("zoo.cli.runs", "List the runs that are recorded."),
    "logs": ("zoo.cli.logs", "Print the log of a run, or follow it."),
    "rm": ("zoo.cli.rm", "Remove runs: records and files."),
    "gc": ("zoo.cli.gc", "Remove leftovers of what was killed, and say what they took."),
    "store": ("zoo.cli.store", "Check the store, or copy it."),
    "merge": ("zoo.cli.merge", "Bring the runs of another store into this one, each once."),
    "list": ("zoo.cli.list", "List datasets, models, augmenters, recipes and suites."),
    "show": ("zoo.cli.show.command", "Show a component and its parameters, a suite or a run."),
    "preview": ("zoo.cli.preview", "Draw what training will see, or a dataset by class."),
    "plugins": ("zoo.cli.plugins", "List the plugins, what they provide and what is wrong."),
    "doctor": ("zoo.cli.doctor", "Examine machine, installation, store and plugins."),
    "check": ("zoo.cli.check.command", "Check whether components keep their contract."),
    "new": ("zoo.cli.new", "Write a plugin package of your own, ready to run."),
    "completion": ("zoo.cli.completion.command", "Have the shell complete what is typed."),
    "install": ("zoo.cli.install", "Install packages with plugins, by pip."),
    "uninstall": ("zoo.cli.uninstall", "Uninstall packages with plugins, by pip."),
    "data": ("zoo.cli.data", "List, fetch, import or locate published data."),
}

EXAMPLES = """\b
Examples:
  zoo run                                      the demo, in two minutes
  zoo list models                              what can be combined
  zoo show NAME                                its parameters
  zoo run -d DATASET -m MODEL,MODEL --seeds 3  train both, three times each
  zoo leaderboard                              who won
"""


class Commands(click.Group):
    """A group that imports a command's file when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            cause = did_you_mean(cmd_name, COMMANDS) or f"The commands are {', '.join(COMMANDS)}."
            raise UsageError(f"There is no command {cmd_name!r}.", cause=cause, hint="zoo --help")
        command: click.Command = importlib.import_module(COMMANDS[cmd_name][0]).command
        _accept_global_options(command)
        if COMPLETED in os.environ:
            from zoo.cli.completion import candidates

            candidates.complete(command, cmd_name)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """Returns the commands, of which none is imported, and the options."""
        from click.shell_completion import CompletionItem

        commands = {name: line for name, (_, line) in COMMANDS.items() if name.startswith(incomplete)}
        return [
            *(CompletionItem(name, help=line) for name, line in commands.items()),
            *click.Command.shell_complete(self, ctx, incomplete),
        ]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, command, rest = super().resolve_command(ctx, args)
        if command and not ctx.resilient_parsing:
            _refuse_repeated(click.Context(command, parent=ctx, info_name=name, **command.context_settings), rest)
        return name, command, rest

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(
    cls=Commands,
    params=list(context.options()),
    invoke_without_command=True,
    epilog=EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="keras-zoo", message="%(version)s")
@click.pass_context
def zoo(ctx: click.Context) -> None:
    """Combine any dataset, model and augmenter; train them well; see them ranked."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main() -> None:
    """Runs the command line, and exits with its status."""
    gc.set_threshold(100_000)  # many objects and hardly any garbage: a look every 700 takes a tenth of the time
    _open_streams()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a letter still shows the rest
    sys.exit(run(sys.argv[1:]))


def _open_streams() -> None:
    """Opens those of stdin, stdout and stderr that whoever called has closed: the next file that is opened, and each
    worker, would take their place."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # the lowest number that is free: this one
            setattr(sys, name, open(number, "r" if number == 0 else "w", closefd=False))  # noqa: SIM115


def run(arguments: Sequence[str]) -> int:
    """Runs one command and returns its exit status; every error is a few lines on stderr."""
    settings = context.Settings()
    try:
        if COMPLETED in os.environ:
            from zoo.cli.completion import shells

            say(shells.answer(zoo))
            return 0
        with zoo.make_context("zoo", list(arguments), obj=settings) as ctx:
            status = zoo.invoke(ctx)
        sys.stdout.flush()
        return status if isinstance(status, int) else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except ZooError as error:
        return _fail(error, settings)
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "zoo"
        return _fail(UsageError(error.format_message(), hint=f"{command} --help"), settings)
    except (click.Abort, KeyboardInterrupt) as stop:
        tell("".join(f"{note}\n" for note in getattr(stop, "__notes__", ())), end="")
        return 130
    except BrokenPipeError:  # whoever read the output has enough
        silence(sys.stdout)
        return 0
    except SystemExit as stop:  # of a plugin: no code of the zoo does that
        ended = PluginError(f"A plugin ended the program: SystemExit({stop.code!r}).", hint=_debugged(arguments))
        return _fail(ended, settings)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        refused = f"The system refused: {where}{error.strerror or error}."
        return _fail(StoreError(refused, hint=_debugged(arguments)), settings, error)
    except Exception as error:  # noqa: BLE001 - the last resort: no traceback unless asked for
        described = f"{type(error).__name__}: {error}".splitlines()[0]
        bug = ZooError(f"Something broke that should not: {described}", cause="It is a bug.", hint=_debugged(arguments))
        return _fail(bug, settings, error)


def _refuse_repeated(ctx: click.Context, arguments: Sequence[str]) -> None:
    """Raises `UsageError` where an option that has one value is given two: click would take the last in silence."""
    _, rest, order = ctx.command.make_parser(ctx).parse_args(list(arguments))
    one_value = [each for each in order if isinstance(each, click.Option) and not (each.multiple or each.is_flag)]
    for option, times in Counter(one_value).items():
        if times > 1:
            name = max(option.opts, key=len)
            cause = "It has one value; alternatives, where it takes them, stand between commas."
            raise UsageError(f"{name} is given {times} times.", cause=cause, hint=f"{ctx.command_path} --help")
    if isinstance(ctx.command, click.Group) and rest and (command := ctx.command.get_command(ctx, rest[0])):
        _refuse_repeated(click.Context(command, parent=ctx, info_name=rest[0]), rest[1:])


def _debugged(arguments: Sequence[str]) -> str:
    return shell_quote("zoo", "--debug", *arguments)


def _fail(error: ZooError, settings: context.Settings, origin: Exception | None = None) -> int:
    if settings.debug:
        tell("".join(traceback.format_exception(origin or error)), end="")
    tell(error.render())
    return error.exit_status


def _accept_global_options(command: click.Command) -> None:
    """Lets the global options stand after the command too; only `zoo --help` lists them."""
    present = {parameter.name for parameter in command.params}
    for option in context.options():
        option.hidden = True
        command.params += [option] if option.name not in present else []
    if isinstance(command, click.Group):
        for subcommand in command.commands.values():
            _accept_global_options(subcommand)
