"""Pages of the repository that stand outside of docs/, and are pages of the book too: links to them work in both."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.project import Project

ROOT = Path(__file__).resolve().parents[2]
PAGES = {
    "explanation/benchmarks": ROOT / "benchmarks" / "README.md",
    "explanation/contributing": ROOT / "CONTRIBUTING.md",
    "reference/changes": ROOT / "CHANGELOG.md",
    **{f"how-to/{path.parent.name}": path for path in (ROOT / "examples").glob("*/README.md")},
}


class WithPagesOutside(Project):
    """The pages below docs/, and `PAGES`."""

    def discover(self, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)) -> set[str]:
        super().discover(exclude_paths, include_paths)
        self.docnames.update(PAGES)
        return self.docnames

    def path2doc(self, filename: str | os.PathLike[str]) -> str | None:
        outside = {path: name for name, path in PAGES.items()}
        return outside.get(Path(filename)) or super().path2doc(filename)

    def doc2path(self, docname: str, absolute: bool) -> Any:
        found = super().doc2path(docname, absolute)
        return type(found)(PAGES[docname]) if docname in PAGES else found


def setup(app: Sphinx) -> dict[str, bool]:
    """Has Sphinx find the pages of the book here, before it looks for any."""

    def replace(app: Sphinx) -> None:
        app.project = app.env.project = WithPagesOutside(app.srcdir, app.config.source_suffix)

    app.connect("builder-inited", replace)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
