"""Names are shown as people write them: `zoo.run`; of what nobody imports, as hooks and results, the name alone."""

from __future__ import annotations

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx


def shorten(app: Sphinx, domain: str, objtype: str, content: nodes.Element) -> None:
    """Takes from a description's head the module that it lives in, where that is not public."""
    for prefix in list(content.parent.findall(addnodes.desc_addname)):
        if prefix.astext() not in ("zoo.", "zoo.testing."):
            prefix.parent.remove(prefix)


def setup(app: Sphinx) -> dict[str, bool]:
    """Tells Sphinx."""
    app.connect("object-description-transform", shorten)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
