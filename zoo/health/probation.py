"""Plugins, each imported in a process of its own with a time limit: what they do to it, down to hangs and crashes."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zoo.errors import ZooError
from zoo.plugin import zoofile
from zoo.plugin.choice import chosen
from zoo.plugin.components import KINDS, Component
from zoo.plugin.containment import place
from zoo.plugin.discovery import Found, Problem
from zoo.plugin.loading import PluginReport
from zoo.progress import track
from zoo.secrets import worker_environment

LIMIT = 60.0
"""Seconds that a plugin may take to be imported: TensorFlow's import takes five, on a busy machine twenty."""

_CODE = "from zoo.health.examiner import main; main()"
_FRAME = re.compile(r'^ *File "(.+)", line (\d+)', re.MULTILINE)

_STANDINS: Mapping[str, type[Component]] = {
    kind: type(description.__name__, (Component,), {"kind": kind, "callables": {}})
    for kind, description in KINDS.items()
}
"""By kind, what stands for a component that was described in another process: its name and summary."""


@dataclass(frozen=True, kw_only=True)
class Health:
    """How a plugin is.

    Args:
        report: as loading it would give, with a stand-in for each component, a name and a summary, and hooks by name
            alone.
        printed: what it printed when it was imported, at most 4000 bytes of it.
        outdated: what it uses and is to go, a sentence each.
    """

    report: PluginReport
    printed: str = ""
    outdated: tuple[str, ...] = ()

    @property
    def well(self) -> bool:
        """Whether nothing is wrong with it. That it prints, or is slow, harms nobody."""
        return not self.report.problems


def installed(disabled: Collection[str] = ()) -> list[Health]:
    """Returns how the plugins are that a command would load, and the names among them that several claim.

    Raises:
        UsageError: as `zoo.experiments.registry.load` does.
        ZooError: as `examine` does.
    """
    return compared(chosen(disabled, zoofile.here()))


def compared(found: Iterable[Found], *, local: bool = True) -> list[Health]:
    """Returns how plugins are, and the names that several of them claim.

    Args:
        local: whether the working directory's catalogue counts.

    Raises:
        UsageError: that catalogue cannot be read, or takes a component's name.
        ZooError: as `examine` does.
    """
    from zoo.experiments import catalogue, registry

    known = examine(found)
    settled = registry.build([each.report for each in known], catalogue.load(local=local))
    return [dataclasses.replace(each, report=report) for each, report in zip(known, settled.plugins, strict=True)]


def examine(found: Iterable[Found], *, limit: float = LIMIT) -> list[Health]:
    """Imports plugins, each in a process of its own, and returns how they are, in their order.

    Whatever a plugin does there, it does not do here. Each is looked at alone: `installed` compares them, too.

    Args:
        limit: seconds that a plugin may take, from the start of its process to its end.

    Raises:
        ZooError: somebody killed the process that starts them.
    """
    plugins = list(found)
    asked = [plugin for plugin in plugins if plugin.entry is not None]
    known = {asked[answer["number"]]: answer for answer in _answers(asked, limit)} if asked else {}
    if len(known) < len(asked):
        raise ZooError(
            "The process that imports plugins ended too soon.", cause="Somebody killed it.", hint="zoo plugins"
        )
    return [_health(plugin, known[plugin], limit) if plugin in known else _unread(plugin) for plugin in plugins]


def _answers(plugins: list[Found], limit: float) -> Iterator[Mapping[str, Any]]:
    """Yields what the examiner tells, plugin by plugin as they are through."""
    question = {"plugins": [_question(plugin) for plugin in plugins], "jobs": os.cpu_count() or 1, "limit": limit}
    environment = {**worker_environment(), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with tempfile.TemporaryFile("w+") as asked:
        json.dump(question, asked)
        asked.seek(0)
        how: Any = {"stdin": asked, "stdout": subprocess.PIPE, "env": environment, "text": True}
        with subprocess.Popen([sys.executable, "-P", "-c", _CODE], **how) as process:  # noqa: S603 - code of the zoo
            try:
                yield from map(json.loads, track(process.stdout or (), len(plugins), "importing plugins", "plugins"))
            finally:
                process.terminate()


def _question(plugin: Found) -> dict[str, Any]:
    return {"provider": vars(plugin.provider), "value": plugin.entry and plugin.entry.value}


def _unread(plugin: Found) -> Health:
    return Health(report=PluginReport(provider=plugin.provider, problems=(plugin.problem,) if plugin.problem else ()))


def _health(plugin: Found, known: Mapping[str, Any], limit: float) -> Health:
    answer, ending = known["answer"] or {}, _ending(known, limit)
    problems = [Problem(**each) for each in answer.get("problems", ())]
    problems += [Problem(ending + _where(known["said"]), plugin.provider.remedy)] if ending else []
    components = [] if problems else [_STANDINS[kind](name=n, summary=s) for kind, n, s in answer["components"]]
    hooks: Any = {} if problems else dict.fromkeys(answer["hooks"])
    report = PluginReport(
        provider=plugin.provider,
        components=tuple(components),
        hooks=hooks,
        catalogue=Path(answer["catalogue"]) if answer.get("catalogue") else None,
        problems=tuple(problems),
        lost=tuple((kind, name) for kind, name in answer.get("lost", ())),
        changed=tuple(answer.get("changed", ())),
        **{name: answer[name] for name in ("module", "interface", "seconds", "slow") if name in answer},
    )
    outdated = tuple(dict.fromkeys(answer.get("outdated", ())))
    return Health(report=report, printed="" if ending else known["said"], outdated=outdated)


def _ending(known: Mapping[str, Any], limit: float) -> str:
    """Returns how its process ended, as the rest of a sentence; nothing where that is as it should be."""
    answered, status = known["answer"] is not None, known["status"]
    if known["hung"]:
        return "keeps the program from ending" if answered else f"was not imported within {limit:.0f} s"
    if status == 0 and answered:
        return ""
    when = "when the program ends" if answered else "when it is imported"
    if status is None or status >= 0:
        return f"ends the program with status {status} {when}"
    return f"crashes {when}, by {signal.Signals(-status).name}"


def _where(said: str) -> str:
    return place((file, int(line)) for file, line in reversed(_FRAME.findall(said)))
