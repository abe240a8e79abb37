"""The launcher of Ray keeps the contract of launchers on a cluster, and leaves nothing there."""

from __future__ import annotations

import zoo_ray
from zoo.testing import check_component


def test_it_keeps_the_contract_and_leaves_nothing_on_the_cluster(cluster):
    (launcher,) = zoo_ray.zoo_launchers()
    check_component(launcher, address=cluster.address)
    assert cluster.empty()
