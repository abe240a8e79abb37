"""What a plugin says in a registry.yaml of its own: its names beside the zoo's, the user's and other plugins'."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import strangers
from zoo.cli import program
from zoo.errors import PluginError
from zoo.experiments import registry
from zoo.experiments.experiment import compose
from zoo.experiments.registry import Registry
from zoo.experiments.request import RunRequest
from zoo.health import probation

Bring = Callable[..., None]
REMEDY = "correct its registry.yaml; or --no-plugin zoo-a"


@pytest.fixture
def bring(install: Callable[..., Path]) -> Bring:
    """A function that installs the package zoo-NAME, with a model NAME, and a registry.yaml."""

    def bring(name: str, text: str, source: str | None = None) -> None:
        site = install(f"zoo-{name}", {"x": f"zoo_{name}"})
        folder = site / f"zoo_{name}"
        folder.mkdir()
        (folder / "__init__.py").write_text(strangers.good(name) if source is None else source)
        (folder / "registry.yaml").write_text(text)

    return bring


def _problems(known: Registry, name: str = "zoo-a") -> list[tuple[str, str]]:
    (report,) = [each for each in known.plugins if each.provider.distribution == name]
    return [(problem.reason, problem.remedy) for problem in report.problems]


WHOLE = """
presets: {model: {wide: "a:width=99"}, augmenter: {both: shift+flip}}
suites:
  tried:
    dataset: digits
    augmenter: both
    runs:
      - {model: a, expected: {accuracy: 0.5, source: nobody}}
      - {model: wide}
packages: {model: {vit: zoo-vit}}
expected_failures: {model: {a: {gradients: its first layer is frozen}}}
"""


def test_its_names_are_there_beside_the_zoos(bring: Bring, capsys: pytest.CaptureFixture[str]) -> None:
    bring("a", WHOLE)
    known = registry.load()
    assert _problems(known) == []
    assert [each.expressions["model"] for each in RunRequest(suite="tried").compose(known).experiments] == [
        "a",
        "a:width=99",
    ]
    assert known.suite("tried").expected[0].accuracy == 0.5
    assert known.label("model", "a:width=99") == "wide"
    assert known.catalogue.packages["model"]["vit"] == "zoo-vit"
    assert known.catalogue.expected_failures == {"model": {"a": {"gradients": "its first layer is frozen"}}}
    assert "crop-flip" in known.catalogue.presets["augmenter"]
    assert program.run(["list", "presets"]) == 0
    assert "wide" in next(line for line in capsys.readouterr().out.splitlines() if "zoo-a" in line)
    assert program.run(["show", "wide"]) == 0
    assert "a:width=99" in capsys.readouterr().out
    assert program.run(["show", "tried"]) == 0
    assert program.run(["list", "presets", "--no-plugin", "zoo-a"]) == 0
    assert "wide" not in capsys.readouterr().out.splitlines()[-1]


def test_it_changes_no_id(bring: Bring) -> None:
    bring("a", WHOLE)
    ids = {
        compose(registry.load(), dataset="digits", model=model, augmenter=augmenter, recipe="fast")[0].id
        for model, augmenter in (("wide", "both"), ("a:width=99", "shift+flip"))
    }
    assert len(ids) == 1


def test_the_users_catalogue_wins(bring: Bring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bring("a", WHOLE)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "zoo.yaml").write_text("presets: {model: {wide: mlp}}\nsuites: {tried: {dataset: digits, model: mlp}}")
    known = registry.load()
    assert _problems(known) == []
    assert known.catalogue.presets["model"]["wide"] == "mlp"
    assert known.suite("tried").runs[0]["model"] == "mlp"
    assert known.catalogue.presets["augmenter"]["both"] == "shift+flip"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "presets: {augmenter: {crop-flip: flip}}",
            "cannot provide the augmenter 'crop-flip': keras-zoo has a preset of that name",
        ),
        ("presets: {model: {cnn6: mlp}}", "cannot provide the model 'cnn6': keras-zoo[classics] does"),
        (
            "suites: {off-center: {dataset: digits, model: mlp}}",
            "cannot provide the suite 'off-center': keras-zoo has a suite of that name",
        ),
        ("presets: {model: {a: mlp}}", "has a preset 'a' and a model of that name"),
        ("presets: {model: {a1: a2, a2: a1}}", "cannot provide the model 'a1': a1 -> a2 -> a1"),
        ("defaults: {recipe: fast}", "cannot set `defaults` in its registry.yaml: they are the user's"),
        (
            "expected_failures: {model: {cnn6: {gradients: why}}}",
            "expects failures of the model 'cnn6', which it does not provide",
        ),
        ("presets: 3", "has a registry.yaml that cannot be read: Invalid content of `presets`"),
        ("expected_failures: {model: {a: {gradients: }}}", "Expected a reason for each"),
        ("something: else", "has a registry.yaml that cannot be read: Invalid section"),
        ("suites: {b: {dataset: digits}}", "A run of the suite 'b' has no `model`"),
        ("presets: [", "expected node content in line 2, column 1"),
    ],
)
def test_what_it_may_not_say_is_a_problem_and_costs_that_name(bring: Bring, text: str, reason: str) -> None:
    before = registry.load()
    bring("a", text)
    known = registry.load()
    problems = _problems(known)
    assert problems
    assert reason in problems[0][0]
    assert not problems[0][0].endswith("."), "it is the rest of a sentence"
    assert "--no-plugin zoo-a" in problems[0][1]
    assert "a" in known.names("model"), "its components are sound"
    for section in ("defaults", "presets", "suites", "expected_failures"):
        assert getattr(known.catalogue, section) == getattr(before.catalogue, section)
    assert known.provider("model", "cnn6").own


def test_a_name_that_two_of_them_give_belongs_to_neither(bring: Bring) -> None:
    for name in ("a", "b"):
        bring(name, "presets: {model: {wide: mlp}}\nsuites: {tried: {dataset: digits, model: mlp}}")
    bring("c", "presets: {model: {b: mlp}}")
    known = registry.load()
    reasons = [reason for reason, _ in _problems(known)]
    assert reasons == [f"cannot provide the {what}: zoo-b[x] does too" for what in ("model 'wide'", "suite 'tried'")]
    assert not {"wide", "b"} & known.catalogue.presets["model"].keys()
    with pytest.raises(PluginError, match="The model 'wide' cannot be used") as caught:
        known.component("model", "wide")
    assert caught.value.hint == "--no-plugin zoo-a or --no-plugin zoo-b"
    with pytest.raises(PluginError, match="The suite 'tried' cannot be used"):
        known.suite("tried")
    with pytest.raises(PluginError, match="The model 'b' cannot be used"):
        known.component("model", "b")
    alone = registry.load(disabled=["zoo-a", "zoo-c"])
    assert alone.catalogue.presets["model"]["wide"] == "mlp"
    assert "b" in alone.names("model")


def test_a_package_of_a_catalogue_alone_is_sound_and_a_broken_ones_is_not_read(bring: Bring) -> None:
    bring("a", "presets: {model: {wide: mlp}}", source="")
    bring("b", "presets: {model: {narrow: mlp}}", source="1 / 0")
    known = registry.load()
    assert _problems(known) == []
    assert "wide" in known.catalogue.presets["model"]
    assert "narrow" not in known.catalogue.presets["model"]


def test_what_lies_beside_a_single_module_is_somebody_elses(install: Callable[..., Path]) -> None:
    site = install("zoo-a", {"x": "zoo_a"}, zoo_a=strangers.good("a"))
    (site / "registry.yaml").write_text("presets: {model: {wide: mlp}}")
    known = registry.load()
    assert _problems(known) == []
    assert "wide" not in known.catalogue.presets.get("model", {})


def test_zoo_plugins_reads_it_too(bring: Bring) -> None:
    bring("a", "presets: {model: {cnn6: mlp}}")
    (health,) = [each for each in probation.installed() if each.report.provider.distribution == "zoo-a"]
    assert "cannot provide the model 'cnn6'" in health.report.problems[0].reason
