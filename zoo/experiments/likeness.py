"""Whether another machine has what this one has: the zoo, the libraries below it, the code of what is trained."""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import json
import platform
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from zoo.errors import MOST_CHANGES, Failure, PluginError, UsageError, ZooError, shell_quote, some
from zoo.experiments import provenance
from zoo.plugin.discovery import OWN

if TYPE_CHECKING:
    from zoo.experiments.loaded_code import LoadedCode
    from zoo.experiments.registry import Registry

Told = Mapping[str, Any]
"""What `tell` returns; plain JSON."""


@dataclass(frozen=True)
class Difference:
    """What another machine lacks or has in another version, and what to do there."""

    text: str
    remedy: str


def expected(registry: Registry, components: Iterable[str]) -> Told:
    """Returns what `tell` does, of this process, with what installs the code of each component.

    Args:
        components: those to look at, as `model:mlp`.
    """
    told = tell(registry, components)
    for key, code in told["components"].items():
        zoofile = registry.provider(*key.split(":")).zoofile
        code["install"] = (
            f"copy {zoofile.parent} there, or make a package of it: zoo new NAME"
            if zoofile
            else install(code["distribution"], code["version"])
        )
    return told


def tell(registry: Registry, components: Iterable[str], loaded: LoadedCode | None = None) -> Told:
    """Returns what makes results here: a hash of the zoo's own code, versions of libraries, the code of components.

    Args:
        components: those to look at, as `model:mlp`; one that is not here is told with the reason.
        loaded: the code as this process has loaded it, in place of what the files hold now.
    """
    return {
        "python": platform.python_version(),
        "zoo": _own_code(),
        "libraries": {name: provenance.installed_version(name) for name in provenance.LIBRARIES},
        "components": {key: _component(registry, key, loaded) for key in components},
    }


def differences(here: Told, there: Told) -> Iterator[Difference]:
    """Yields in what another machine differs so that its results would be others: by code or a library's version.

    What only is recorded with each run, as the processor and Python's version, is none.

    Args:
        here: what `expected` has returned.
        there: what `tell` has returned there.
    """
    for name, version in here["libraries"].items():
        other = there["libraries"].get(name)
        if version and other != version:
            text = f"{name} is {other}, and {version} here" if other else f"{name} is not there, and {version} here"
            yield Difference(text, install(name, version))
    own = str(here["libraries"][OWN])
    if here["zoo"] != there["zoo"] and there["libraries"].get(OWN) == own:
        yield Difference(f"the code of the zoo differs ({OWN} {own} there and here)", install(OWN, own))
    for key, mine in here["components"].items():
        if unlike := _unlike(key.replace(":", " "), mine, there["components"].get(key, {})):
            yield Difference(unlike, mine["install"])


def refusal(found: list[Difference]) -> ZooError:
    """Returns the error for what differs: one command installs all of it that can be installed so."""
    remedies = list(dict.fromkeys(each.remedy for each in found))
    pip = [each.removeprefix(PIP) for each in remedies if each.startswith(PIP)]
    others = [each for each in remedies if not each.startswith(PIP)]
    hint = "; then ".join([*others, *([PIP + " ".join(pip)] if pip else [])])
    return PluginError(f"{some([each.text for each in found], MOST_CHANGES, '; ')}.", hint=hint)


PIP = "pip install "


@functools.cache
def install(distribution: str, version: str) -> str:
    """Returns the command that installs a distribution elsewhere as it is here; of one that was installed from a folder
    of this machine, with what comes first."""
    try:
        text = importlib.metadata.distribution(distribution).read_text("direct_url.json")
        origin = json.loads(text) if text else {}
    except (importlib.metadata.PackageNotFoundError, ValueError, OSError):
        origin = {}
    url, vcs = str(origin.get("url", "")), origin.get("vcs_info")
    if url.startswith("file:"):
        folder = shell_quote(unquote(urlsplit(url).path))
        return f"copy {folder} there; then {PIP}{folder}"
    exact = f"{vcs['vcs']}+{url}@{vcs['commit_id']}" if vcs else f"{distribution}=={version}"
    return PIP + shell_quote(exact)


def _component(registry: Registry, key: str, loaded: LoadedCode | None) -> dict[str, Any]:
    kind, _, name = key.partition(":")
    try:
        registry.component(kind, name)
        code = loaded.component(key) if loaded else provenance.component_code(registry, kind, name)
        return dict(code)
    except (UsageError, PluginError) as error:
        return {"absent": str(Failure.of(error))}


def _unlike(what: str, mine: Told, theirs: Told) -> str | None:
    """Returns how a component differs there, None where it does not; code that cannot be read goes by its version."""
    if "sources" not in theirs:
        return f"{what} of {_named(mine)} is not there ({theirs.get('absent', 'nothing is told of it')})"
    old, new = mine["sources"], theirs["sources"]
    modules = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    if modules:
        return f"the code of {what} differs: {some(modules)} ({_named(theirs)}, and {_named(mine)} here)"
    if None in old.values() and mine["version"] != theirs["version"]:
        return f"{what} is of {_named(theirs)}, and of {_named(mine)} here"
    return None


def _named(code: Told) -> str:
    return f"{code['distribution']} {code['version']}"


@functools.cache
def _own_code() -> str:
    """Returns a hash of the zoo's own modules. A run that they make is not stale when they change (`PROTOCOL` says when
    it is); but one sweep is trained by one zoo."""
    root, digest = Path(__file__).parent.parent, hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        digest.update(f"{path.relative_to(root).as_posix()}\n".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
