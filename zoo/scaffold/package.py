"""A package of one's own: its names, and the files that it begins with."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from string import Template

from zoo.errors import with_article
from zoo.plugin.components import PARTS
from zoo.plugin.expressions import is_name
from zoo.plugin.interface import INTERFACE

MARK = "zoo-"
"""How the names of such packages usually begin; those of their components do not."""

BESIDE = {
    "pyproject.toml": "pyproject.toml",
    "README.md": "README.md",
    ".gitignore": "gitignore",
    ".github/workflows/tests.yml": "tests.yml",
    "tests/test_components.py": "test_components.py",
}
"""The files around the module, and the template of each."""


@dataclass(frozen=True, kw_only=True)
class Package:
    """A package to be written.

    Args:
        name: the distribution's, and its folder's: small letters and digits, in words joined by `-`.
        kinds: it brings one component of each; some of `PARTS`.
    """

    name: str
    kinds: Sequence[str] = tuple(PARTS)

    @property
    def module(self) -> str:
        """The name that it is imported by."""
        return self.name.replace("-", "_")

    @property
    def prefix(self) -> str:
        """The entry point's name, with which those of its components begin."""
        short = self.name.removeprefix(MARK)
        return short if is_name(short) else self.name

    @property
    def brings(self) -> str:
        """What it brings, in words: `a dataset, a model and a recipe`."""
        kinds = [with_article(kind) for kind in self.kinds]
        return " and ".join(filter(None, [", ".join(kinds[:-1]), kinds[-1]]))

    def component(self, kind: str) -> str:
        """Returns the name of its component of a kind."""
        return f"{self.prefix}-{kind}"

    def files(self, run: str) -> Iterator[tuple[str, str]]:
        """Yields the path of each file below the package's folder, and its text; `run`: the command that tries it."""
        names = {"name": self.name, "module": self.module, "prefix": self.prefix, "brings": self.brings, "run": run}
        names["interface"] = str(INTERFACE)
        components = "\n".join(f"- the {kind} `{self.component(kind)}`" for kind in self.kinds)
        imports = "\n".join(f"from {self.module}.{kind} import {kind.upper()}" for kind in sorted(self.kinds))
        hooks = "".join(_template("hook.py").substitute(kind=kind, KIND=kind.upper()) for kind in self.kinds)
        templates = {**BESIDE, f"src/{self.module}/__init__.py": "plugin.py"}
        templates |= {f"src/{self.module}/{kind}.py": f"{kind}.py" for kind in self.kinds}
        for path, template in templates.items():
            yield path, _template(template).substitute(names, components=components, imports=imports, hooks=hooks)

    def write(self, into: Path, run: str) -> Path:
        """Writes the files into a new folder below `into`, all of them or none, and returns that folder.

        Raises:
            OSError: they cannot be written there, or something of that name is there by now.
        """
        with tempfile.TemporaryDirectory(prefix=".zoo-new-", dir=into) as beside:
            for path, text in self.files(run):
                file = Path(beside, self.name, path)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")
            os.rename(Path(beside, self.name), into / self.name)
        return into / self.name


def _template(name: str) -> Template:
    return Template(resources.files("zoo.scaffold").joinpath("templates", f"{name}.in").read_text(encoding="utf-8"))
