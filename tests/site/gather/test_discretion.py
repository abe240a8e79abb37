"""Folders of a person are not in a site."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ranking import fakes
from zoo.ranking.tables.sheet import Note
from zoo.site.gather.discretion import discreet


@pytest.fixture(autouse=True)
def folders(monkeypatch):
    monkeypatch.setenv("HOME", "/home/ada")
    monkeypatch.setenv("ZOO_HOME", "/home/ada/zoo")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("image-folder:path=/home/ada/photos", "image-folder:path=~/photos"),
        ("cat /home/ada/zoo/runs/x.1/log.txt", "cat $ZOO_HOME/runs/x.1/log.txt"),
        ("/home/ada", "~"),
        ("'/home/ada': not there", "'~': not there"),
        ("/home/ada-2/photos", "/home/ada-2/photos"),
        ("/home/adam/photos", "/home/adam/photos"),
        ("/mnt/home/ada/photos", "/mnt/home/ada/photos"),
        ("/home/ada/zoo2", "~/zoo2"),
    ],
)
def test_a_home_folder_is_named_as_commands_name_it(text, said):
    assert discreet(text) == said


def test_it_is_found_wherever_a_text_can_stand():
    row = fakes.row(dataset="image-folder:path=/home/ada/x", stale=("in /home/ada",), labels={"dataset": "/home/ada"})
    changed = discreet([{"/home/ada": (row, Note("/home/ada", (("Try", "ls /home/ada"),)))}])
    assert "/home/ada" not in repr(changed)
    ((where, (same, note)),) = changed[0].items()
    assert (where, same.dataset, note.commands) == ("~", "image-folder:path=~/x", (("Try", "ls ~"),))


def test_what_says_nothing_of_it_is_left_as_it_is():
    row, path = fakes.row(), Path("/home/ada/a.png")
    assert discreet(row) == row
    assert discreet([1, 2.5, None, True, b"/home/ada", path]) == [1, 2.5, None, True, b"/home/ada", path]


def test_a_home_that_is_the_root_is_in_every_path_and_no_secret(monkeypatch):
    monkeypatch.setenv("HOME", "/")
    assert discreet("/data/photos") == "/data/photos"
