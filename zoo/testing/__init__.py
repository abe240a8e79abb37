"""The kit with which a plugin's author tests a plugin: whether its components keep the zoo's contract.

In the tests of a package named `my-package`, two lines:

    from zoo.testing import checks

    test_my_package = checks("my-package")

`zoo check my-package` runs the same.
"""

from __future__ import annotations

from zoo.testing.contract import check_component, components
from zoo.testing.pytest_checks import checks

__all__ = ["check_component", "checks", "components"]
