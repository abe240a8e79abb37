"""A Ray cluster on this machine: nodes that are started and killed as machines are, each with its own home and data.

Every process of it has `MARK` in its environment, with the cluster's folder; `NODE` has the node's. What a node's Ray,
actors and workers start inherits both, so that nothing can be left behind unseen.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import psutil

MARK, NODE = "ZOO_TEST_CLUSTER", "ZOO_TEST_NODE"
ROOT = Path(__file__).parents[3]
SOURCES = [ROOT, ROOT / "tests" / "execution"]
"""Where nodes import handlers from that tests name."""

STORE = 80_000_000
"""Bytes of a node's object store: about the least that Ray takes."""

AUTH = {"RAY_AUTH_MODE": "disabled"}
"""By itself Ray asks for a token where there is one in the home of whoever runs the tests, and writes one there. It is
read once in a process: what uses a cluster needs this before it imports Ray."""

SETTINGS = {
    **AUTH,
    "RAY_health_check_initial_delay_ms": "1000",
    "RAY_health_check_period_ms": "500",
    "RAY_health_check_timeout_ms": "1000",
    "RAY_health_check_failure_threshold": "4",
    "RAY_memory_monitor_refresh_ms": "0",  # other work on this machine kills no worker of ours
    "RAY_prestart_worker_first_driver": "0",
    "RAY_DISABLE_IMPORT_WARNING": "1",
    "RAY_USAGE_STATS_ENABLED": "0",
    "PYTHONPATH": os.pathsep.join(map(str, SOURCES)),
}
"""A node that is gone is noticed after about four seconds, not twenty."""

PATIENCE = 90.0
"""Seconds to wait for what takes seconds on a quiet machine."""


class Node:
    """A node of a cluster, as a machine of its own: `ray start --block`, and whatever comes of it.

    Args:
        folder: its files; `home` and `data` in it are its `ZOO_HOME` and `ZOO_DATA`.
    """

    def __init__(self, folder: Path, arguments: list[str], environment: Mapping[str, str]) -> None:
        self.folder, self.home, self.data = folder, folder / "home", folder / "data"
        folder.mkdir(parents=True)
        own = {"ZOO_HOME": str(self.home), "ZOO_DATA": str(self.data), NODE: str(folder)}
        start = ["-m", "ray.scripts.scripts", "start", "--block", "--disable-usage-stats"]
        ports = ["--min-worker-port=0", "--max-worker-port=0", f"--object-store-memory={STORE}"]
        with (folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, *start, *ports, "--include-log-monitor=false", *arguments],
                env={**os.environ, **SETTINGS, **environment, **own},
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def name(self) -> str:
        """What Ray calls it: a resource that it alone has."""
        return self.folder.name

    def wait(self, until: Callable[[], object], what: str) -> None:
        """Waits until it has done something. Raises RuntimeError with what it printed where it has ended instead."""

        def over() -> object:
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.name} did not {what}:\n{(self.folder / 'log').read_text()}")
            return until()

        wait(over, f"{self.name} to {what}")

    def processes(self) -> list[psutil.Process]:
        """Returns what runs on it: Ray's own processes, actors, and the workers of these."""
        return having(NODE, str(self.folder))

    def kill(self) -> None:
        """Ends all of it at once and for good, as a power failure does."""
        while found := self.processes():  # again, for a process may have forked meanwhile
            for process in found:
                end(process)
            psutil.wait_procs(found, timeout=PATIENCE)
        self.process.wait(PATIENCE)


class Cluster:
    """A head without cores, and nodes: `with Cluster() as cluster: cluster.add(cpus=2)`. After that nothing is left.

    Args:
        environment: of all nodes, beside `SETTINGS`.
    """

    def __init__(self, **environment: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="r", dir="/tmp"))  # a socket's path may have 107 bytes
        self.environment = {**environment, MARK: str(self.folder)}
        self.nodes: list[Node] = []
        self._numbers, self._state = itertools.count(), None

    def __enter__(self) -> Cluster:
        try:
            self.start_head()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start_head(self) -> Node:
        """Starts a head that knows of no nodes, in place of one that was killed, and returns it once it answers."""
        self._forget()
        client = f"--ray-client-server-port={free_port()}"  # else a second head on this machine has the same
        self.head = self._start(["--head", "--port=0", client, "--include-dashboard=false", "--num-cpus=0"])
        known = self.head.folder / "ray" / "ray_current_cluster"
        self.head.wait(lambda: known.exists() and known.read_text().strip(), "have an address")
        self.address = known.read_text().strip()
        self._joined(self.head)
        return self.head

    def add(self, cpus: int = 1, gpus: int = 0, **environment: str) -> Node:
        """Starts a node, with more in its environment, and returns it once Ray may use it. GPUs may be told of."""
        has = [f"--num-cpus={cpus}", f"--num-gpus={gpus}"]
        node = self._start([f"--address={self.address}", *has], environment)
        self._joined(node)
        return node

    def kill(self, node: Node) -> None:
        """Kills a node, and waits until Ray has noticed it."""
        node.kill()
        if node is not self.head:
            wait(lambda: node.name not in self.alive(), f"Ray to notice the death of {node.name}")
        self.nodes.remove(node)

    @contextlib.contextmanager
    def node(self, cpus: int = 1, gpus: int = 0, **environment: str) -> Iterator[Node]:
        """Adds a node for a while."""
        node = self.add(cpus, gpus, **environment)
        try:
            yield node
        finally:
            if node in self.nodes:
                self.kill(node)

    def stop(self) -> None:
        """Ends all of it at once, and removes its files."""
        self._forget()
        while found := self.processes():
            for process in found:
                end(process)
            psutil.wait_procs(found, timeout=PATIENCE)
        for node in self.nodes:
            node.process.wait(PATIENCE)
        shutil.rmtree(self.folder, ignore_errors=True)

    def processes(self) -> list[psutil.Process]:
        """Returns every process that came of this cluster, on whatever node."""
        return having(MARK, str(self.folder))

    def alive(self) -> set[str]:
        """Returns the names of the nodes that Ray may use."""
        nodes = self._known().node_table()
        resources = {name for node in nodes if node["Alive"] for name in node["Resources"]}
        return resources & {node.name for node in self.nodes}

    def left(self) -> dict[str, Any]:
        """Returns what is in Ray beside its nodes: actors that are not dead, placement groups that are not removed, and
        bytes in the object stores; empty where there is nothing."""
        state = self._known()
        actors = [actor for actor in state.actor_table(None).values() if actor["State"] != "DEAD"]
        groups = [group for group in state.placement_group_table().values() if group["state"] != "REMOVED"]
        name = "object_store_memory"
        whole, free = state.cluster_resources(), state.available_resources()
        kept = {"actors": actors, "groups": groups, "bytes": whole.get(name, 0) - free.get(name, 0)}
        return {what: found for what, found in kept.items() if found}

    def empty(self) -> bool:
        """Waits until nothing is left in Ray, and returns whether that came true: its own books are seconds late."""
        try:
            wait(lambda: not self.left(), "an empty cluster", seconds=20)
        except TimeoutError:
            return False
        return True

    def _start(self, arguments: list[str], environment: Mapping[str, str] = MappingProxyType({})) -> Node:
        folder = self.folder / f"n{next(self._numbers)}"
        own = ["--temp-dir", str(folder / "ray"), "--resources", json.dumps({folder.name: 1})]
        node = Node(folder, [*arguments, *own], {**self.environment, **environment})
        self.nodes.append(node)
        return node

    def _joined(self, node: Node) -> None:
        node.wait(lambda: node.name in self.alive(), "join")

    def _known(self) -> Any:
        """Returns what asks the head, without being a driver: that would be a process more, and one cluster alone."""
        if self._state is None:
            from ray._private.state import GlobalState
            from ray._raylet import GcsClientOptions

            self._state = GlobalState()
            options = GcsClientOptions.create(
                self.address, None, allow_cluster_id_nil=True, fetch_cluster_id_if_nil=True
            )
            self._state._initialize_global_state(options)
        return self._state

    def _forget(self) -> None:
        if self._state is not None:
            self._state.disconnect()
            self._state = None


def free_port() -> int:
    """Returns a port that nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def having(name: str, value: str) -> list[psutil.Process]:
    """Returns the processes that have a variable in their environment, this one left out."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.status() != psutil.STATUS_ZOMBIE and process.environ().get(name) == value:
                found.append(process)
        except psutil.Error:
            continue  # it has ended, or is not ours
    return [process for process in found if process.pid != os.getpid()]


def end(process: psutil.Process) -> None:
    """Kills a process that may have ended by itself."""
    try:
        process.kill()
    except psutil.NoSuchProcess:
        return


def wait(until: Callable[[], object], what: str, *, seconds: float = PATIENCE) -> None:
    """Waits until something is true. Raises `TimeoutError`, which names what was waited for."""
    deadline = time.monotonic() + seconds
    while not until():
        if time.monotonic() > deadline:
            raise TimeoutError(f"Waited {seconds:g} s for {what}.")
        time.sleep(0.1)
