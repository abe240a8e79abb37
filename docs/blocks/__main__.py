"""`python -m docs.blocks [--write] [PAGE...]`: runs the commands of pages, and says where they show other things."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from docs.blocks.page import ROOT, commands, pages
from docs.blocks.renew import renewed
from docs.blocks.session import CommandFailed, opened


def main(arguments: list[str]) -> int:
    """Runs the pages' commands, and writes what they print with `--write`. Returns the exit status."""
    asked = [Path(each).resolve() for each in arguments if each != "--write"] or pages()
    wrong = False
    with opened(echo=True) as terminal:
        for path in asked:
            text, began = path.read_text(encoding="utf-8"), time.monotonic()
            elsewhere = sum(bool(step.run_by) for step in commands(text))
            try:
                new = renewed(text, terminal)
            except (CommandFailed, ValueError) as failure:
                print(f"{os.path.relpath(path, ROOT)}: {failure}")
                wrong = True
                continue
            ran = f"{len(commands(text)) - elsewhere} commands run, {elsewhere} by other tests"
            print(f"{os.path.relpath(path, ROOT)}: {ran}, {time.monotonic() - began:.0f} s", *new.differences, sep="\n")
            if "--write" in arguments:
                path.write_text(new.text, encoding="utf-8")
            else:
                wrong = wrong or bool(new.differences)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
