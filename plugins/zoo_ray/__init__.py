"""The launcher of a Ray cluster: each node runs the zoo's own supervised workers."""

from __future__ import annotations

import zoo


def start(
    launch: zoo.LaunchConfig,
    *,
    address: str | None = None,
    jobs: int | None = None,
    cores: int | None = None,
    gpus: float = 0.0,
) -> zoo.Workers:
    """Returns workers on a Ray cluster.

    Args:
        address: the cluster's, as `ray status --address` takes it, or `auto` for that of this machine; by default a
            cluster of this machine alone, which ends with the command.
        jobs: how many runs at a time at most; by default what `-j` says, else as many as fit.
        cores: what each run reserves, and the threads that it gets; by default what `--threads` says, else 1.
        gpus: what each run reserves, and all that it sees.
    """
    from zoo_ray import workers

    return workers.start(launch, address=address, jobs=jobs, cores=cores, gpus=gpus)


@zoo.hookimpl
def zoo_launchers() -> list[zoo.Launcher]:
    return [zoo.Launcher(name="ray", summary="worker processes on the nodes of a Ray cluster", start=start)]
