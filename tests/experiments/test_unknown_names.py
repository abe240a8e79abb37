"""Names that cannot be used: close names, then who provides them, then where to look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests import strangers
from zoo.errors import PluginError, UsageError, ZooError
from zoo.experiments import registry, unknown_names
from zoo.experiments.catalogue import Catalogue
from zoo.experiments.registry import Registry
from zoo.store import RunRecord, Store

Install = Callable[..., Path]


def _ask(known: Registry, name: str, kind: str = "model") -> ZooError:
    with pytest.raises(ZooError) as caught:
        known.component(kind, name)
    assert len(caught.value.render().splitlines()) <= 6
    return caught.value


def test_a_component_of_a_broken_plugin_says_so(install: Install) -> None:
    strangers.install_all(install)
    error = _ask(registry.load(), "wanted")
    assert isinstance(error, PluginError)
    assert "belongs to zoo-" in error.message
    assert "left out" in error.message
    assert error.hint


def test_a_component_of_a_plugin_that_did_not_even_import(install: Install) -> None:
    install("zoo-import", {"x": "zoo_import"}, zoo_import=strangers.IMPORT_ERROR)
    error = _ask(registry.load(), "wanted")
    assert error.exit_status == 3
    assert "zoo-import[x] 1.0" in error.message
    assert "a_module_that_nobody_installed" in str(error.cause)
    assert "a_module_that_nobody_installed" in str(error.hint)


def test_a_package_of_the_catalogue_that_is_installed_and_broken(install: Install) -> None:
    install("zoo-import", {"x": "zoo_import"}, zoo_import="import a_module_that_nobody_installed")
    known = replace(registry.load(), catalogue=Catalogue(packages={"model": {"vit": "Zoo_Import"}}))
    assert _ask(known, "vit").exit_status == 3


def test_a_name_of_two_strangers_is_an_error_with_both_and_the_remedy(install: Install) -> None:
    install("zoo-a", {"x": "zoo_a"}, zoo_a=strangers.good("same"))
    install("zoo-b", {"x": "zoo_b"}, zoo_b=strangers.good("same"))
    known = registry.load()
    error = _ask(known, "same")
    assert error.exit_status == 3
    assert error.cause == "zoo-a[x] 1.0 and zoo-b[x] 1.0 both provide it."
    assert error.hint == "--no-plugin zoo-a or --no-plugin zoo-b"
    assert "same" not in known.names("model")
    assert registry.load(disabled=["zoo-b"]).provider("model", "same").plugin == "zoo-a[x]"


def test_an_unknown_name_gets_close_ones_then_where_to_look() -> None:
    error = _ask(registry.load(), "cnn66")
    assert isinstance(error, UsageError)
    assert error.message == "There is no model 'cnn66'."
    assert error.cause == "Did you mean cnn6?"
    assert error.hint == "zoo list models"


def test_an_unknown_name_of_another_kind() -> None:
    assert "It is an augmenter, not a model." in str(_ask(registry.load(), "shift").cause)


def test_an_unknown_name_that_a_package_provides() -> None:
    known = replace(registry.load(), catalogue=Catalogue(packages={"model": {"vit": "zoo-vit"}}))
    error = _ask(known, "vit")
    assert "The package zoo-vit provides it" in str(error.cause)
    assert error.hint == "zoo install zoo-vit"
    assert _ask(known, "vitt").cause == "Did you mean vit?"


def test_an_unknown_name_in_a_preset_names_the_preset_and_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "registry.yaml").write_text("presets: {augmenter: {mine: shift+flop}}")
    monkeypatch.chdir(tmp_path)
    error = _ask(registry.load(), "flop", "augmenter")
    assert error.cause == f"Did you mean flip or crop? The preset 'mine' in {tmp_path / 'registry.yaml'} names it."


def test_an_unknown_suite() -> None:
    known = registry.load()
    with pytest.raises(UsageError, match="There is no suite 'of-center'") as caught:
        known.suite("of-center")
    assert (caught.value.cause, caught.value.hint) == ("Did you mean off-center?", "zoo list suites")
    assert unknown_names.suite(replace(known, catalogue=Catalogue()), "x").cause == "The catalogue has none."
    assert unknown_names.suite(known, "zzz").cause == f"The suites are {', '.join(sorted(known.catalogue.suites))}."


def test_an_unknown_name_beside_a_broken_plugin(install: Install) -> None:
    install("zoo-import", {"x": "zoo_import"}, zoo_import="import a_module_that_nobody_installed")
    error = _ask(registry.load(), "zzz")
    assert error.exit_status == 2
    assert "may belong to zoo-import[x]" in str(error.cause)


def test_a_name_asked_for_where_no_plugin_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZOO_PLUGINS", "none")
    error = _ask(registry.load(), "cnn6")
    assert "No plugins are loaded." in str(error.cause)
    assert error.hint == "zoo plugins"


def test_a_name_without_its_kind_is_looked_for_among_all(install: Install) -> None:
    assert unknown_names.of_any_kind(registry.load(), "cnn66").render().splitlines() == [
        "Error: There is no component 'cnn66'.",
        "Cause: Did you mean cnn6?",
        "Try: zoo list",
    ]
    known = replace(registry.load(), catalogue=Catalogue(packages={"recipe": {"slow": "zoo-slow"}}))
    assert unknown_names.of_any_kind(known, "slow").hint == "zoo install zoo-slow"
    install("zoo-raising", {"x": "zoo_raising"}, zoo_raising=strangers.RAISING)
    assert (
        "The model 'wanted' belongs to zoo-raising[x]" in unknown_names.of_any_kind(registry.load(), "wanted").message
    )


def test_a_kind_that_is_not_known_is_not_guessed(install: Install) -> None:
    install("zoo-unmarked", {"x": "zoo_unmarked"}, zoo_unmarked=strangers.UNMARKED.replace("{name}", "wanted"))
    message = unknown_names.of_any_kind(registry.load(), "wanted").message
    assert message.startswith("The component 'wanted' belongs to zoo-unmarked[x]")


def test_a_name_is_looked_for_in_every_file_of_a_package_that_did_not_import(install: Install) -> None:
    site = install("zoo-import", {"x": "zoo_package.models"})
    (site / "zoo_package").mkdir()
    (site / "zoo_package" / "__init__.py").write_text("import a_module_that_nobody_installed")
    (site / "zoo_package" / "models.py").write_text("NAME = 'deep'")
    known = registry.load()
    assert _ask(known, "deep").exit_status == 3
    assert _ask(known, "dee").exit_status == 2


def test_a_name_that_is_like_no_other_says_how_many_there_are(install: Install) -> None:
    known = registry.load()
    models = len({*known.names("model"), *known.catalogue.presets.get("model", {})})
    assert _ask(known, "qqqqqqqq").cause == f"The zoo knows {models} models."
    assert str(unknown_names.of_any_kind(known, "qqqqqqqq").cause).endswith(" components.")


def _record(distribution: str, version: str) -> None:
    provenance = {"components": {"model:mine": {"distribution": distribution, "version": version, "sources": {}}}}
    parts = {"dataset": "digits", "model": "mine:width=9", "augmenter": "none", "recipe": "fast"}
    record = RunRecord(experiment_id="aaaaaaaaaaaa", group_id="g", protocol=1, provenance=provenance, **parts)
    store = Store.open()
    store.finish(store.begin(record), {"test_accuracy": 0.5})


def test_of_a_component_that_is_gone_the_store_knows_where_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "my photos"
    folder.mkdir()
    (folder / "zoofile.py").touch()
    _record("zoofile.py", str(folder))
    error = _ask(registry.load(), "mine")
    assert error.cause == f"Run aaaaaaaaaaaa.1 had it from {folder}/zoofile.py, which is not loaded here."
    assert error.hint == f"cd '{folder}'"
    (folder / "zoofile.py").unlink()
    assert _ask(registry.load(), "mine").hint == "zoo list models"
    assert "aaaaaaaaaaaa" not in _ask(registry.load(), "min").render(), "another name, which begins that one"


def test_of_a_package_that_was_uninstalled_it_names_the_package() -> None:
    _record("zoo-mine", "1.2")
    error = _ask(registry.load(), "mine")
    assert error.cause == "Run aaaaaaaaaaaa.1 had it from zoo-mine 1.2, which is not loaded here."
    assert error.hint == "zoo install zoo-mine"


def test_of_a_package_that_has_it_no_more_it_shows_the_run() -> None:
    _record("keras-zoo", "0.0.1")
    error = _ask(registry.load(), "mine")
    assert error.cause == "Run aaaaaaaaaaaa.1 had it from keras-zoo 0.0.1, which does not have it any more."
    assert error.hint == "zoo show aaaaaaaaaaaa.1"


def test_a_store_that_cannot_be_read_is_no_matter_here(zoo_home: Path) -> None:
    zoo_home.mkdir()
    (zoo_home / "zoo.db").write_text("no database")
    assert _ask(registry.load(), "mine").message == "There is no model 'mine'."
