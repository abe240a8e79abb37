"""The kit with which a plugin's author tests a plugin: whether its components keep the zoo's contract.

In the tests of a package named `my-package`:

    import pytest
    from zoo.testing import check_component, components

    @pytest.mark.parametrize("component", components("my-package"), ids=str)
    def test_component_keeps_the_contract(component):
        check_component(component)

For everything that is installed, with no test written at all: `pytest --pyargs zoo.testing.test_contract`.
"""

from __future__ import annotations

from zoo.testing.contract import check_component, components

__all__ = ["check_component", "components"]
