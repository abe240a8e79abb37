"""`zoo completion SHELL`: what has a shell complete what is typed after `zoo`."""

from __future__ import annotations

import click

from zoo.cli.completion.shells import SHELLS, script
from zoo.cli.output import say


@click.command("completion")
@click.argument("shell", type=click.Choice(list(SHELLS)))
def command(shell: str) -> None:
    """Print the lines with which a SHELL completes what is typed after `zoo`.

    Commands, options, names, parameters after NAME:, presets, suites and runs. Put it where the shell looks:

    \b
    Examples:
      mkdir -p ~/.local/share/bash-completion/completions
      zoo completion bash > ~/.local/share/bash-completion/completions/zoo
      zoo completion zsh > /usr/local/share/zsh/site-functions/_zoo
      mkdir -p ~/.config/fish/completions
      zoo completion fish > ~/.config/fish/completions/zoo.fish
      eval "$(zoo completion bash)"    this shell alone; in zsh after compinit
    """
    say(script(click.get_current_context().find_root().command, shell).rstrip())
