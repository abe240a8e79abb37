"""Tests that a password of the store's server is seen nowhere: a canary in each place where it can stand."""

from __future__ import annotations

import functools
import stat
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.execution import fake_registry
from zoo.cli import context, program
from zoo.execution import runner
from zoo.health import inspections
from zoo.store import Store, dialects
from zoo.store.moving import raw

CANARY = "Canary7Q"
PASSWORD = f"{CANARY}/ä@%:?&"
FORMS = (CANARY, CANARY.lower(), CANARY[::-1])

TELLING = """
import os
from fake_handler import Trainer as Plain

class Trainer(Plain):
    def handle(self, task, emit):
        print("variables:", dict(os.environ), open("/proc/self/cmdline", "rb").read())
        super().handle(task, emit)
"""

ASKED = [
    ["runs", "--json"], ["runs"], ["show", "RUN", "--json"], ["show", "RUN"], ["logs", "RUN"],
    ["leaderboard"], ["leaderboard", "--format", "json"], ["leaderboard", "--format", "markdown"],
    ["report", "-o", "site"], ["gc", "--dry-run"], ["doctor"], ["doctor", "--json"],
    ["store", "copy", "STORE", "copy.db"], ["merge", "copy.db", "--json"], ["merge", "copy.db"],
    ["store", "check"], ["store", "check", "--json"],
]  # fmt: skip

REFUSED = [
    ["run", "-d", "images", "-m", "good,failing,diverging", "--epochs", "1", "--force"], ["card", "RUN"],
    ["store", "backup"], ["store", "copy", "STORE", "copy.db"], ["store", "copy", "copy.db", "STORE"],
    ["merge", "STORE"],
]  # fmt: skip
"""What does not do what it could, for these runs or this store."""

MISTYPED = [
    ["merge", "STORE", "STORE"], ["merge", "STORE#"], ["merge", "--files"], ["store", "STORE"], ["STORE"],
    ["runs", "STORE"], ["store", "copy", "STORE", "BROKEN"], ["merge", "BROKEN"], ["run", "-d", "STORE"],
    ["show", "STORE"], ["leaderboard", "--from", "STORE"], ["run", "-d", "images", "-m", "good:from=STORE"],
]  # fmt: skip
"""The address where something else was wanted, or with something too much."""


class Seen:
    """All that people and programs get to see: what is printed, files, rows, exceptions."""

    def __init__(self, capsys, monkeypatch, folder):
        self._capsys, self._folder, self.errors, self.printed = capsys, folder, [], []
        fail = program._fail

        def noted(error, settings, origin=None):
            self.errors += [error, *filter(None, [origin])]
            return fail(error, settings, origin)

        monkeypatch.setattr(program, "_fail", noted)

    def zoo(self, *arguments):
        status = program.run(list(arguments))
        captured = self._capsys.readouterr()
        self.printed += [captured.out, captured.err]
        return status, captured.out, captured.err

    def check(self):
        texts = {"printed": "\n".join(self.printed), "exceptions": "\n".join(map(repr, self._exceptions()))}
        files = [path for path in self._folder.rglob("*") if path.is_file() and path.name != "pgpass"]
        texts |= {str(path): path.read_bytes().decode(errors="replace") for path in files}
        assert len(files) > 0
        for where, text in texts.items():
            for form in FORMS:
                assert form not in text, f"{where}: …{text[max(0, text.index(form) - 300) :][:600]}"

    def _exceptions(self):
        """Returns what exceptions say, and those that led to them; the system's say what was typed as a file's name."""
        found = list(self.errors)
        for error in found:
            more = [error.__cause__, error.__context__, getattr(error, "orig", None)]
            found += [each for each in more if each not in (None, *found) and not isinstance(each, OSError)]
        return [part for error in found for part in (error, str(error), error.args)]


@pytest.fixture
def seen(capsys, monkeypatch, tmp_path):
    """What is seen of a program whose workers write down their variables."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "300")
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / "telling.py").write_text(TELLING)
    monkeypatch.syspath_prepend(Path(fake_registry.__file__).parent)
    monkeypatch.syspath_prepend(tmp_path / "modules")
    monkeypatch.setattr(context, "registry", lambda **_: fake_registry.registry())
    examined = [each for each in inspections.everything() if each.about not in ("tensorflow", "plugins")]
    monkeypatch.setattr(inspections, "everything", lambda disabled: examined)
    for name in ("run", "look"):
        monkeypatch.setattr(runner, name, functools.partial(getattr(runner, name), handler="telling:Trainer"))
    return Seen(capsys, monkeypatch, tmp_path)


PLACES = ("address", "query", "PGPASSWORD", "pgpass")


@pytest.fixture(params=PLACES)
def address(request, postgres, monkeypatch, tmp_path):
    """The address of a store whose server wants a password, which stands in one of the places."""
    role, database = postgres.new_role(PASSWORD)
    return _address(request.param, role, database, postgres, monkeypatch, tmp_path)


def _address(where, role, database, postgres, monkeypatch, tmp_path, password=PASSWORD):
    written = f":{quote(password, safe='')}" if where == "address" else ""
    more = f"&password={quote(password, safe='')}" if where == "query" else ""
    if where == "PGPASSWORD":
        monkeypatch.setenv("PGPASSWORD", password)
    if where == "pgpass":
        file = tmp_path / "pgpass"
        escaped = password.replace("\\", "\\\\").replace(":", "\\:")
        file.write_text(f"*:*:*:{role}:{escaped}\n")
        file.chmod(stat.S_IRUSR | stat.S_IWUSR)
        monkeypatch.setenv("PGPASSFILE", str(file))
    url = f"postgresql+psycopg://{role}{written}@/{database}?host={postgres.folder}{more}"
    monkeypatch.setenv("ZOO_STORE", url)
    return url


def test_nobody_sees_the_password_of_a_server_that_answers(seen, address, tmp_path):
    assert seen.zoo("run", "-d", "images", "-m", "good,failing", "--epochs", "1")[0] == 1
    (run,) = (run.name for run in Store.open().runs(status="done"))
    broken = address.replace("://", ":/")
    wrong = REFUSED + (MISTYPED if CANARY in address else [])
    for words, refused in [*((words, False) for words in ASKED), *((words, True) for words in wrong)]:
        typed = [word.replace("RUN", run).replace("STORE", address).replace("BROKEN", broken) for word in words]
        status, _, err = seen.zoo("--debug", *typed)
        assert (status != 0) == refused, (words, err)
        assert "is a bug" not in err
    store = Store.open()
    things = [store, store._database, store._database.dialect, store._database.engine, store.where, store.runs()]
    seen.printed += [repr(thing) for thing in things] + [str(vars(thing)) for thing in things[:2]]
    with store._database.reading() as connection:
        for table in raw.TABLES:
            seen.printed.append(repr(list(raw.read(connection, table))))
    (log, *_) = (tmp_path / "zoo-home" / "runs").glob("*/log.txt")
    assert "variables: {" in log.read_text()
    assert "ZOO_STORE" in log.read_text()
    seen.check()


@pytest.mark.parametrize("where", PLACES)
def test_nobody_sees_a_password_that_is_refused(where, seen, postgres, monkeypatch, tmp_path):
    role, database = postgres.new_role("right")
    address = _address(where, role, database, postgres, monkeypatch, tmp_path)
    for words in (["run", "-d", "images", "-m", "good"], ["runs"], ["doctor"], ["store", "check"], ["merge", address]):
        status, _, err = seen.zoo("--debug", *words)
        assert status != 0, words
        assert "password authentication failed" in err or words[0] in ("doctor", "merge")
    seen.check()


def test_nobody_sees_the_password_for_a_server_that_is_gone(seen, monkeypatch, tmp_path):
    monkeypatch.setattr(dialects, "PATIENCE", 0.5)
    monkeypatch.setenv("ZOO_STORE", f"postgresql://me:{quote(PASSWORD, safe='')}@127.0.0.1:1/zoo")
    for words in (["run", "-d", "images", "-m", "good"], ["runs"], ["doctor"], ["store", "check"]):
        status, _, err = seen.zoo("--debug", *words)
        assert status != 0
        assert words[0] == "doctor" or "127.0.0.1" in err
    seen.check()


@pytest.mark.parametrize(
    "address",
    [
        f"postgresql+psycopg://me:{CANARY}@host:port/zoo",
        f"postgresql+psycopg://me:a@{CANARY}@host/zoo",
        f"postgresql:/me:{CANARY}@host/zoo",
        f"postgresql://me:{CANARY}@host/zoo?nonsense={CANARY}",
        f"postgresql://me@host:{CANARY}/zoo",
        f"me:{CANARY}@host",
        f"mysql://me:{CANARY}@host/zoo",
        f"//me:{CANARY}@host",
    ],
)
def test_nobody_sees_the_password_of_what_is_no_address(address, seen, monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    seen.zoo("merge", address)
    seen.zoo("store", "copy", address, "copy.db")
    monkeypatch.setenv("ZOO_STORE", address)
    for words in (["run", "-d", "images", "-m", "good"], ["runs"], ["doctor"], ["doctor", "--json"]):
        assert seen.zoo("--debug", *words)[0] != 0
    seen.check()
