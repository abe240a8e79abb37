"""A terminal in which the commands of pages are typed: a shell, a home of its own, and a `zoo` that stays."""

from __future__ import annotations

import contextlib
import json
import os
import re
import select
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from docs.blocks import scenery, terminal
from docs.blocks.page import ROOT, Step

SECONDS = 600
"""How long a command may take."""

SHORTENED = re.compile(r"\bzoo (run|verify)\b[^#\n]*?(?=\s*($|#|\||&&|;|>))")
TRAINING = re.compile(r"\bzoo (run|verify|reproduce)\b")
RUNS = ".local/share/keras-zoo"
SHOWN_HOME = "/home/you"


class CommandFailed(Exception):
    """A command has another exit status than it is to have, or takes too long."""


class Session:
    """A terminal. What it changes stays until `begin`, which makes everything new.

    Args:
        folder: holds all that the commands see: home, working folder, data. They are emptied by `begin`.
        echo: whether each command is printed when it is typed.
    """

    def __init__(self, folder: Path, *, echo: bool = False) -> None:
        self.home, self.echo = folder / "you", echo
        address = folder / "zoo.socket"
        self.python, self.bin = scenery.Python(folder / "python"), folder / "bin"
        self._write("zoo", terminal.client(address))
        self._write("pip", f'#!/bin/sh\nexec {self.python.program} -m pip "$@"\n')
        self.log = (folder / "log").open("wb")
        arguments = [str(self.python.program), "-m", "docs.blocks.terminal", str(address)]
        self.server = subprocess.Popen(arguments, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        while not address.exists():
            if self.server.poll() is not None:
                raise CommandFailed((folder / "log").read_text())
            time.sleep(0.01)
        self.shell: subprocess.Popen[str] | None = None
        self.servers = contextlib.ExitStack()
        self.words: dict[str, str] = {}

    def begin(self, width: int = 100) -> None:
        """Begins a page: an empty home, an empty working folder, a new shell."""
        self._end_shell()
        self.servers.close()
        shutil.rmtree(self.home, ignore_errors=True)
        self.python.clear()
        (self.home / "work").mkdir(parents=True)
        self.words = {}
        self.shell = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],
            cwd=self.home / "work",
            env=self._variables(width),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def do(self, step: Step) -> str:
        """Does what a step says. Returns what a command prints: stdout, and stderr too where it is to fail.

        Raises:
            CommandFailed: it has another exit status than the page says.
            Absent: the page needs something that is not installed here.
        """
        if step.word == "needs":
            for name in step.text.split(", "):
                self._provide(name)
        elif step.word == "where":
            self.words |= dict(word.split("=", 1) for word in step.text.split())
        elif step.word == "file":
            path = self.home / "work" / step.text
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(step.shown or "")
        elif step.word == "before":
            self.run(self.typed(step))
        elif not step.run_by:
            return self.run(self.typed(step), step.status)
        return ""

    def typed(self, step: Step) -> str:
        """Returns a command as it is run: shortened, with a run in place of RUN, and words as the page says."""
        command = step.text.replace("\n> ", "\n")
        if step.shortened:
            command = SHORTENED.sub(lambda found: _shorter(found[0], step.shortened), command)
        for word, instead in self.words.items():
            command = re.sub(rf"\b{re.escape(word)}\b", instead, command)
        if re.search(r"\bRUN\b", command):
            runs = iter(json.loads(self.run("zoo runs --status done --json")))
            command = re.sub(r"\bRUN\b", lambda _: next(runs)["name"], command)
        return command

    def run(self, command: str, status: int = 0) -> str:
        """Types a command, and returns what it prints."""
        assert self.shell is not None and self.shell.stdin is not None  # noqa: PT018, S101
        if self.echo:
            print(f"$ {command}", flush=True)
        out, error = self.home / ".out", self.home / ".error"
        self.shell.stdin.write(f"{{ {command}\n}} >{out} 2>{error} </dev/null; echo $?\n")
        self.shell.stdin.flush()
        given = self._status(command)
        printed, told = (path.read_text(errors="replace").replace(str(self.home), SHOWN_HOME) for path in (out, error))
        if given != status:
            raise CommandFailed(f"$ {command}\nexit status {given} in place of {status}\n{printed}{told}")
        return printed + (told if status else "")

    def close(self) -> None:
        """Ends the shell and the process behind `zoo`."""
        self._end_shell()
        self.servers.close()
        self.server.kill()
        self.server.wait()
        self.log.close()

    def _status(self, command: str) -> int:
        assert self.shell is not None and self.shell.stdout is not None  # noqa: PT018, S101
        ready, _, _ = select.select([self.shell.stdout], [], [], SECONDS)
        line = self.shell.stdout.readline().strip() if ready else ""
        if not line:
            raise CommandFailed(f"$ {command}\n" + ("the shell ended" if ready else f"takes more than {SECONDS} s"))
        return int(line)

    def _write(self, name: str, source: str) -> None:
        self.bin.mkdir(exist_ok=True)
        (self.bin / name).write_text(source)
        (self.bin / name).chmod(0o755)

    def _provide(self, name: str) -> None:
        if name in scenery.COMMANDS:
            runs, kept = self.home / RUNS, self.home.parent / f"kept-{name}"
            if not kept.exists():
                self.run(scenery.COMMANDS[name])
                shutil.copytree(runs, kept)
            shutil.copytree(kept, runs, dirs_exist_ok=True)
        elif name in scenery.SERVERS:
            for variable, value in scenery.SERVERS[name](self.servers).items():
                self.run(f"export {variable}={shlex.quote(value)}")
        else:
            scenery.FILES[name](self.home)

    def _variables(self, width: int) -> dict[str, str]:
        search = [str(self.bin), str(self.python.program.parent), str(Path(sys.executable).parent), os.environ["PATH"]]
        return {
            **{name: os.environ[name] for name in ("LANG", "LC_ALL", "ZOO_TEST_DATA") if name in os.environ},
            "PATH": ":".join(search),
            "HOME": str(self.home),
            "ZOO_HOME": str(self.home / RUNS),
            "ZOO_DATA": str(self.home / "data"),
            "COLUMNS": str(width),
            "NO_COLOR": "1",
            "TERM": "dumb",
            "BROWSER": "true",  # opens nothing
            "PIP_NO_INDEX": "1",
            "PIP_PYTHON": str(self.python.program),  # whichever environment a page makes
            "PIP_NO_BUILD_ISOLATION": "0",  # 0 is how pip reads "no isolation"
        }

    def _end_shell(self) -> None:
        if self.shell is not None:
            self.shell.communicate()
            self.shell = None


def _shorter(command: str, options: str) -> str:
    """Returns a training with other options: in place of those that it has, be they parameters of the recipe."""
    for option, value in re.findall(r"(--\S+)((?: (?!--)\S+)?)", options):
        parameter = rf"\b{option[2:]}=[^\s:]+"
        if re.search(parameter, command):
            command = re.sub(parameter, f"{option[2:]}={value.strip()}", command)
        else:
            command = re.sub(rf" {option} \S+", "", command) + f" {option}{value}"
    return command


@contextlib.contextmanager
def opened(*, echo: bool = False) -> Iterator[Session]:
    """Opens a terminal in a temporary folder."""
    with tempfile.TemporaryDirectory() as folder:
        session = Session(Path(folder), echo=echo)
        try:
            yield session
        finally:
            session.close()
