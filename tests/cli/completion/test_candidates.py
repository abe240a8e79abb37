"""What can stand at the cursor: commands, options, names, parameters, choices, runs, files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import strangers
from zoo import paths
from zoo.cli import program

pytestmark = pytest.mark.usefixtures("kept")

Offered = Callable[..., list[list[str]]]


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("zoo lea", ["leaderboard"]),
        ("zoo data f", ["fetch"]),
        ("zoo run --data", ["--dataset"]),
        ("zoo --no-plugin x run --lau", ["--launcher"]),
        ("zoo run -d digi", ["digits", "digits-offcenter"]),
        ("zoo run -m mnist-cnn,mlp:dr", ["mnist-cnn,mlp:dropout="]),
        ("zoo run -m cnn6:norm=", ["cnn6:norm=none", "cnn6:norm=batch"]),
        ("zoo run --model=cnn6:norm=b", ["--model=cnn6:norm=batch"]),
        ("zoo run -a shift:fraction=0.1+alternate-f", ["shift:fraction=0.1+alternate-flip"]),
        ("zoo run -a shift:subpixel=", ["shift:subpixel=true", "shift:subpixel=false"]),
        ("zoo run -a article-s", ["article-shift-flip"]),
        ("zoo run --suite off", ["off-center"]),
        ("zoo verify off", ["off-center"]),
        ("zoo leaderboard -r spee", ["speedrun"]),
        ("zoo runs --status f", ["failed"]),
        ("zoo list mo", ["models"]),
        ("zoo show off-c", ["off-center"]),
        ("zoo show cnn6:norm=b", ["cnn6:norm=batch"]),
        ("zoo data fetch cifar10 mnist-o", ["mnist-offcenter"]),
        ("zoo probe x cali", ["calibration"]),
        ("zoo completion f", ["fish"]),
        ("zoo run --from aaaa", []),
        ("zoo run -m no-such:a", []),
        ("zoo run -m cnn6:no-such=", []),
        ("zoo new a", []),
    ],
)
def test_values(line: str, values: list[str], offered: Offered) -> None:
    assert [value for _, value, *_ in offered(line)] == values


def test_a_parameter_goes_on_without_a_space_and_is_offered_once(offered: Offered) -> None:
    assert ["part", "mlp:dropout=", "float, >= 0, < 1"] in offered("zoo run -m mlp:")
    assert "mlp:dropout=0.1:dropout=" not in [value for _, value, *_ in offered("zoo run -m mlp:dropout=0.1:")]


@pytest.mark.parametrize(
    "line",
    [
        "zoo run -d image-folder:path=ph",
        "zoo data import mnist ph",
        "zoo probe x y -o ph",
        "zoo predict x ph",
        "zoo install ph",
        "zoo report -o ph",
    ],
)
def test_files_are_the_shells_affair(line: str, offered: Offered) -> None:
    assert [kind for kind, *_ in offered(line)] == ["file"]


def test_every_command_is_offered_with_its_line(offered: Offered) -> None:
    assert [["plain", name, line] for name, (_, line) in program.COMMANDS.items()] == offered("zoo ")


@pytest.mark.parametrize("line", ["zoo show aaaa", "zoo logs aaaa", "zoo rm bbbb.1 aaaa", "zoo compare x aaaa"])
def test_runs(line: str, offered: Offered) -> None:
    for name in ("aaaa.1", "aaaa.1.before-1", ".aaaa.2.removed", "bbbb.1"):
        (paths.runs_folder() / name).mkdir(parents=True, exist_ok=True)
    assert [value for _, value, *_ in offered(line)] == ["aaaa.1"]


def test_packages_with_plugins(install: Callable[..., Path], offered: Offered) -> None:
    install("zoo-good", {"x": "zoo_good"}, zoo_good=strangers.good("vit"))
    for line in ("zoo uninstall ", "zoo list --no-plugin zoo-"):
        assert [value for _, value, *_ in offered(line)] == ["zoo-good"]
    assert [value for _, value, *_ in offered("zoo check zoo")] == ["zoo-good", "zoo"]  # and files named zoo
