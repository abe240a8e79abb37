"""`slurm`: runs are trained by jobs that `zoo run` submits to Slurm, through submitit."""

from dataclasses import replace
from typing import Annotated, Literal

import zoo
from zoo_slurm.desk import Desk
from zoo_slurm.workers import SlurmWorkers

Count = Annotated[int, zoo.Param(ge=1)]


def start(
    launch,
    *,
    jobs: Count | None = None,
    cores: Count = 1,
    gpus: Annotated[int, zoo.Param(ge=0)] = 0,
    minutes: Count = 60,
    memory: Count | None = None,
    partition: str | None = None,
    folder: str | None = None,
    cluster: Literal["slurm", "local"] = "slurm",
):
    """Returns workers that are Slurm jobs; none is submitted before there is a task.

    Args:
        launch: what the zoo asks for.
        jobs: how many at a time; by default what `-j` says.
        cores, gpus: of each job; a run has as many threads as its job has cores, unless `--threads` says otherwise.
        minutes: that a job may take.
        memory: GB of each job; by default what Slurm gives unasked.
        partition: which machines, as Slurm calls them.
        folder: what all nodes see; by default `slurm` in ZOO_HOME.
        cluster: `local` has processes of this machine do what jobs would.
    """
    import submitit

    desk = Desk.new(folder or launch.logs.parent / "slurm")
    try:
        executor = submitit.AutoExecutor(folder=desk.folder / "jobs", cluster=cluster)
    except RuntimeError as error:
        raise zoo.PluginError(
            "This machine has no Slurm.", cause=f"{error}", hint="zoo run --launcher slurm:cluster=local"
        ) from error
    executor.update_parameters(
        name="zoo",
        timeout_min=minutes,
        cpus_per_task=cores,
        gpus_per_node=gpus,
        mem_gb=memory,
        slurm_partition=partition,
        slurm_srun_args=[f"--cpus-per-task={cores}"],  # which Slurm 22.05 and later do not take over from the job
    )
    settings = {**launch.settings, "threads": launch.threads or cores}
    return SlurmWorkers(desk, executor, replace(launch, jobs=jobs or launch.jobs, settings=settings))


LAUNCHER = zoo.Launcher(name="slurm", summary="jobs of a Slurm cluster, by submitit", start=start)
