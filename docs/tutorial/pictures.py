"""The tutorial's pictures are what its commands draw: `python docs/tutorial/pictures.py` draws them again."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

CHAPTERS = Path(__file__).resolve().parent
PICTURES = CHAPTERS.parent / "pictures" / "tutorial"
SHOWN = re.compile(r"\]\(\.\./pictures/tutorial/([\w.-]+\.png)\)")
COMMAND = re.compile(r"^(?:\$ )?(zoo .*-o (\S+\.png).*|zoo run .*)$", re.MULTILINE)
SHORTENED = re.compile(r"<!-- shortened: [^\n]*-->\n```.*?^```", re.MULTILINE | re.DOTALL)


def drawn(text: str, folder: Path) -> None:
    """Runs a chapter's trainings, and what draws pictures of them, in a folder and a store of their own."""
    zoo = Path(sys.executable).with_name("zoo")
    alone = {**os.environ, "ZOO_HOME": str(folder / "home"), "ZOO_PLUGINS": "keras-zoo"}
    for found in COMMAND.finditer(SHORTENED.sub("", text)):
        subprocess.run([zoo, *shlex.split(found[1], comments=True)[1:]], cwd=folder, env=alone, check=True)


def main() -> None:
    """Draws the pictures that the chapters show, with a palette of 256 colours, so that they stay small."""
    for chapter in sorted(CHAPTERS.glob("*.md")):
        text = chapter.read_text(encoding="utf-8")
        if not (names := SHOWN.findall(text)):
            continue
        with tempfile.TemporaryDirectory() as folder:
            drawn(text, Path(folder))
            for name in names:
                with Image.open(Path(folder) / name) as picture:
                    picture.convert("RGB").quantize(256).save(PICTURES / name, optimize=True)


if __name__ == "__main__":
    main()
