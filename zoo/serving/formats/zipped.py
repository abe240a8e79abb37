"""Names of classes beside a model, in files that are ZIP archives or may end in one."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

from zoo.serving.formats.format import CLASSES


def add(path: Path, classes: Sequence[str]) -> None:
    """Adds the names to a file."""
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(CLASSES, json.dumps(list(classes), ensure_ascii=False))


def read(path: Path) -> list[str]:
    """Returns the names in a file."""
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read(CLASSES))
