"""Every command in a page is run, and what the page shows of it is what it prints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs.blocks import page
from docs.blocks.page import GENERATED, ROOT, Step
from docs.blocks.renew import renewed
from docs.blocks.session import Session, opened

LATER = re.compile(
    r"README|CONTRIBUTING|reference/checks|how-to/(compare|doctor|images|leaderboard|plugins|probes|tracking|using)"
)
PAGES = [path for path in page.pages() if not LATER.search(str(path.relative_to(ROOT)))]
COMMAND = re.compile(r"^ *(?:\$ )?(?:zoo|\.venv/bin/zoo) \w", re.MULTILINE)


@pytest.fixture(scope="module")
def terminal() -> Iterator[Session]:
    """One terminal for all pages: it imports TensorFlow once."""
    with opened() as session:
        yield session


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_a_page_shows_what_its_commands_print(path: Path, terminal: Session) -> None:
    assert renewed(path.read_text(encoding="utf-8"), terminal).differences == []


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_no_command_stands_where_none_is_run(path: Path) -> None:
    text = GENERATED.sub("", path.read_text(encoding="utf-8"))
    for block in reversed([match for match in page.TOKEN.finditer(text) if match["language"] in page.SHELLS]):
        text = text[: block.start()] + text[block.end() :]
    assert COMMAND.findall(text) == []


@pytest.mark.parametrize(
    "step",
    [pytest.param(step, id=f"{named(path)}:{step.line}") for path in PAGES for step in page.commands(path.read_text())
     if step.run_by],
)  # fmt: skip
def test_what_another_test_runs_is_there(step: Step) -> None:
    path, _, name = step.run_by.partition("::")
    assert (f"def {name}(" if name else step.text) in (ROOT / path).read_text(encoding="utf-8")
