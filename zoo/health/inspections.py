"""What `zoo doctor` inspects, in the order in which it tells of it."""

from __future__ import annotations

from zoo.health import computing, installation, machine, plugins, storage
from zoo.health.diagnosis import Inspection


def everything() -> dict[str, Inspection]:
    """Returns every inspection, by what it is about."""
    return {
        "zoo": installation.versions,
        "settings": installation.settings,
        "processor": machine.processor,
        "memory": machine.memory,
        "disk": storage.disk,
        "store": storage.store,
        "data": storage.data,
        "plugins": plugins.plugins,
        "tensorflow": computing.computing,
    }
