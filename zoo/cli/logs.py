"""`zoo logs RUN`: what a run printed, to the end of it or as it comes."""

from __future__ import annotations

import codecs
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zoo.errors import ZooError, clean

if TYPE_CHECKING:
    from zoo.store import Store

OFTEN, SELDOM = 0.2, 2.0
"""Seconds between two looks at the log, and at whether the run has ended."""


@click.command("logs")
@click.argument("name", metavar="RUN")
@click.option("-f", "--follow", is_flag=True, help="Go on with what is printed until the run ends.")
def command(name: str, follow: bool) -> None:
    """Print the log of a RUN, named as by `zoo runs` or by the beginning of that.

    \b
    Examples:
      zoo logs RUN
      zoo logs RUN -f
      zoo logs RUN | tail
    """
    from zoo.api.progress.view import shown
    from zoo.store import Store
    from zoo.store.run_folder import LOG
    from zoo.store.shared import folder

    store = Store.open(create=False)
    run = store.run(name)
    with shown():
        path = folder(run) / LOG
    tail = Tail(path)
    if follow:
        _follow(store, run.name, tail)
    tail.show(final=True)
    if not path.exists():
        where = "" if path.parent.is_dir() else "; nor is its folder"
        raise ZooError(
            f"Run {run.name!r} has no log: {path} is not there{where}.",
            cause=f"It is {run.status}, and was recorded by {run.host}.",
            hint=f"zoo show {run.name}",
        )


class Tail:
    """A text file that is printed as it grows."""

    def __init__(self, path: Path) -> None:
        self.path, self.position = path, 0
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")

    def show(self, *, final: bool = False) -> None:
        """Prints what was added since the last call; all of it where the file was begun again, nothing where there is
        none."""
        try:
            with self.path.open("rb") as stream:
                if stream.seek(0, 2) < self.position:
                    self.position = 0
                stream.seek(self.position)
                content = stream.read()
        except FileNotFoundError:
            return
        self.position += len(content)
        sys.stdout.write(clean(self._decoder.decode(content, final=final)))
        sys.stdout.flush()


def _follow(store: Store, name: str, tail: Tail) -> None:
    """Prints what is added to the log while the run is running."""
    from zoo.store import RUNNING

    while [run.status for run in store.runs(names=[name])] == [RUNNING]:
        until = time.monotonic() + SELDOM
        while time.monotonic() < until:
            tail.show()
            time.sleep(OFTEN)
