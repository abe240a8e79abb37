"""Questions to a trained run: asked once, kept in the run, and shown again."""

from __future__ import annotations

import functools
import time
from collections.abc import Iterable
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from zoo.data import digest
from zoo.experiments import provenance
from zoo.experiments.plugin_errors import blamed
from zoo.plugin.findings import Findings, Picture, Table
from zoo.store import answers
from zoo.store.records import now
from zoo.training.outputs import plain

if TYPE_CHECKING:
    from zoo.experiments.experiment import Part
    from zoo.experiments.registry import Registry
    from zoo.store import Store
    from zoo.store.answers import Answer
    from zoo.training.trained import Trained


def kept(folder: Path, part: Part, registry: Registry) -> Answer | None:
    """Returns what was found before; None where nothing was, or by other code of the probe than there is today, or of
    files that have other content today.

    Args:
        folder: the run's.
        part: the probe with its parameters.
    """
    answer = answers.read(folder, part.name, str(part.term))
    return answer if answer and not outdated(answer, registry) else None


def outdated(answer: Answer, registry: Registry) -> str:
    """Returns why an answer would not be given today: the probe, or a file that it was asked about, is another. Empty
    where it would."""
    name = answer["probe"]
    if name not in registry.names("probe") or answer["code"] != code_of(registry, name):
        return "by other code of the probe"
    then = answer.get("asked_about", {})
    return "" if then == _content(then) else "of a file that is another today"


def _content(paths: Iterable[str]) -> dict[str, str | None]:
    """Returns the SHA-256 of each file, None of what is none."""
    return {path: digest.of_file(Path(path)) if Path(path).is_file() else None for path in paths}


def code_of(registry: Registry, name: str) -> str:
    """Returns one hash for the sources of a probe."""
    return provenance.code_hash({name: provenance.component_code(registry, "probe", name)})


def ask(trained: Trained, part: Part, registry: Registry, store: Store, folder: Path) -> Answer:
    """Asks a probe, and keeps what it finds: the answer in the run's folder and, where it was asked without parameters
    of its own, its numbers in the store, so that tables compare what was asked alike.

    Raises:
        PluginError: the probe fails, or what it returns is no findings.
        StoreError: it cannot be kept.
        UsageError: the probe refuses what it was asked, or the run was removed meanwhile.
    """
    probe, began = registry.component("probe", part.name), time.perf_counter()
    with blamed(registry, "probe", part.name, "measured"):
        found = probe.call("measure", part.values, trained)
        if not isinstance(found, Findings):
            raise TypeError(f"Expected zoo.Findings. Received: {type(found).__name__}")
        found.check()
        answer = {
            "probe": part.name,
            "question": str(part.term),
            "values": plain(part.to_dict()["values"]),
            "code": code_of(registry, part.name),
            "asked_about": _content(str(value) for value in part.values.values() if isinstance(value, Path)),
            "measured": now(),
            "seconds": time.perf_counter() - began,
            "numbers": {name: None if value is None else float(value) for name, value in found.numbers.items()},
            "shown": [plain(vars(each)) if isinstance(each, Table) else each for each in found.shown],
            "notes": [str(note) for note in found.notes],
            "data": plain(found.data),
            "pictures": list(found.pictures),
        }
        drawn = {name: drawer(picture) for name, picture in found.pictures.items()}
        _keep(folder, answer, drawn)
    record(store, folder.name, answer)
    return answer


def record(store: Store, run: str, answer: Answer) -> None:
    """Has the store know the numbers of an answer to a question without parameters, unless it does."""
    if answer["question"] != answer["probe"]:
        return
    begin = f"{answer['probe']}."
    known = [each.metrics for each in store.runs(names=[run])]
    told = {f"{begin}{name}": value for name, value in answer["numbers"].items() if value is not None}
    if not known or {key: value for key, value in known[0].items() if key.startswith(begin)} != told:
        store.probed(run, answer["probe"], answer["numbers"])


def _keep(folder: Path, answer: Answer, drawn: dict[str, answers.Draw]) -> None:
    answers.write(folder, answer, drawn)


def _saved(figure: Any, stream: IO[bytes]) -> None:
    from zoo.inspection.text import boxes_for_unknown_letters

    with boxes_for_unknown_letters():
        figure.savefig(stream, format="png")


def drawer(picture: Picture) -> answers.Draw:
    """Returns the function that writes a picture as PNG."""
    shown: Any = picture
    if hasattr(shown, "savefig"):
        return functools.partial(_saved, shown)
    if hasattr(shown, "save"):
        return lambda stream: shown.save(stream, format="png", optimize=True)
    if callable(shown):
        return shown
    raise TypeError(f"Expected a picture. Received: {type(shown).__name__}")
