"""Probes that break the contract are found out; the one in the documentation keeps it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from PIL import Image

import zoo
from zoo.testing.framework import Result, run

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "plugins.md"


def probe(measure: Callable[..., Any], **named: Any) -> zoo.Probe:
    return zoo.Probe(name="made", summary="a made probe", measure=measure, **named)


def failures(component: zoo.Probe) -> dict[str, Result]:
    return {found.check: found for found in run(component) if found.status == "failed"}


def test_the_probe_in_the_documentation_keeps_the_contract() -> None:
    [source] = [
        code for code in re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL) if "zoo.Probe(" in code
    ]
    names: dict[str, Any] = {"__name__": "documented"}
    exec(source, names)
    [documented] = names["zoo_probes"]()
    assert failures(documented) == {}


def test_pictures_of_each_form() -> None:
    def measure(trained: zoo.Trained) -> zoo.Findings:
        picture = Image.fromarray(trained.images[:1][0][:, :, 0])
        drawn: dict[str, Any] = {"a.png": picture, "b.png": Figure(), "c.png": lambda out: picture.save(out, "png")}
        return zoo.Findings(pictures=drawn)

    assert failures(probe(measure)) == {}


def test_what_breaks_the_contract() -> None:
    counted = itertools.count()

    def changes_images(trained: zoo.Trained) -> zoo.Findings:
        np.asarray(trained.images)[:] = 0
        return zoo.Findings()

    def changes_the_net(trained: zoo.Trained) -> zoo.Findings:
        trained.net.set_weights([0 * array for array in trained.net.get_weights()])
        return zoo.Findings()

    def draws_a_jpeg(trained: zoo.Trained) -> zoo.Findings:
        return zoo.Findings(pictures={"a.png": lambda out: Image.new("L", (4, 4)).save(out, "jpeg")})

    number = [zoo.ProbeMetric(name="n")]
    faults: list[tuple[Callable[..., Any], str, str, dict[str, Any]]] = [
        (lambda trained: {}, "answers", "{}", {}),
        (lambda trained: zoo.Findings(numbers={"n": float(next(counted))}), "the same twice", "'n': 1.0", {}),
        (lambda trained: zoo.Findings(shown=["x" * 81]), "lines", "81: xxx", {}),
        (lambda trained: zoo.Findings(numbers={"m": 1}), "declared numbers", "['m']", {"metrics": number}),
        (changes_images, "changes nothing", "it changes the images", {}),
        (changes_the_net, "changes nothing", "it changes the net", {}),
        (draws_a_jpeg, "pictures", "JPEG", {}),
    ]
    for measure, check, said, named in faults:
        found = failures(probe(measure, **named))
        assert set(found) == {check}
        assert said in found[check].found
