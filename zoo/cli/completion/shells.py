"""The shells: what each does where one presses Tab, and how it is answered."""

from __future__ import annotations

import os
import shlex
from typing import ClassVar

import click
from click.shell_completion import CompletionItem, ShellComplete, split_arg_string

from zoo.cli.completion import COMPLETED

BASH = r"""
%(complete_func)s() {
    local type value help
    COMPREPLY=()
    while IFS=$'\t' read -r type value help; do
        case $type in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            part) compopt -o nospace; COMPREPLY+=("$value") ;;
            *) COMPREPLY+=("$value") ;;
        esac
    done < <(COMP_LINE="${COMP_LINE:0:COMP_POINT}" COMP_WORDBREAKS="$COMP_WORDBREAKS" \
        %(complete_var)s=bash_complete "$1" 2>/dev/null)
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""

ZSH = r"""#compdef %(prog_name)s
%(complete_func)s() {
    local type value help
    local -a whole parts
    while IFS=$'\t' read -r type value help; do
        case $type in
            dir) compset -P '*='; _path_files -/ ;;
            file) compset -P '*='; _path_files -f ;;
            part) parts+=("${value//:/\\:}${help:+:$help}") ;;
            *) whole+=("${value//:/\\:}${help:+:$help}") ;;
        esac
    done < <(COMP_LINE="${(j: :)words[1,CURRENT-1]} $PREFIX" %(complete_var)s=zsh_complete "$words[1]" 2>/dev/null)
    (( $#whole )) && _describe -V %(prog_name)s whole
    (( $#parts )) && _describe -V %(prog_name)s parts -S ''
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    %(complete_func)s "$@"
else
    compdef %(complete_func)s %(prog_name)s
fi
"""

FISH = r"""
function %(complete_func)s
    set -l token (commandline -ct)
    for line in (COMP_LINE=(commandline -cp | string collect) %(complete_var)s=fish_complete %(prog_name)s 2>/dev/null)
        set -l told (string split \t -- $line)
        switch $told[1]
            case dir file
                set -l before (string match -r -- '^.*=' $token)
                for path in (__fish_complete_path (string replace -r -- '^.*=' '' $token))
                    echo $before$path
                end
            case '*'
                string join \t -- $told[2..-1]
        end
    end
end
complete --no-files --keep-order --command %(prog_name)s --arguments "(%(complete_func)s)"
"""


class Bash(ShellComplete):
    """bash, from 4.4 on: it replaces only what follows the last of `COMP_WORDBREAKS`, unless that is quoted."""

    name: ClassVar[str] = "bash"
    source_template: ClassVar[str] = BASH

    def get_completion_args(self) -> tuple[list[str], str]:
        """Returns the words that are complete, without the program, and the beginning of the next."""
        line = os.environ["COMP_LINE"]
        words = split_arg_string(line)
        incomplete = words.pop() if line and not line[-1].isspace() else ""
        return words[1:], incomplete

    def format_completion(self, item: CompletionItem[str]) -> str:
        """Returns a line: type, value and what it is."""
        typed = self.get_completion_args()[1]
        option = typed[: typed.find("=") + 1] if typed.startswith("-") else ""  # click leaves `--model=` out
        value = f"{option}{item.value}"[self.kept(typed) :]
        return "\t".join([item.type, value, " ".join((item.help or "").split())])

    def kept(self, typed: str) -> int:
        """Returns how many letters of the word at the cursor the shell leaves as they are."""
        if _quoted(os.environ["COMP_LINE"]):
            return 0
        breaks = os.environ.get("COMP_WORDBREAKS", "")
        return 1 + max(typed.rfind(letter) if letter in breaks else -1 for letter in ":=")


class Zsh(Bash):
    """zsh: its words are those of the command."""

    name = "zsh"
    source_template = ZSH

    def kept(self, typed: str) -> int:
        return 0


class Fish(Zsh):
    """fish: as zsh."""

    name = "fish"
    source_template = FISH


SHELLS: dict[str, type[Bash]] = {shell.name: shell for shell in (Bash, Zsh, Fish)}


def script(program: click.Command, shell: str) -> str:
    """Returns what a shell has to run once, so that it asks the program."""
    return SHELLS[shell](program, {}, "zoo", COMPLETED).source().lstrip()


def answer(program: click.Command) -> str:
    """Returns what the shell is told that asks, a line for each candidate."""
    return SHELLS[os.environ[COMPLETED].partition("_")[0]](program, {}, "zoo", COMPLETED).complete()


def _quoted(line: str) -> bool:
    """Whether a quotation mark is open at the end of a line."""
    try:
        shlex.split(line)
    except ValueError:
        return True
    return False
