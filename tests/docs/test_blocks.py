"""How a page is read, run and compared: what is no command, what fails, what differs from machine to machine."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

import pytest

from docs.blocks import masks, page
from docs.blocks.renew import renewed
from docs.blocks.session import CommandFailed, Session, opened


@pytest.fixture(scope="module")
def terminal() -> Iterator[Session]:
    with opened() as session:
        yield session


def written(text: str) -> str:
    """A page, without the indentation that it has here."""
    return textwrap.dedent(text).lstrip("\n")


PAGE = written("""
    <!-- where: NAME=world -->

    ```bash
    # a comment
    export GREETING=hello; cd ..
    ```

    ```console
    $ echo $GREETING \\
    > NAME
    hello you

    $ basename "$PWD"
    work
    ```

    <!-- exit status: 3 -->

    ```console
    $ echo gone >&2; (exit 3)
    gone
    ```
    """)


def test_a_page_is_one_session(terminal: Session) -> None:
    after = renewed(PAGE, terminal)
    assert after.text == PAGE.replace("hello you", "hello world").replace("work\n", "you\n")
    assert [line for line in after.differences if line.startswith(("+h", "-h"))] == ["-hello you", "+hello world"]
    assert renewed(after.text, terminal).differences == []


def test_a_page_finds_nothing_of_another(terminal: Session) -> None:
    renewed("```bash\ntouch here; export HERE=1\n```\n", terminal)
    assert renewed("```console\n$ ls; echo -$HERE-\n--\n```\n", terminal).differences == []


def test_a_command_with_another_exit_status_is_told_of_with_its_line(terminal: Session) -> None:
    with pytest.raises(CommandFailed, match=r"(?s)line 2: \$ zoo lst\n.*There is no command 'lst'"):
        renewed("\n```bash\nzoo lst\n```\n", terminal)


def test_a_file_of_the_page_is_there(terminal: Session) -> None:
    shown = "<!-- file: sub/a.txt -->\n\n```text\none\n```\n\n```console\n$ cat sub/a.txt\none\n```\n"
    assert renewed(shown, terminal).differences == []


def test_a_shortened_training_is_typed_short_and_shows_nothing(terminal: Session) -> None:
    block = written("""
        <!-- shortened: --epochs 1 --limit 9 -->

        ```bash
        zoo run --limit 100 --seeds 3 && zoo run -r fast:epochs=5:batch_size=8  # all
        zoo runs
        ```
        """)
    assert [terminal.typed(step) for step in page.commands(block)] == [
        "zoo run --seeds 3 --epochs 1 --limit 9 && zoo run -r fast:epochs=1:batch_size=8 --limit 9  # all",
        "zoo runs",
    ]
    with pytest.raises(ValueError, match="line 7: a page that shortens"):
        page.steps(f"{block}```console\n$ zoo runs\nnone\n```\n")


SAME = {
    "figures": ("95.19% after 1.2s, p < 0.001", "9.4% after 1m 20s, p = 0.43"),
    "widths": ("a  1\n-  --", "a      1,000\n-----  -----"),
    "order": ("mlp   90%\ncnn6  80%", "cnn6  92%\nmlp   91%"),
    "names of runs": ("1c0ffee00001.1 done", "2c0ffee0000f.12 done"),
    "what is left out": ("first\n...", "first\nsecond"),
    "a line that comes again in it": ("a 1\n...", "a 1\nb\na 2"),
    "curves": ("loss 1.2 █▅▁ 0.1", "loss 1.3 █▂▂▁▁ 0.2"),
}
OTHER = {
    "a word": ("none 90%", "shift 90%"),
    "a name with a number": ("cnn6 90%", "cnn7 90%"),
    "a parameter": ("fast:epochs=1 90%", "fast:epochs=2 90%"),
    "a line more": ("a", "a\nb"),
    "a line less": ("a\nb\n...", "a"),
}


@pytest.mark.parametrize("case", SAME)
def test_what_measures_differently_is_the_same(case: str) -> None:
    assert masks.differences(*SAME[case], measured=True) == []


@pytest.mark.parametrize("case", OTHER)
def test_what_reads_differently_is_not(case: str) -> None:
    assert masks.differences(*OTHER[case], measured=True)


def test_where_nothing_was_measured_figures_and_order_count() -> None:
    assert masks.differences("conv\nflatten", "flatten\nconv", measured=False)
    assert masks.differences("301,066 parameters", "301,067 parameters", measured=False)
    assert masks.differences("in 1.2 s", "in 12 s", measured=False) == []
