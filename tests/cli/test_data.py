"""`zoo data`: what is here, fetching, importing, and where it is."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import shlex
from pathlib import Path

import numpy as np
import pytest

import zoo
from zoo.cli import context, program
from zoo.data import cache, importing

Capture = pytest.CaptureFixture[str]
CONTENT = bytes(range(200))


class Registry:
    """Three datasets, of which two share a source."""

    def __init__(self, source: zoo.Source) -> None:
        def load() -> zoo.Splits:
            raise NotImplementedError

        made = [
            zoo.Dataset(name="tiny-large", summary="one", load=load, source=source),
            zoo.Dataset(name="tiny-small", summary="two", load=load, source=source),
            zoo.Dataset(name="embedded", summary="three", load=load),
        ]
        self.components = {dataset.name: dataset for dataset in made}

    def names(self, kind: str) -> list[str]:
        return sorted(self.components)

    def component(self, kind: str, name: str) -> zoo.Dataset:
        return self.components[name]


def parse(folder: Path) -> dict[str, np.ndarray]:
    path = folder / "tiny.bin" if (folder / "tiny.bin").exists() else folder / "tiny"
    return {"numbers": np.frombuffer(path.read_bytes(), np.uint8)}


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> zoo.Source:
    file = zoo.RemoteFile(
        name="tiny.bin",
        urls=("http://nowhere.invalid/tiny.bin",),
        sha256=hashlib.sha256(CONTENT).hexdigest(),
        size=len(CONTENT),
    )
    made = zoo.Source(name="tiny", files=(file,), parse=parse)
    monkeypatch.setattr(context, "registry", lambda: Registry(made))
    monkeypatch.setenv("ZOO_OFFLINE", "1")
    return made


@pytest.fixture
def archives(tmp_path: Path) -> Path:
    folder = tmp_path / "my archives"
    folder.mkdir()
    (folder / "tiny.bin").write_bytes(CONTENT)
    return folder


def listed(capsys: Capture) -> dict[str, object]:
    assert program.run(["data", "list", "--json"]) == 0
    (entry,) = json.loads(capsys.readouterr().out)
    return entry


def test_list_before_and_after(source: zoo.Source, archives: Path, capsys: Capture) -> None:
    before = listed(capsys)
    assert (before["name"], before["state"], before["fingerprint"]) == ("tiny", "absent", None)
    assert before["datasets"] == ["tiny-large", "tiny-small"]
    assert before["download_bytes"] == 200
    importing.import_data(source, archives)
    after = listed(capsys)
    assert (after["state"], after["fingerprint"]) == ("ready", zoo.source_fingerprint(source))
    assert after["origin"] == str(archives)


def test_list_marks_what_was_imported_as_is_and_what_is_damaged(
    source: zoo.Source, archives: Path, capsys: Capture
) -> None:
    (archives / "tiny.bin").write_bytes(b"other")
    manifest = importing.import_data(source, archives, as_is=True)
    assert listed(capsys)["state"] == "as-is"
    (cache.folder(source) / manifest.arrays["numbers"].file).unlink()
    assert listed(capsys)["state"] == "damaged"


def test_list_as_a_table(source: zoo.Source, zoo_home: Path, capsys: Capture) -> None:
    assert program.run(["data", "list"]) == 0
    output = capsys.readouterr().out
    assert output.splitlines()[0].split() == ["name", "state", "size", "fingerprint", "datasets"]
    assert "tiny-large, tiny-small" in output
    assert f"Data folder: {zoo_home / 'data'}" in output


def test_offline_fetch_gives_the_import_command(source: zoo.Source, archives: Path, capsys: Capture) -> None:
    assert program.run(["data", "fetch", "tiny-small"]) == 4
    error = capsys.readouterr().err
    assert "ZOO_OFFLINE" in error
    assert "Try: zoo data import tiny FOLDER" in error
    assert len(error.splitlines()) <= 6
    assert program.run(["data", "import", "tiny", str(archives)]) == 0
    assert "tiny is ready" in capsys.readouterr().out
    assert program.run(["data", "fetch", "tiny-small"]) == 0
    assert "is on this machine already" in capsys.readouterr().out


def test_fetch_of_what_needs_no_data(source: zoo.Source, capsys: Capture) -> None:
    assert program.run(["data", "fetch", "embedded"]) == 0
    assert "nothing to fetch" in capsys.readouterr().out


def test_fetch_again_is_not_satisfied_with_the_cache(source: zoo.Source, archives: Path, capsys: Capture) -> None:
    importing.import_data(source, archives)
    assert program.run(["data", "fetch", "tiny", "--again"]) == 4


def test_the_suggested_as_is_command_works(source: zoo.Source, archives: Path, capsys: Capture) -> None:
    (archives / "tiny.bin").write_bytes(CONTENT[:-1])
    assert program.run(["data", "import", "tiny-large", str(archives)]) == 4
    error = capsys.readouterr().err
    assert "truncated: expected 200 bytes, received 199" in error
    suggestion = next(line for line in error.splitlines() if line.startswith("Try: zoo "))
    assert program.run(shlex.split(suggestion.removeprefix("Try: zoo "))) == 0
    assert "as it is, not known to be what was published" in capsys.readouterr().out


def test_import_where_there_is_nothing(source: zoo.Source, tmp_path: Path, capsys: Capture) -> None:
    assert program.run(["data", "import", "tiny", str(tmp_path / "absent")]) == 4
    assert "There is nothing at" in capsys.readouterr().err


def test_import_of_what_needs_no_data(source: zoo.Source, tmp_path: Path, capsys: Capture) -> None:
    assert program.run(["data", "import", "embedded", str(tmp_path)]) == 2


@pytest.mark.parametrize("verb", [["fetch", "tyni"], ["path", "tyni"], ["import", "tyni", "."]])
def test_an_unknown_name_gets_close_ones(verb: list[str], source: zoo.Source, capsys: Capture) -> None:
    assert program.run(["data", *verb]) == 2
    error = capsys.readouterr().err
    assert "There is no dataset 'tyni'" in error
    assert "Did you mean tiny" in error


def test_path(source: zoo.Source, archives: Path, zoo_home: Path, capsys: Capture) -> None:
    assert program.run(["data", "path"]) == 0
    assert capsys.readouterr().out.strip() == str(zoo_home / "data")
    assert program.run(["data", "path", "tiny-small"]) == 4
    assert "Try: zoo data fetch tiny-small" in capsys.readouterr().err
    importing.import_data(source, archives)
    assert program.run(["data", "path", "tiny-small"]) == 0
    assert Path(capsys.readouterr().out.strip()) == cache.folder(source)


def test_two_sources_of_one_name_are_both_listed(
    source: zoo.Source, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    other = dataclasses.replace(source, files=(dataclasses.replace(source.files[0], sha256="0" * 64),))
    registry = Registry(source)
    registry.components["stranger"] = dataclasses.replace(
        registry.components["tiny-small"], name="stranger", source=other
    )
    monkeypatch.setattr(context, "registry", lambda: registry)
    assert program.run(["data", "list", "--json"]) == 0
    listing = json.loads(capsys.readouterr().out)
    assert [entry["datasets"] for entry in listing] in (
        [["stranger"], ["tiny-large", "tiny-small"]],
        [["tiny-large", "tiny-small"], ["stranger"]],
    )


def test_without_a_subcommand_it_explains_itself(capsys: Capture) -> None:
    assert program.run(["data"]) == 0
    assert "import NAME FOLDER" in capsys.readouterr().out
