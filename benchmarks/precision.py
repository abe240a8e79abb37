"""What bfloat16 gives a network of the zoo where the processor has instructions for it: `--precision`."""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
from pathlib import Path

from benchmarks import common
from benchmarks.training import CNN6, compare
from benchmarks.trainings import Trainings
from zoo.experiments import instructions

TITLE = "cnn6 in bfloat16, against float32"


def measure(folder: Path) -> list[common.Comparison]:
    """Returns the row."""
    cnn6 = Trainings(folder / "cnn6", CNN6)
    rounded, plain = cnn6.zoo_run("none", precision="bfloat16"), cnn6.zoo_run("none")
    return [compare("cnn6, bfloat16 against float32", rounded, plain, at_least=1.5)]


def main() -> int:
    """Measures and prints. Returns the exit status."""
    if not instructions.bfloat16():
        return common.skip(TITLE, "this processor has no instructions for it")
    # What a worker prints goes to the run's log; here, where there is none, it would stand between the tables.
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        comparisons = measure(Path(folder))
    return common.report(TITLE, comparisons)


if __name__ == "__main__":
    sys.exit(main())
