"""pip of the Python that runs the zoo, and what a package's plugins provide, each imported in a process of its own."""

from __future__ import annotations

import importlib
import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterable

from zoo.cli.output import say
from zoo.errors import PluginError, shell_quote
from zoo.health import probation
from zoo.plugin.discovery import find, normalise
from zoo.plugin.loading import PluginReport
from zoo.secrets import worker_environment

NEEDED = re.compile(r"Requirement already satisfied: .* \(from ")


def run(*arguments: str) -> int:
    """Runs pip, which prints what it does, and returns its exit status. That what a package needs is there already,
    fifty lines where it needs the zoo, is left out.

    Raises:
        PluginError: there is no pip.
    """
    if importlib.util.find_spec("pip") is None:
        hint = shell_quote(sys.executable, "-m", "ensurepip")
        raise PluginError("There is no pip to install packages with.", cause=f"{sys.executable} has none.", hint=hint)
    sys.stdout.flush()
    words = [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments]
    with subprocess.Popen(words, stdout=subprocess.PIPE, env=worker_environment(), text=True) as process:  # noqa: S603 - what was typed
        for line in process.stdout or ():
            if not NEEDED.match(line):
                say(line.rstrip("\n"))
    return process.returncode


def typed(*arguments: str) -> str:
    """Returns pip's command as a shell takes it."""
    return shell_quote(sys.executable, "-m", "pip", *arguments)


def plugins_of(distributions: Iterable[str]) -> list[PluginReport]:
    """Returns how the plugins of some distributions are, beside the zoo's own: of others none is imported."""
    importlib.invalidate_caches()
    names = {normalise(name) for name in distributions}
    found = [each for each in find() if each.provider.own or normalise(each.provider.distribution) in names]
    reports = [health.report for health in probation.compared(found, local=False)]
    return [report for report in reports if not report.provider.own]
