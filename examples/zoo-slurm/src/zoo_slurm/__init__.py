"""What zoo-slurm brings to the zoo."""

import zoo
from zoo_slurm.launcher import LAUNCHER

zoo_interface = 2  # that of the zoo it was written for


@zoo.hookimpl
def zoo_launchers():
    return [LAUNCHER]
