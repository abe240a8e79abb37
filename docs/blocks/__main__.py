"""`python -m docs.blocks [--write] [PAGE...]`: runs the commands of pages, and says where they show other things."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from docs.blocks.page import GENERATED, ROOT, commands, pages
from docs.blocks.renew import renewed
from docs.blocks.scenery import Absent
from docs.blocks.session import CommandFailed, Session, opened


def main(arguments: list[str]) -> int:
    """Runs the pages' commands, and writes what they print with `--write`. Returns the exit status."""
    asked = [Path(each).resolve() for each in arguments if each != "--write"] or pages()
    with opened(echo=True) as terminal:
        fine = [_page(path, terminal, write="--write" in arguments) for path in asked]
    every = [step for path in asked for step in commands(path.read_text(encoding="utf-8"))]
    generated = sum(len(GENERATED.findall(path.read_text(encoding="utf-8"))) for path in asked)
    elsewhere = sum(bool(step.run_by) for step in every)
    print(f"{len(asked)} pages: {len(every) - elsewhere} commands and {generated} blocks run here,", end=" ")
    print(f"{elsewhere} commands by other tests. {fine.count(False)} pages are to be mended.")
    return 0 if all(fine) else 1


def _page(path: Path, terminal: Session, *, write: bool) -> bool:
    """Runs a page's commands. Returns whether it shows what they print, or does so now."""
    name, text = os.path.relpath(path, ROOT), path.read_text(encoding="utf-8")
    print(f"\n{name}", flush=True)
    try:
        new = renewed(text, terminal)
    except Absent as absent:
        print(f"left out. {absent}")
        return True
    except (CommandFailed, ValueError) as failure:
        print(failure)
        return False
    print(*new.differences, sep="\n")
    if write and new.text != text:
        path.write_text(new.text, encoding="utf-8")
    return write or not new.differences


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
