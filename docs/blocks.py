"""The blocks of output in the documentation are what their commands print: `python docs/blocks.py --write`."""

from __future__ import annotations

import difflib
import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"(?P<begin><!-- begin: (?P<command>[^\n]+?) -->\n)(?P<body>.*?)(?P<end><!-- end -->)", re.DOTALL)


def output(command: str) -> str:
    """Returns what a `zoo` command prints at 100 columns, with the first-party plugins alone and an empty store.

    Raises:
        RuntimeError: it exits with another status than 0.
    """
    words = shlex.split(command)
    with tempfile.TemporaryDirectory() as empty:
        plain = {"ZOO_HOME": empty, "ZOO_PLUGINS": "keras-zoo", "NO_COLOR": "1", "COLUMNS": "100", "TERM": "dumb"}
        script = Path(sys.executable).with_name(words[0])
        done = subprocess.run(
            [script, *words[1:]], cwd=ROOT, env={**os.environ, **plain}, capture_output=True, text=True, check=False
        )
    if done.returncode:
        raise RuntimeError(f"{command}: exit status {done.returncode}\n{done.stderr}")
    return done.stdout


def block(command: str) -> str:
    """Returns a block's body: Markdown as it is, anything else between fences."""
    text = "\n".join(line.rstrip() for line in output(command).strip("\n").splitlines())
    return f"\n{text}\n\n" if "--format markdown" in command else f"```\n{text}\n```\n"


def renewed(page: str) -> str:
    """Returns the text of a page with every block as its command prints it now."""
    return BLOCK.sub(lambda found: found["begin"] + block(found["command"]) + found["end"], page)


def main(arguments: list[str]) -> int:
    """Writes the blocks, or shows where they differ. Returns the exit status."""
    differences: list[str] = []
    for path in PAGES:
        old = path.read_text()
        new = renewed(old)
        if "--write" in arguments and new != old:
            path.write_text(new)
        differences += difflib.unified_diff(old.splitlines(), new.splitlines(), str(path), "the program", lineterm="")
    print("\n".join(differences) or "Every block is what the program prints.")
    return 1 if differences and "--write" not in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
