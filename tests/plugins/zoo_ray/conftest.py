"""What the tests of the launcher of Ray share: one cluster of real nodes."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator

import pytest

from tests.plugins.zoo_ray.cluster import AUTH, Cluster

os.environ |= AUTH


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A head and a node of two cores; skips where Ray is not installed.

    Who needs other nodes adds them and kills them again: `with cluster.node(cpus=1) as node`.
    """
    if importlib.util.find_spec("ray") is None:
        pytest.skip("Ray is not installed: pip install 'keras-zoo[ray]'")
    with Cluster() as started:
        started.add(cpus=2)
        yield started
