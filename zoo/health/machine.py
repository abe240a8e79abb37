"""The machine: its processor and the instructions that count, its memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from zoo.execution.runner import cores
from zoo.experiments import instructions
from zoo.experiments.provenance import cpu_model
from zoo.health.diagnosis import Diagnosis

INSTRUCTIONS = {
    "avx": "AVX",
    "avx2": "AVX2",
    "fma": "FMA",
    "avx512f": "AVX-512",
    "avx512_vnni": "VNNI",
    "avx512_bf16": "BF16",
    "amx_tile": "AMX",
    "asimd": "NEON",
    "sve": "SVE",
    "bf16": "BF16",
}
"""By the name that Linux gives them, those that TensorFlow computes with."""

ENOUGH = 2e9
"""Bytes of memory: a worker takes one, and images more."""

QUOTA = Path("/sys/fs/cgroup/cpu.max")


def processor() -> Iterator[Diagnosis]:
    """Yields the processor, how much of it there is to use, and its instructions."""
    number = cores()
    has = f"; {', '.join(known)}" if (known := list(dict.fromkeys(_instructions()))) else ""
    yield Diagnosis("processor", "ok", f"{cpu_model()}, {number} core{'s' if number > 1 else ''} to use{has}")
    if (quota := _quota()) and quota < number:
        found = f"this container is given the time of {quota:g} of {number} cores, and a run takes {number} threads"
        yield Diagnosis("processor", "warning", found, f"zoo run --threads {max(1, int(quota))}")


def precision() -> Iterator[Diagnosis]:
    """Yields the processor's instructions for bfloat16."""
    has = ", ".join(instructions.bfloat16())
    says = (
        f"{has}: whether it is faster, --precision auto measures" if has else "no instructions for it: it is slow here"
    )
    yield Diagnosis("bfloat16", "ok", says)


def memory() -> Iterator[Diagnosis]:
    """Yields how much memory is free."""
    import psutil

    from zoo.ranking.tables.figures import size

    now = psutil.virtual_memory()
    found = f"{size(now.available)} of {size(now.total)} free"
    if now.available < ENOUGH:
        yield Diagnosis("memory", "warning", f"{found}; a run takes 1 GB and more", "ps aux --sort=-rss | head")
    else:
        yield Diagnosis("memory", "ok", found)


def _instructions() -> Iterator[str]:
    """Yields the names of `INSTRUCTIONS` that the processor has, as far as the system tells."""
    has = instructions.flags()
    return (name for flag, name in INSTRUCTIONS.items() if flag in has)


def _quota() -> float | None:
    """Returns how many cores' time a container has, None where that is not limited, or not said."""
    try:
        allowed, period = QUOTA.read_text(encoding="utf-8").split()
        return int(allowed) / int(period)
    except (OSError, ValueError):  # there is none, or it is `max`
        return None
