"""Without Ray the launcher is there, imports nothing of it, and says what to install."""

from __future__ import annotations

import subprocess
import sys

import pytest

import zoo
import zoo_ray


def test_what_is_missing_is_said_before_anything_else(monkeypatch):
    monkeypatch.setattr(zoo_ray, "find_spec", lambda name: None)
    with pytest.raises(zoo.UsageError, match="Ray is not installed") as caught:
        zoo_ray.start(None)
    assert caught.value.hint == "pip install 'keras-zoo[ray]'"


def test_listing_components_imports_neither_ray_nor_a_driver_of_a_database():
    code = """
import sys
from zoo.cli.program import run

run(["list", "launchers"])
print({"ray", "psycopg", "fsspec"} & set(sys.modules))
"""
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "worker processes on the nodes of a Ray cluster" in printed
    assert printed.endswith("set()\n")
