"""What `zoo doctor` inspects, in the order in which it tells of it."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from zoo.health import computing, installation, machine, plugins, storage
from zoo.health.diagnosis import Inspection


def everything(disabled: Collection[str] = ()) -> list[Inspection]:
    """Returns every inspection; of plugins, without the `disabled` ones."""
    return [
        Inspection("zoo", installation.versions),
        Inspection("settings", installation.settings),
        Inspection("processor", machine.processor),
        Inspection("memory", machine.memory),
        Inspection("disk", storage.disk),
        Inspection("store", storage.store),
        Inspection("files", storage.files, "ZOO_FILES= zoo doctor   (without it)"),
        Inspection("data", storage.data, "export ZOO_DATA=DIR   (on a disk that answers)"),
        Inspection("kept", storage.kept, "export ZOO_DATA=DIR   (on a disk that answers)"),
        Inspection("plugins", partial(plugins.plugins, disabled), "zoo plugins"),
        Inspection("tensorflow", computing.computing, computing.TRY_IT),
    ]
