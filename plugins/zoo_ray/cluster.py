"""The connection to a Ray cluster, made in seconds or refused in words; and its nodes."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import zoo

KNOCKING = 5.0
"""Seconds within which something has to answer at an address."""

LOST = 30.0
"""Seconds without an answer of its head after which a cluster counts as lost. Ray itself ends a driver after 60."""

QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0"}
"""What keeps Ray from asking and telling."""


@contextmanager
def connected(address: str | None, cores: int) -> Iterator[None]:
    """Connects to the cluster at `address`, or starts one of this machine alone with at least `cores` cores.

    Raises:
        UsageError: nothing answers there.
        ZooError: Ray refuses; its own words are the cause.
    """
    if address not in (None, "auto"):
        _knock(str(address))
    os.environ.update(QUIET)
    import ray

    where = f"{address=!s}" if address else "this machine"
    try:
        ray.init(**_arguments(address, cores), log_to_driver=False, logging_level=logging.ERROR)
    except ConnectionError as error:
        raise zoo.UsageError(f"There is no Ray cluster at {where}.", cause=_said(error), hint="ray status") from error
    except Exception as error:
        raise zoo.ZooError(f"Ray refuses {where}.", cause=_said(error), hint="ray --version") from error
    try:
        yield
    finally:
        ray.shutdown()


async def nodes() -> dict[str, Mapping[str, Any]]:
    """Returns the nodes that are there, by their ids.

    Raises:
        ZooError: the cluster does not answer, or this machine is none of its nodes any more.
    """
    import ray

    try:
        known = await asyncio.wait_for(asyncio.to_thread(ray.nodes), LOST)
    except TimeoutError as error:
        raise lost(f"its head has not answered for {LOST:g} s") from error
    found = {node["NodeID"]: node for node in known if node["Alive"]}
    if ray.get_runtime_context().get_node_id() not in found:
        raise lost("its node on this machine is gone")
    return found


def names(found: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Returns what people call nodes, by their ids: a host's name, and the id where a host has several."""
    hosts = {key: str(node["NodeManagerHostname"]) for key, node in found.items()}
    several = {host for host in hosts.values() if list(hosts.values()).count(host) > 1}
    return {key: f"{host} ({key[:6]})" if host in several else host for key, host in hosts.items()}


def room(node: Mapping[str, Any], cores: int, gpus: float) -> int:
    """Returns for how many runs a node has room, whoever else uses it now."""
    has = node["Resources"]
    most = int(has.get("CPU", 0) // cores)
    return min(most, int(has.get("GPU", 0) / gpus)) if gpus else most


def lost(why: str) -> zoo.ZooError:
    """Returns the error of a cluster that is lost."""
    cause = f"{why[0].upper()}{why[1:]}. What was in work is interrupted, and kept up to its last checkpoint."
    return zoo.ZooError("The Ray cluster was lost.", cause=cause, hint="the same command again, which goes on")


def _arguments(address: str | None, cores: int) -> dict[str, Any]:
    if address is not None:
        return {"address": address}
    return {"include_dashboard": False, "num_cpus": max(cores, len(os.sched_getaffinity(0)))}


def _knock(address: str) -> None:
    """Raises `UsageError` where nothing listens at an address: Ray would wait for it."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or "/" in host:
        raise zoo.UsageError(
            f"{address=!s} is not the address of a Ray cluster.",
            cause="Expected HOST:PORT, or auto, on a machine of the cluster. One of Ray's client, ray://, will not do.",
            hint="zoo show ray",
        )
    try:
        socket.create_connection((host, int(port)), timeout=KNOCKING).close()
    except (OSError, OverflowError) as error:
        raise zoo.UsageError(
            f"Nothing answers at {address=!s}.",
            cause=f"{error}.",
            hint="ray start --head   (on one machine; it prints the address)",
        ) from error


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
