"""Every component that is installed keeps the contract: `pytest --pyargs zoo.testing.test_contract`."""

from __future__ import annotations

import pytest

from zoo.plugin.components import Component
from zoo.testing import check_component, components


@pytest.mark.parametrize("component", components(), ids=str)
def test_component_keeps_the_contract(component: Component) -> None:
    """What a component needs and is not here (data, a parameter) is skipped, with the reason."""
    check_component(component)
