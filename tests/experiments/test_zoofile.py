"""A zoofile in the registry: that of the working directory or a worker's, left out on demand, hashed with the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import strangers
from zoo.errors import PluginError, UsageError
from zoo.experiments import provenance, registry


@pytest.fixture
def file(zoofile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The zoofile of the working directory, with the model `mine` and a module beside it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "beside_the_zoofile.py").write_text("WIDTH = 8\n")
    return zoofile("import beside_the_zoofile\n" + strangers.good("mine"))


def test_the_working_directorys_is_loaded_and_a_preset_of_its_catalogue_may_name_it(file: Path) -> None:
    file.with_name("zoo.yaml").write_text("presets: {model: {wide: 'mine:width=99'}}")
    known = registry.load()
    assert known.zoofile == file
    assert known.provider("model", "mine").distribution == "zoofile.py"
    assert known.label("model", "mine:width=99") == "wide"


def test_a_worker_loads_the_one_that_it_is_told_of(file: Path, tmp_path_factory, monkeypatch) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "zoofile.py").write_text("raise AssertionError('of the wrong folder')")
    monkeypatch.chdir(elsewhere)
    assert registry.load_as({}).zoofile is None
    assert registry.load_as({"zoofile": None}).zoofile is None
    told = registry.load_as({"zoofile": str(file)})
    assert "mine" in told.names("model")
    assert registry.settings(told, disabled=("a",), strict=True) == {
        "disabled_plugins": ["a"],
        "strict_plugins": True,
        "zoofile": str(file),
    }


def test_it_can_be_left_out_where_there_is_one_and_where_there_is_none(file: Path, monkeypatch) -> None:
    assert registry.load(disabled=["zoofile.py"]).zoofile is None
    monkeypatch.setenv("ZOO_PLUGINS", "keras-zoo")
    assert registry.load().zoofile is None
    monkeypatch.setenv("ZOO_PLUGINS", "none")
    assert registry.load().plugins == ()
    monkeypatch.setenv("ZOO_PLUGINS", "zoofile.py")
    assert registry.load().names("model") == ["mine"]
    monkeypatch.delenv("ZOO_PLUGINS")
    file.unlink()
    assert registry.load(disabled=["zoofile.py"]).zoofile is None
    with pytest.raises(UsageError, match="'zoofile'"):
        registry.load(disabled=["zoofile"])


def test_strict_takes_its_problems_as_any_others(file: Path) -> None:
    file.write_text("1 / 0")
    assert registry.load().zoofile == file
    with pytest.raises(PluginError, match=r"zoofile\.py.* could not be loaded") as caught:
        registry.load(strict=True)
    assert str(file) in str(caught.value.hint)


def test_a_name_of_the_zoos_stays_the_zoos(file: Path) -> None:
    file.write_text(strangers.good("cnn6"))
    known = registry.load()
    assert known.provider("model", "cnn6").own
    assert "cannot provide the model 'cnn6'" in known.plugins[-1].problems[0].reason


def test_what_made_a_result_is_the_file_and_what_it_imports_from_beside_it(file: Path) -> None:
    def hashed() -> dict[str, str | None]:
        return provenance.component_code(registry.load(), "model", "mine")["sources"]

    first = hashed()
    assert set(first) == {"zoofile", "beside_the_zoofile"}
    assert None not in first.values()
    file.with_name("beside_the_zoofile.py").write_text("WIDTH = 9\n")
    second = hashed()
    assert second["zoofile"] == first["zoofile"]
    assert second["beside_the_zoofile"] != first["beside_the_zoofile"]
    file.write_text(file.read_text().replace("= 8", "= 9"))
    assert hashed()["zoofile"] != first["zoofile"]


def test_two_folders_have_two_zoofiles_in_one_process(file: Path, tmp_path_factory, monkeypatch) -> None:
    other = tmp_path_factory.mktemp("other")
    hashes = set()
    for folder in (file.parent, other, file.parent):
        monkeypatch.chdir(folder)
        (folder / "zoofile.py").write_text(strangers.good("mine") + f"# of {folder}\n")
        hashes.add(provenance.component_code(registry.load(), "model", "mine")["sources"]["zoofile"])
    assert len(hashes) == 2
