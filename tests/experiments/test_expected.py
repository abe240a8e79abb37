"""What a suite expects of its runs: figures and relations, and what is refused."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from zoo.experiments import registry, strict_yaml, suites
from zoo.experiments.expected import Expected

FIGURE: dict[str, Any] = {"accuracy": 0.9838, "source": "a  paper"}


def read(expected: Any, **words: Any) -> suites.Suite:
    """A suite whose first run has a plain model, and whose second one is expected to give something."""
    runs = [{"model": "net"}, {"model": "deep", "epochs": 3, **words, "expected": expected}]
    return suites.read("big", {"dataset": "dots", "runs": runs})


def test_a_figure_with_its_source() -> None:
    assert read({**FIGURE, "within": 0.003}).expected == {1: Expected(accuracy=0.9838, within=0.003, source="a paper")}
    assert read(FIGURE).expected[1].within == 0


def test_a_relation_names_another_run_in_full() -> None:
    runs = [{"model": "net", "epochs": 1}, {"model": "deep", "epochs": 3, "expected": {}}]
    runs[1]["expected"] = {"above": {"model": "net", "epochs": 1}, "source": "a paper", "note": "no figure"}
    (found,) = suites.read("big", {"dataset": "dots", "runs": runs}).expected.values()
    assert (found.relation, found.note) == ("above", "no figure")
    assert found.than == {"dataset": "dots", "model": "net", "epochs": "1"}


def test_a_suite_of_one_run_has_it_beside_its_words() -> None:
    suite = suites.read("small", {"dataset": "dots", "model": "net", "expected": FIGURE})
    assert suite.expected[0].accuracy == 0.9838


@pytest.mark.parametrize(
    ("expected", "reason"),
    [
        ([FIGURE], "Invalid `expected` of run 2 of the suite 'big'. Expected a mapping"),
        (
            {**FIGURE, "sources": "x"},
            "Invalid word 'sources' in `expected` of run 2 of the suite 'big'. Did you mean so",
        ),
        ({"source": "x"}, "has none of them. Expected one of accuracy, below, above"),
        ({**FIGURE, "below": {"model": "net"}}, "has accuracy and below"),
        ({**FIGURE, "accuracy": 98.38}, "Expected a fraction of 1, as 0.9838. Received: 98.38"),
        ({**FIGURE, "accuracy": "98.38%"}, "Received: '98.38%'"),
        ({**FIGURE, "accuracy": True}, "Received: True"),
        ({**FIGURE, "within": 0.3e1}, "Invalid `within`"),
        (
            {"accuracy": 0.5},
            "Invalid `source` in `expected` of run 2 of the suite 'big'. Expected text. Received: None",
        ),
        ({**FIGURE, "source": " "}, "Invalid `source`"),
        ({**FIGURE, "note": 3}, "Invalid `note`"),
        ({"below": "net", "source": "x"}, "Expected the words in which the other run differs, as {model: mlp}"),
        ({"below": {}, "source": "x"}, "Expected the words in which the other run differs"),
        ({"below": {"modell": "net"}, "source": "x"}, "Did you mean model?"),
        (
            {"below": {"model": "net"}, "source": "x"},
            "is no other run of it, word for word, defaults too: dataset: dots, model: net, epochs: 3",
        ),
        ({"below": {"epochs": 3}, "source": "x"}, "`below` of run 2 of the suite 'big' is no other run of it"),
        ({"below": {"model": "net"}, "within": 0.1, "source": "x"}, "`within` in `expected` of run 2"),
    ],
)
def test_what_is_wrong_is_said(expected: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)):
        read(expected)


def test_a_run_of_several_combinations_expects_nothing() -> None:
    with pytest.raises(ValueError, match="is of one combination, and there are several augmenters"):
        read(FIGURE, augmenter=["none", "shift"])


def test_it_stands_in_runs() -> None:
    with pytest.raises(ValueError, match="stands beside `runs`"):
        suites.read("big", {"dataset": "dots", "model": "net", "expected": FIGURE, "runs": [{}]})


def test_the_zoos_own_say_where_each_is_from() -> None:
    expected = registry.load(local=False).suite("article").expected
    assert [each.accuracy for each in expected.values() if each.accuracy] == [0.983, 0.9838, 0.7873, 0.8053]
    assert all(each.source.startswith("https://") for each in expected.values())


def test_the_suite_in_the_documentation_can_be_read() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "catalogue.md").read_text(encoding="utf-8")
    text = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)[-1]
    ((name, entry),) = strict_yaml.load(text)["suites"].items()
    assert {place: each.relation for place, each in suites.read(name, entry).expected.items()} == {0: None, 1: "below"}
