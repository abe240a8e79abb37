"""The cluster of the tests: its nodes come and go as machines do, and what is left of them is seen."""

from __future__ import annotations


def test_a_node_that_is_killed_is_gone_with_all_its_processes(cluster):
    before = {node.name for node in cluster.nodes}
    with cluster.node() as node:
        assert cluster.alive() == before | {node.name}
        own = node.processes()
        assert {"raylet"} < {process.name() for process in own}
        assert {process.pid for process in own} <= {process.pid for process in cluster.processes()}
        cluster.kill(node)
        assert not any(process.is_running() for process in own)
    assert cluster.alive() == before
    assert cluster.left() == {}
