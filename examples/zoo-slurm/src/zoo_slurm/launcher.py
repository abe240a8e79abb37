"""`slurm`: runs are trained by jobs that `zoo run` submits to Slurm, through submitit."""

from typing import Annotated, Literal

import zoo
from zoo_slurm.desk import Desk
from zoo_slurm.workers import SlurmWorkers

Count = Annotated[int, zoo.Param(ge=1)]


def start(
    launch,
    *,
    jobs: Annotated[int, zoo.Param(ge=0, unit="at a time; 0: as many as -j says")] = 0,
    cores: Annotated[int, zoo.Param(ge=1, unit="of a job, and threads of its run")] = 1,
    gpus: Annotated[int, zoo.Param(ge=0, unit="of a job")] = 0,
    minutes: Annotated[int, zoo.Param(ge=1, unit="that a job may take, as Slurm allows")] = 60,
    memory: Annotated[int, zoo.Param(ge=0, unit="GB of a job; 0: what Slurm gives unasked")] = 0,
    partition: str = "",
    folder: str = "",
    cluster: Literal["slurm", "local"] = "slurm",
):
    """Returns workers that are Slurm jobs; none is submitted before there is a task.

    Args:
        launch: what the zoo asks for.
        folder: what all nodes see; by default a folder in ZOO_HOME.
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
        mem_gb=memory or None,
        slurm_partition=partition or None,
        slurm_srun_args=[f"--cpus-per-task={cores}"],  # which Slurm 22.05 and later do not take over from the job
    )
    return SlurmWorkers(desk, executor, launch, jobs=jobs or launch.jobs, threads=cores)


LAUNCHER = zoo.Launcher(name="slurm", summary="jobs of a Slurm cluster, by submitit", start=start)
