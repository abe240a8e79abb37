"""How Sphinx makes a book of these pages: `make docs` writes it to docs/_build/html."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from zoo import __version__ as release

os.environ["ZOO_PLUGINS"] = "keras-zoo"  # whatever else is installed where the book is built
sys.path.insert(0, str(Path(__file__).parent / "extensions"))

project = "Keras Zoo"
extensions = [
    *("myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_copybutton"),
    *("outside", "commands", "components", "catalogue", "public_names"),  # docs/extensions
]
exclude_patterns = ["_build"]
suppress_warnings = [
    "myst.header"
]  # the tables that `zoo leaderboard --format markdown` prints have headings of level 3

default_role = "code"  # one backtick in docstrings and help texts
strip_signature_backslash = True  # `from_` keeps its underscore
smartquotes = False  # two hyphens stay two
myst_heading_anchors = 4

html_theme = "furo"
html_title = f"{project} {release}"
html_copy_source = False
html_show_copyright = False
html_static_path = ["extensions/style"]
html_css_files = ["book.css"]
copybutton_prompt_text = "$ "
autodoc_mock_imports = ["keras", "tensorflow"]
maximum_signature_line_length = 100
