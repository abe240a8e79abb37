"""The checks as tests of pytest: `test_my_package = checks("my-package")` is one for each component and check."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from zoo.errors import ZooError
from zoo.testing import targets
from zoo.testing.framework import Broken, Check, Result, Subject, checks_of, result, unknown
from zoo.testing.targets import NOTHING, Nested, Target

Case = Callable[[Callable[[], Path]], Result]
"""Runs a check; it is given what makes a folder."""


def checks(package: str, *, given: Nested = NOTHING, expected: Nested = NOTHING) -> Callable[..., None]:
    """Returns the test of a package's components, parametrised: one test for each component and check.

    Args:
        package: the distribution's name; it has to be installed (`pip install -e .`).
        given: parameters by kind and name of a component: `{"dataset": {"photos": {"path": "tests/photos"}}}`.
        expected: checks that fail for a known reason, in the same way: `{"model": {"tiny": {"overfits": "why"}}}`.
            Those of the package's own registry.yaml are known without it.

    Raises:
        PluginError: no plugin of that package is installed.
    """
    import pytest

    cases = [pytest.param(case, id=name) for name, case in _cases(package, given, expected)]

    @pytest.mark.parametrize("case", cases)
    def test(case: Case, tmp_path_factory: pytest.TempPathFactory) -> None:
        _settle(case(partial(tmp_path_factory.mktemp, "check")))

    return test


def _cases(package: str, given: Nested, expected: Nested) -> Iterator[tuple[str, Case]]:
    found, subjects = targets.of_package(package, given, expected), dict[str, Subject]()
    broken = list(found.problems)
    for target in found.components:
        broken += unknown(target.component, target.expected)
        for check in checks_of(target.component.kind):
            yield f"{target.component}-{check.name}", partial(_run, target, check, subjects)
    for each in broken:
        yield f"{each.kind} {each.name}-{each.check}", partial(_known, each)


def _run(target: Target, check: Check, subjects: dict[str, Subject], new_folder: Callable[[], Path]) -> Result:
    """Runs a check on the component's subject, which is kept for its next check alone: it may hold a whole dataset."""
    name = str(target.component)
    if name not in subjects:
        subjects.clear()
        subjects[name] = Subject(
            component=target.component, folder=new_folder(), given=target.given, module=target.module
        )
    return result(check, subjects[name], target.expected.get(check.name, ""))


def _known(found: Result, new_folder: Callable[[], Path]) -> Result:
    return found


def _settle(found: Result) -> None:
    import pytest

    if found.status == "skipped":
        pytest.skip(found.reason)
    if found.status == "expected":
        pytest.xfail(found.reason)
    if found.status == "failed":
        if found.error is not None and not isinstance(found.error, (Broken, ZooError)):
            found.error.add_note(str(found))
            raise found.error
        pytest.fail(str(found), pytrace=False)
