"""Packages as pip takes them, made of a few lines of source; and a Python of its own to install them into."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import venv
import zipfile
from collections.abc import Mapping
from pathlib import Path


def wheel(folder: Path, name: str, entry_points: Mapping[str, str], version: str = "1.0", **modules: str) -> Path:
    """Writes a wheel into a folder: entry points of the group `zoo`, and the source of each module."""
    stem = f"{name.replace('-', '_')}-{version}"
    info = f"{stem}.dist-info"
    files = {f"{module}.py": textwrap.dedent(source) for module, source in modules.items()}
    files[f"{info}/METADATA"] = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    files[f"{info}/WHEEL"] = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    if entry_points:
        lines = [f"{entry} = {target}" for entry, target in entry_points.items()]
        files[f"{info}/entry_points.txt"] = "\n".join(["[zoo]", *lines, ""])
    files[f"{info}/RECORD"] = "".join(f"{file},,\n" for file in [*files, f"{info}/RECORD"])
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(folder / f"{stem}-py3-none-any.whl", "w") as archive:
        for file, text in files.items():
            archive.writestr(file, text)
    return folder / f"{stem}-py3-none-any.whl"


class Python:
    """A virtual environment that has all that this process can import, and what is installed into it."""

    def __init__(self, folder: Path) -> None:
        venv.create(folder, with_pip=False, symlinks=True)
        self.program = folder / "bin" / "python"
        (site,) = folder.glob("lib/python*/site-packages")
        (site / "all.pth").write_text("\n".join(path for path in sys.path if Path(path).is_absolute()))

    def zoo(self, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        """Runs the zoo in it, with what is typed after it was started. Progress, which a busy machine has more of, is
        left out of what it says."""
        words = [str(self.program), "-m", "zoo", *arguments]
        done = subprocess.run(words, input=given, capture_output=True, text=True, check=False, timeout=240)
        told = [line for line in done.stderr.splitlines(keepends=True) if not line.startswith("importing plugins: ")]
        return subprocess.CompletedProcess(words, done.returncode, done.stdout, "".join(told))
