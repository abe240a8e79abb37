"""The schema of catalogues, for editors: it takes and refuses what the program does, word for word."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import zoo
from zoo.errors import UsageError
from zoo.experiments import catalogue, expected, strict_yaml, suites
from zoo.plugin.components import KINDS

SCHEMA = json.loads((Path(zoo.__file__).parent / "registry.schema.json").read_text(encoding="utf-8"))
ROOT = Path(zoo.__file__).parents[1]
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)


def words(schema: Mapping[str, Any]) -> set[str]:
    """The keys that a part of the schema knows."""
    return set(schema["properties"]) if schema.get("additionalProperties") is False else names(schema["propertyNames"])


def names(rule: Mapping[str, Any]) -> set[str]:
    """The texts that a rule allows."""
    if "$ref" in rule:
        return names(SCHEMA["definitions"][rule["$ref"].rpartition("/")[2]])
    return set(rule.get("enum", ())).union(*map(names, rule.get("anyOf", ())))


def test_it_is_a_schema_and_has_every_word_of_the_program() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    parts, own = SCHEMA["properties"], SCHEMA["definitions"]
    assert words(SCHEMA) == set(catalogue.SECTIONS)
    assert all(words(parts[section]) == set(KINDS) for section in catalogue.BY_KIND)
    assert words(parts["defaults"]) == set(catalogue.DEFAULTS)
    assert words(parts["demo"]) == words(own["other"]) == set(own["words"]["properties"]) == set(suites.WORDS)
    assert words(own["run"]) == {*suites.WORDS, "expected"}
    assert words(own["suite"]) == {*suites.WORDS, "expected", "runs", "summary"}
    assert words(own["expected"]) == set(expected.KEYS)


def agreed(content: Any) -> bool:
    """Whether the program reads it; the schema says the same."""
    try:
        catalogue._catalogue(content or {}, Path("zoo.yaml"))
        read = True
    except (ValueError, UsageError):
        read = False
    assert VALIDATOR.is_valid(content) == read, content
    return read


@pytest.mark.parametrize(
    "file", ["registry.yaml", *(p.relative_to(ROOT) for p in ROOT.glob("examples/**/registry.yaml"))]
)
def test_our_own_files_are_valid(file: str) -> None:
    assert agreed(strict_yaml.load((ROOT / file).read_text(encoding="utf-8")))


def test_our_own_file_names_the_schema_for_editors() -> None:
    [line] = [
        line for line in catalogue.path().read_text(encoding="utf-8").splitlines() if "yaml-language-server" in line
    ]
    assert (catalogue.path().parent / line.partition("$schema=")[2]).samefile(
        Path(zoo.__file__).parent / "registry.schema.json"
    )


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "presets:\nsuites:\n",
        "defaults: {recipe: fast, validation: none, seeds: 3, launcher: local, reader: image-folder}",
        "defaults: {validation: 0.25, augmenter: none, model: null}",
        "demo: {dataset: 'a,b', model: [a, 'b:c=1'], seed: [0, 3], limit: 100, from: 0123abcd.1}",
        "demo: {dataset: 'image-folder:path=/tmp/a:b c', validation: 1e-3, epochs: '3'}",
        "presets: {dataset: {photos: 'image-folder:path=x'}, model: , augmenter: {all: 'a+b:c=1+d'}}",
        "packages: {launcher: {ray: zoo-ray}, probe: {x: y}}",
        "expected_failures: {model: {any Name: {gradients: fixed}, other: }}",
        "suites: {a: {dataset: a, model: b}}",
        "demo: {dataset: a, model: b, precision: bfloat16}",
        "suites: {a: {summary: 3, dataset: a, runs: [{model: b}, {model: c, seeds: 2}]}}",
        "suites: {a: {seed: 1, dataset: a, model: b, runs: [{seeds: 2}]}}",
        "suites: {a: {seed: 1, seeds: 2, dataset: a, model: b, runs: [{seeds: 2}]}}",
        "suites: {a: {dataset: a, model: b, expected: {accuracy: 0.9, within: 0.01, source: x, note: y}}}",
        "suites: {a: {dataset: a, runs: [{model: b}, {model: c, expected: {below: {model: b}, source: x}}]}}",
    ],
)
def test_valid(text: str) -> None:
    assert agreed(strict_yaml.load(text))


@pytest.mark.parametrize(
    "text",
    [
        "[presets]",
        "prests: {}",
        "presets: []",
        "presets: {modle: {}}",
        "presets: {model: [big]}",
        "presets: {model: {Big: cnn}}",
        "presets: {model: {big: 3}}",
        "presets: {model: {big: a+b}}",
        "presets: {augmenter: {big: 'a,b'}}",
        "presets: {augmenter: {big: a+}}",
        "presets: {dataset: {big: 'a:b'}}",
        "packages: {model: {vit: 3}}",
        "defaults: {epochs: 3}",
        "defaults: {seeds: 10001}",
        "defaults: {validation: 1}",
        "defaults: {validation: all}",
        "demo: {dataset: {}}",
        "demo: {dataset: []}",
        "demo: {model: 3}",
        "demo: {epochs: 0}",
        "demo: {batch_size: 1.5}",
        "demo: {limit: true}",
        "demo: {precision: float16}",
        "demo: {seed: -1}",
        "demo: {from: {}}",
        "suites: {Big: {dataset: a, model: b}}",
        "suites: {a: }",
        "suites: {a: {dataset: a}}",
        "suites: {a: {dataset: a, model: b, runs: []}}",
        "suites: {a: {dataset: a, model: b, runs: {}}}",
        "suites: {a: {dataset: a, runs: [{model: b}, {}]}}",
        "suites: {a: {dataset: a, model: b, seed: 1, seeds: 2}}",
        "suites: {a: {dataset: a, model: b, seed: 1, seeds: 2, runs: [{seed: 1}, {}]}}",
        "suites: {a: {dataset: a, model: b, runs: [{seed: 1, seeds: 2}]}}",
        "suites: {a: {dataset: a, model: b, runs: [{}], expected: {accuracy: 0.9, source: x}}}",
        "suites: {a: {dataset: a, model: b, launcher: local}}",
        "suites: {a: {dataset: a, model: b, expected: {accuracy: 0.9}}}",
        "suites: {a: {dataset: a, model: b, expected: {accuracy: 90, source: x}}}",
        "suites: {a: {dataset: a, model: b, expected: {accuracy: 0.9, source: ' '}}}",
        "suites: {a: {dataset: a, model: b, expected: {accuracy: 0.9, source: x, sauce: y}}}",
        "suites: {a: {dataset: a, model: b, expected: {source: x}}}",
        "suites: {a: {dataset: a, runs: [{model: b}, {model: c, expected: {below: {}, source: x}}]}}",
        "suites: {a: {dataset: a, runs: [{model: b},{model: c,expected: {below: {model: b},within: 0.1,source: x}}]}}",
        "suites: {a: {dataset: a, runs: [{model: b}, {model: c, expected: {below: {modle: b}, source: x}}]}}",
        "expected_failures: {model: {tiny: {gradients: ''}}}",
        "expected_failures: {model: {tiny: [gradients]}}",
    ],
)
def test_invalid(text: str) -> None:
    assert not agreed(strict_yaml.load(text))


SCALARS = st.one_of(
    st.sampled_from(["a", "b:c=1", "a,b", "a+b", "A", "a:b", "", "none", "0.1", "3", "a:c=x y:d=/z:e"]),
    st.sampled_from([None, True, 0, 1, 3, -1, 0.5, 1.0, 2.5, 2**31]),
)
VALUES = st.one_of(SCALARS, st.lists(SCALARS, max_size=2), st.just({}))


@given(st.dictionaries(st.sampled_from([*sorted(suites.WORDS), "modle"]), VALUES, max_size=4))
def test_any_words(mapping: dict[str, Any]) -> None:
    one_in_a_list = any(isinstance(mapping.get(word), list) for word in set(suites.WORDS) - {"seed", *KINDS})
    if not one_in_a_list:  # `epochs: [3]` is 3 to the program; an editor may ask for less to be read
        agreed({"demo": mapping})
        agreed({"suites": {"s": {"dataset": "d", "model": "m", "runs": [mapping]}}})
        agreed({"suites": {"s": mapping}})
