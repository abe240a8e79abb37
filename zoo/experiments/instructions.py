"""The instructions that this machine's processor has, as far as the system tells."""

from __future__ import annotations

from pathlib import Path

CPUINFO = Path("/proc/cpuinfo")

BFLOAT16 = ("avx512_bf16", "amx_bf16", "bf16")
"""Those that compute with bfloat16, by the names that Linux gives them; the last is ARM's."""


def flags() -> frozenset[str]:
    """Returns the names of all instructions; none where the system does not tell."""
    text = CPUINFO.read_text(encoding="utf-8", errors="replace") if CPUINFO.exists() else ""
    told = (line.partition(":")[2] for line in text.splitlines() if line.lower().startswith(("flags", "features")))
    return frozenset(next(told, "").split())


def bfloat16() -> list[str]:
    """Returns the names of those that compute with bfloat16."""
    has = flags()
    return [name for name in BFLOAT16 if name in has]
