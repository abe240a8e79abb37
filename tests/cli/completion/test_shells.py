"""The shells themselves, driven as a person does; and how each is answered."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pexpect
import pytest

from zoo.cli import program

pytestmark = pytest.mark.usefixtures("kept")

STARTED = {
    "bash": (["--norc", "--noprofile", "-i"], "source <(zoo completion bash)"),
    "zsh": (["-f", "-i"], "autoload -U compinit; compinit -u -D; source <(zoo completion zsh)"),
    "fish": (["--no-config"], "function fish_prompt; echo '> '; end; zoo completion fish | source"),
}
"""By shell, its options, and what is typed first."""


@pytest.mark.parametrize("name", STARTED)
def test_a_shell_completes(name: str, tmp_path: Path) -> None:
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")
    (tmp_path / "zoo").write_text(f'#!/bin/sh\nexec {sys.executable} -m zoo "$@"\n')
    (tmp_path / "zoo").chmod(0o755)
    own = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "TERM": "dumb", "PS1": "> ", "HOME": str(tmp_path)}
    options, first = STARTED[name]
    with pexpect.spawn(name, options, env={**os.environ, **own}, encoding="utf-8", dimensions=(40, 120)) as shell:
        shell.sendline(f"{first}; echo rea''dy")
        shell.expect("ready\r", timeout=60)
        for typed, completed in [("zoo run -m mnist-cnn,cnn6:nor\t", "m="), ("b\t", "atch "), ("--dat\t", "aset ")]:
            shell.send(typed)
            shell.expect_exact(completed, timeout=60)


@pytest.mark.parametrize(
    ("line", "shell", "value"),
    [
        ("zoo run -m cnn6:nor", "bash", "norm="),
        ("zoo run -m cnn6:norm=b", "bash", "batch"),
        ("zoo run --model=mlp,cnn6:norm=b", "bash", "batch"),
        ("zoo run --model=mlp,cnn", "bash", "mlp,cnn6"),
        ('zoo run -m "cnn6:norm=b', "bash", "cnn6:norm=batch"),
        ("zoo run -m 'mlp,cnn6:norm=b", "bash", "mlp,cnn6:norm=batch"),
        ("zoo run --model=mlp,cnn6:norm=b", "fish", "--model=mlp,cnn6:norm=batch"),
    ],
)
def test_what_takes_the_place_of_the_word(line: str, shell: str, value: str, offered: Callable[..., Any]) -> None:
    assert [found[1] for found in offered(line, shell)] == [value]


@pytest.mark.parametrize("shell", STARTED)
def test_a_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert program.run(["completion", shell]) == 0
    printed = capsys.readouterr().out
    assert f"_ZOO_COMPLETE={shell}_complete" in printed
    assert "%(" not in printed


@pytest.mark.parametrize(("instruction", "line"), [("bash_complete", "zoo nothing a"), ("csh_complete", "zoo l")])
def test_what_cannot_be_completed_is_an_error_that_scripts_do_not_show(
    instruction: str, line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("_ZOO_COMPLETE", instruction)
    monkeypatch.setenv("COMP_LINE", line)
    assert program.run([]) != 0
    assert capsys.readouterr().out == ""
