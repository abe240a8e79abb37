"""The launcher of a Ray cluster: each node runs the zoo's own supervised workers."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Annotated

import zoo


def start(
    launch: zoo.LaunchConfig,
    *,
    address: Annotated[str | None, zoo.Param(help="HOST:PORT, or auto; none: this machine alone")] = None,
    jobs: Annotated[int | None, zoo.Param(ge=1, help="runs at a time; by default -j, else as many as fit")] = None,
    cores: Annotated[int | None, zoo.Param(ge=1, help="per run; by default --threads, else 1")] = None,
    gpus: Annotated[float, zoo.Param(ge=0, help="per run, which sees no other")] = 0.0,
) -> zoo.Workers:
    """Returns workers on a Ray cluster.

    Without an address it is a cluster of this machine alone, which ends with the command. Where the user says how many
    runs there are to be at a time, Ray is asked for all of them: so a cluster may grow.

    Raises:
        UsageError: Ray is not installed, or nothing answers at the address.
        ZooError: Ray refuses.
    """
    if find_spec("ray") is None:
        raise zoo.UsageError("Ray is not installed.", hint="pip install 'keras-zoo[ray]'")
    from zoo_ray.workers import RayWorkers

    typed = jobs or (launch.most if launch.jobs == launch.most else None)
    threads = launch.threads or cores or 1
    wanted = {
        "address": address,
        "jobs": typed and min(typed, launch.most),
        "most": launch.most,
        "cores": cores or threads,
        "gpus": gpus,
        "handler": launch.handler,
        "settings": {**launch.settings, "threads": threads},
        "question": launch.nodes.question if launch.nodes else None,
        "parcels": [[each.folder, each.manifest] for each in launch.nodes.parcels] if launch.nodes else [],
    }
    return RayWorkers(wanted, launch)


@zoo.hookimpl
def zoo_launchers() -> list[zoo.Launcher]:
    return [
        zoo.Launcher(name="ray", summary="worker processes on the nodes of a Ray cluster", start=start, remote=True)
    ]
