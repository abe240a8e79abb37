"""The processor's instructions, what a container may use, and memory that is little."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from zoo.experiments import instructions
from zoo.health import machine


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("processor\t: 0\nflags\t\t: fpu sse2 avx avx2 fma avx512f\n\nprocessor\t: 1\n", "; AVX, AVX2, FMA, AVX-512"),
        ("processor\t: 0\nFeatures\t: fp asimd sve bf16\n", "; NEON, SVE, BF16"),
        ("", " to use"),
    ],
)
def test_instructions(text: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cpuinfo").write_text(text)
    monkeypatch.setattr(instructions, "CPUINFO", tmp_path / "cpuinfo")
    monkeypatch.setattr(machine, "QUOTA", tmp_path / "none")
    monkeypatch.setattr(machine, "cores", lambda: 8)
    (found,) = machine.processor()
    assert found.state == "ok"
    assert ", 8 cores to use" in found.found
    assert found.found.endswith(expected)


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ("avx512f avx512_bf16 amx_bf16", "avx512_bf16, amx_bf16: whether it is faster, --precision auto measures"),
        ("avx512f", "no instructions for it: it is slow here"),
    ],
)
def test_instructions_for_bfloat16(flags: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cpuinfo").write_text(f"flags\t\t: fpu {flags}\n")
    monkeypatch.setattr(instructions, "CPUINFO", tmp_path / "cpuinfo")
    (found,) = machine.precision()
    assert found.found.startswith(expected)


@pytest.mark.parametrize(
    ("quota", "threads"), [("150000 100000", 1), ("400000 100000", 4), ("max 100000", None), ("800000 100000", None)]
)
def test_a_container_with_less_than_its_cores(
    quota: str, threads: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cpu.max").write_text(f"{quota}\n")
    monkeypatch.setattr(machine, "QUOTA", tmp_path / "cpu.max")
    monkeypatch.setattr(machine, "cores", lambda: 8)
    remedies = [each.remedy for each in machine.processor() if each.state == "warning"]
    assert remedies == ([f"zoo run --threads {threads}"] if threads else [])


@pytest.mark.parametrize(("available", "state"), [(1.9e9, "warning"), (2e9, "ok")])
def test_memory(available: float, state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=int(available), total=16 * 10**9))
    (found,) = machine.memory()
    assert found.state == state
    assert "of 16.0 GB free" in found.found
    assert (found.remedy is None) == (state == "ok")
