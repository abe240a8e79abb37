"""A Slurm of this machine: sbatch, srun, sacct and scancel, as far as submitit uses them. Each job is a process group.

`python fake_slurm.py PROGRAM ARGUMENTS...` is one of them; what they know of jobs is in the folder FAKE_SLURM.
"""

import os
import re
import signal
import subprocess
import sys
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

PROGRAMS = ("sbatch", "srun", "sacct", "scancel")


def install(folder):
    """Writes the programs into a folder."""
    for name in PROGRAMS:
        program = folder / name
        program.write_text(f'#!/bin/sh\nexec {sys.executable} {__file__} {name} "$@"\n')
        program.chmod(0o755)


def jobs():
    """Returns the process of each job, by its id."""
    return {path.stem: int(path.read_text()) for path in Path(os.environ["FAKE_SLURM"]).glob("*.pid")}


def signalled(number, *names):
    """Sends a signal to all processes of some jobs."""
    for name in names:
        with suppress(ProcessLookupError):
            os.killpg(jobs()[name], number)


def alive(process):
    with suppress(ProcessLookupError):
        os.killpg(process, 0)
        return True
    return False


def sbatch(script):
    folder = Path(os.environ["FAKE_SLURM"])
    text = Path(script).read_text()
    number = len(list(folder.glob("*.sh"))) + 1
    (folder / f"{number}.sh").write_text(text)
    array = re.search(r"--array=0-(\d+)", text)
    for index in range(int(array[1]) + 1) if array else [None]:
        known = {"SLURM_JOB_ID": str(number)}
        if array:
            known |= {"SLURM_ARRAY_JOB_ID": str(number), "SLURM_ARRAY_TASK_ID": str(index)}
        nowhere = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        job = subprocess.Popen(["bash", script], env={**os.environ, **known}, start_new_session=True, **nowhere)
        name = f"{number}_{index}" if array else f"{number}"
        (folder / f"{name}.pid").write_text(str(job.pid))
    sys.stdout.write(f"Submitted batch job {number}\n")


def srun(*words):
    """Runs what stands behind its options, of which submitit gives `--output FILE` and `--error FILE` so."""
    named = dict(pairwise(words))
    output, error = (_name(named[option]) for option in ("--output", "--error"))
    command = words[words.index(sys.executable) :]
    with open(output, "ab") as out, open(error, "ab") as err:
        sys.exit(subprocess.run(command, stdout=out, stderr=err, check=False).returncode)


def _name(pattern):
    known = {"%j": "SLURM_JOB_ID", "%A": "SLURM_ARRAY_JOB_ID", "%a": "SLURM_ARRAY_TASK_ID"}
    for mark, variable in known.items():
        pattern = pattern.replace(mark, os.environ.get(variable, mark))
    return pattern.replace("%t", "0")


def sacct(*words):
    states = {name: "RUNNING" if alive(process) else "NODE_FAIL" for name, process in jobs().items()}
    sys.stdout.write("".join(["JobID|State|NodeList\n", *(f"{name}|{state}|here\n" for name, state in states.items())]))


def scancel(name):
    signalled(signal.SIGTERM, name)


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
