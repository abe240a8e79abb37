"""An address at which no cluster is: said within seconds, before anything is started."""

from __future__ import annotations

import pytest

import zoo
from tests.plugins.zoo_ray.cluster import free_port
from zoo_ray import cluster


@pytest.mark.parametrize("address", ["nowhere", "ray://head:10001", "head:", ":6379", "head:port", "http://head:1"])
def test_what_is_no_address_is_refused(address):
    with (
        pytest.raises(zoo.UsageError, match="is not the address of a Ray cluster") as caught,
        cluster.connected(address, 1),
    ):
        pass
    assert "HOST:PORT, or auto" in caught.value.cause


def test_where_nothing_listens_is_said():
    address = f"127.0.0.1:{free_port()}"
    with pytest.raises(zoo.UsageError, match=f"Nothing answers at address={address}"), cluster.connected(address, 1):
        pass


def test_a_port_that_cannot_be_is_said():
    with pytest.raises(zoo.UsageError, match="Nothing answers"), cluster.connected("127.0.0.1:99999999", 1):
        pass
