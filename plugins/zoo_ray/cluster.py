"""The connection to a Ray cluster: made in seconds or refused in words, and what fits on its nodes."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import zoo

PATIENCE = 5.0
"""Seconds within which something has to answer at an address."""

QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_USAGE_STATS_PROMPT_ENABLED": "0"}
"""What keeps Ray from asking and telling."""

LOCAL = {"include_dashboard": False, "num_gpus": None}


@contextmanager
def connected(address: str | None, cores: int) -> Iterator[None]:
    """Connects to the cluster at `address`, or starts one of this machine alone with at least `cores` cores.

    Raises:
        UsageError: nothing answers there.
        ZooError: Ray refuses; its own words are the cause.
    """
    if address is not None and address != "auto":
        _knock(address)
    os.environ.update(QUIET)
    import ray

    try:
        ray.init(**_arguments(address, cores), log_to_driver=False, logging_level=logging.ERROR)
    except Exception as error:
        where = "on this machine" if address is None else f"at {address}"
        raise zoo.ZooError(f"There is no Ray cluster {where}.", cause=_said(error), hint="ray status") from error
    try:
        yield
    finally:
        ray.shutdown()


def fitting(cores: int, gpus: float) -> int:
    """Returns for how many runs the nodes have room, whoever else uses it now."""
    import ray

    nodes = [node["Resources"] for node in ray.nodes() if node["Alive"]]
    return sum(_fitting(node, cores, gpus) for node in nodes)


def _fitting(node: dict[str, Any], cores: int, gpus: float) -> int:
    room = int(node.get("CPU", 0) // cores)
    return min(room, int(node.get("GPU", 0) / gpus)) if gpus else room


def _arguments(address: str | None, cores: int) -> dict[str, Any]:
    if address is not None:
        return {"address": address}
    return {"include_dashboard": False, "num_cpus": max(cores, len(os.sched_getaffinity(0)))}


def _knock(address: str) -> None:
    """Raises `UsageError` where nothing listens at an address, for Ray would wait for it."""
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=PATIENCE).close()
    except (OSError, ValueError) as error:
        raise zoo.UsageError(
            f"Nothing answers at address={address}.",
            cause=f"{error}",
            hint="ray start --head prints the address of a cluster; auto is that of this machine",
        ) from error


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
