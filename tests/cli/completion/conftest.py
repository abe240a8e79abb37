"""What is offered for a beginning of a line, in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from zoo.cli import program
from zoo.experiments import kept_names as names

Offered = Callable[..., list[list[str]]]


@pytest.fixture(autouse=True)
def _anew() -> Iterator[None]:
    """A process asks once which names there are; each test is one."""
    names.known.cache_clear()
    yield
    names.known.cache_clear()


@pytest.fixture
def kept(zoo_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The names of what is installed, as an ordinary command keeps them."""
    zoo_home.mkdir()
    assert program.run(["list"]) == 0
    capsys.readouterr()


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Offered:
    """A function that returns the type, the value and the help of each candidate for what is typed."""

    def offered(line: str, shell: str = "zsh") -> list[list[str]]:
        with monkeypatch.context() as patched:
            patched.setenv("_ZOO_COMPLETE", f"{shell}_complete")
            patched.setenv("COMP_LINE", line)
            patched.setenv("COMP_WORDBREAKS", " \t\n\"'><=;|&(:")
            assert program.run([]) == 0
        return [line.split("\t") for line in capsys.readouterr().out.splitlines() if line]

    return offered
