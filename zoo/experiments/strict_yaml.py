"""Strict YAML: no key twice, no alias, and unquoted words such as `no` or `010` stay text."""

from __future__ import annotations

import re
from typing import Any, ClassVar

import yaml

PLAIN = {"int": r"-?(0|[1-9]\d*)", "float": r"-?\d+\.\d+([eE][-+]?\d+)?", "bool": "true|false", "null": "null|~|"}
"""What is no text: the core of YAML 1.2. To YAML 1.1, `010` is 8, `1:30` is 90 and `no` is false."""


def load(text: str) -> Any:
    """Returns what a text says. Raises `yaml.YAMLError` where it cannot be read, or says something twice."""
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader, made narrower
    except RecursionError:
        raise yaml.YAMLError("It is nested too deep.") from None


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        if node in self.constructed_objects:  # aliases of aliases make gigabytes of some bytes
            raise _refused(node, "an alias stands for this; write it out instead")
        return super().construct_object(node, deep)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        if len(mapping) < len(node.value):
            keys = [key.value for key, _ in node.value]
            twice = next((key for key, _ in reversed(node.value) if keys.count(key.value) > 1), node)
            raise _refused(
                twice, f"the key {twice.value!r} stands twice" if twice is not node else "a key stands twice"
            )
        return mapping


for tag, pattern in PLAIN.items():
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"(?:{pattern})$"), None)


def _refused(node: yaml.Node, reason: str) -> yaml.YAMLError:
    return yaml.constructor.ConstructorError(None, None, reason, node.start_mark)
