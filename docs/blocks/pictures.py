"""`python -m docs.blocks.pictures [CHAPTER...]`: the tutorial's pictures are drawn again, by its commands."""

from __future__ import annotations

import os
import re
import shlex
import sys
from dataclasses import replace
from pathlib import Path

from PIL import Image

from docs.blocks.page import ROOT, steps
from docs.blocks.session import RUNS, Session, opened

CHAPTERS, PICTURES = ROOT / "docs" / "tutorial", ROOT / "docs" / "pictures" / "tutorial"
SHOWN = re.compile(r"\]\(\.\./pictures/tutorial/([\w.-]+\.png)\)")
CURVES = re.compile(r"curves-(\w+)\.png")
"""The name of a picture that is in the folder of a run."""


def played(text: str, terminal: Session) -> None:
    """Does what a chapter says, in full. Left out are long trainings, those that tests shorten, on downloaded data."""
    terminal.begin()
    downloaded = False
    for step in steps(text):
        if step.word == "needs":
            downloaded = True
            terminal.run(f"export ZOO_DATA={shlex.quote(os.environ['ZOO_DATA'])}")  # no random images, as in tests
        elif not (downloaded and step.shortened) and step.word != "where":
            terminal.do(replace(step, shortened=""))


def made(name: str, terminal: Session) -> Path:
    """Returns where the commands left a picture."""
    if run := CURVES.fullmatch(name):
        return terminal.home / RUNS / "runs" / f"{run[1]}.1" / "curves.png"
    return terminal.home / "work" / name


def main(chapters: list[str]) -> None:
    """Draws what the chapters show, with a palette of 256 colours, so that they stay small."""
    if "ZOO_DATA" not in os.environ:
        sys.exit("Try: ZOO_DATA=FOLDER python -m docs.blocks.pictures, where FOLDER is a cache that holds CIFAR-10")
    with opened() as terminal:
        for chapter in map(Path, chapters) if chapters else sorted(CHAPTERS.glob("*.md")):
            text = chapter.read_text(encoding="utf-8")
            if not (names := SHOWN.findall(text)):
                continue
            played(text, terminal)
            for name in names:
                with Image.open(made(name, terminal)) as picture:
                    picture.convert("RGB").quantize(256).save(PICTURES / name, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1:])
