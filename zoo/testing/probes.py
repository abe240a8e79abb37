"""The contract of a probe: findings of the declared form, the same each time, of runs of any size; nothing changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from unittest import SkipTest

from zoo.plugin.findings import Findings
from zoo.testing.framework import Broken, Subject, check

WIDTH = 80


@dataclass(frozen=True)
class Asked:
    """What a probe found, asked twice of one run, and what else it did to the run."""

    findings: Sequence[Findings]
    changed: Sequence[str]


def asked(subject: Subject) -> list[Asked]:
    """Asks small untrained nets, of colour images that are not square and of grey ones; for `Subject.once`."""
    from zoo.testing.untrained import untrained

    return [_asked(subject, untrained(shape, classes)) for shape, classes in (((12, 16, 3), 3), ((9, 9, 1), 2))]


def _asked(subject: Subject, trained: Any) -> Asked:
    import numpy as np

    from zoo.training.outputs import weights

    values, every = dict(subject.values), np.arange(len(trained.labels))
    images, arrays = trained.images[every].copy(), weights(trained.net)
    findings = [_findings(subject.component.call("measure", values, trained)) for _ in range(2)]
    same = {
        "the images": np.array_equal(images, trained.images[every]),
        "the net": all(np.array_equal(old, new) for old, new in zip(arrays, weights(trained.net), strict=True)),
        "its parameters": values == subject.values,
    }
    return Asked(findings, [what for what, unchanged in same.items() if not unchanged])


def _findings(found: Any) -> Findings:
    if not isinstance(found, Findings):
        raise Broken("zoo.Findings from `measure`", repr(found), "return zoo.Findings(numbers=..., shown=[...])")
    found.check()
    return found


@check("probe", "answers", "`measure` returns zoo.Findings of the declared form, for colour and grey images")
def answers(subject: Subject) -> None:
    subject.once(asked)


@check("probe", "the same twice", "asked again, it finds the same")
def the_same_twice(subject: Subject) -> None:
    from zoo.training.outputs import plain

    for each in subject.once(asked):
        first, again = (plain([found.numbers, found.data, [*map(str, found.shown)]]) for found in each.findings)
        if first != again:
            raise Broken(f"{first} when it is asked again", f"{again}", "seed what is random: np.random.default_rng(0)")


@check("probe", "changes nothing", "images, net and parameters are afterwards what they were")
def changes_nothing(subject: Subject) -> None:
    if changed := [what for each in subject.once(asked) for what in each.changed]:
        raise Broken("what it is shown as it was", f"it changes {changed[0]}", "work on a copy of it")


@check("probe", "declared numbers", "each zoo.ProbeMetric of `metrics` is among the numbers that it finds")
def declared_numbers(subject: Subject) -> None:
    declared = [metric.name for metric in subject.component.metrics]  # type: ignore[attr-defined]
    for each in subject.once(asked):
        if missing := [name for name in declared if name not in each.findings[0].numbers]:
            remedy = f"return zoo.Findings(numbers={{{missing[0]!r}: ...}}), None where there is no answer"
            raise Broken(f"a number called {missing[0]}", f"{[*each.findings[0].numbers]}", remedy)


@check("probe", "lines", f"no line that it shows is longer than a terminal is wide, {WIDTH} letters")
def lines(subject: Subject) -> None:
    shown = [text for each in subject.once(asked) for text in each.findings[0].shown if isinstance(text, str)]
    longest = max((line for text in shown for line in text.splitlines()), key=len, default="")
    if len(longest) > WIDTH:
        raise Broken(f"lines of at most {WIDTH} letters", f"{len(longest)}: {longest}", "break it, or use zoo.Table")


@check("probe", "pictures", "each picture can be drawn, and is PNG")
def pictures(subject: Subject) -> None:
    from PIL import Image

    from zoo.inspection.probes import drawer

    found = [item for each in subject.once(asked) for item in each.findings[0].pictures.items()]
    if not found:
        raise SkipTest("it draws none")
    for file, picture in found:
        stream = BytesIO()
        drawer(picture)(stream)
        with Image.open(stream) as image:
            if image.format != "PNG":
                raise Broken(f"{file} as PNG", str(image.format), 'save it with format="png"')
            image.load()
