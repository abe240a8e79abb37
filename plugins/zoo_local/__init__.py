"""The launcher of this machine: supervised worker processes, as many as runs may be in work at the same time."""

from __future__ import annotations

import zoo


def start(launch: zoo.LaunchConfig) -> zoo.Workers:
    """Returns a pool whose workers are processes of this machine, and write into the runs' folders themselves."""
    return zoo.Pool(launch)


@zoo.hookimpl
def zoo_launchers() -> list[zoo.Launcher]:
    return [zoo.Launcher(name="local", summary="worker processes on this machine", start=start)]
