"""Finding: sorted entry points with their distributions."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable
from pathlib import Path

import pytest

from zoo.plugin import discovery

Install = Callable[..., Path]


OWN = sorted(
    f"keras-zoo[{name}]" for name in importlib.metadata.distribution("keras-zoo").entry_points.select(group="zoo").names
)


def _identities() -> list[str]:
    return [found.provider.plugin for found in discovery.find()]


def test_plugins_are_found_sorted_with_their_identity(install: Install) -> None:
    install("zoo-b", {"x": "zoo_b"})
    install("zoo-a", {"y": "zoo_a", "x": "zoo_a"})
    assert _identities() == [*OWN, "zoo-a[x]", "zoo-a[y]", "zoo-b[x]"]


def test_two_distributions_may_use_one_entry_point_name(install: Install) -> None:
    install("zoo-a", {"same": "zoo_a"})
    install("zoo-b", {"same": "zoo_b"})
    assert {"zoo-a[same]", "zoo-b[same]"} <= set(_identities())


def test_the_first_copy_of_a_distribution_on_the_path_counts(
    install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install("zoo-a", {"old": "zoo_a"}, version="1.0")
    monkeypatch.syspath_prepend(str(tmp_path / "first"))
    install("Zoo_A", {"new": "zoo_a"}, version="2.0", into=tmp_path / "first")
    assert [name for name in _identities() if "oo" in name and "keras" not in name] == ["Zoo_A[new]"]


@pytest.mark.parametrize("text", ["[zoo]\nthis is no entry point\n", "[zoo]\n= = =\n", "[zoo]\n"])
def test_entry_points_that_cannot_be_read_harm_nobody(install: Install, text: str) -> None:
    install("zoo-garbled", text)
    install("zoo-a", {"a": "zoo_a"})
    assert {*OWN, "zoo-a[a]"} <= set(_identities())


def test_other_groups_are_none_of_our_business(install: Install) -> None:
    install("other", "[console_scripts]\nx = y:z\n[zoology]\nz = zz\n")
    assert _identities() == OWN


@pytest.mark.parametrize("leftover", ["~oo_a-1.0.dist-info", "zoo_a-1.0.dist-info"])
@pytest.mark.parametrize("metadata", [True, False])
def test_what_a_cut_off_installation_left_behind_hides_no_plugin(
    install: Install, leftover: str, metadata: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = install("zoo-a", {"a": "zoo_a"}, version="2.0")
    install("zoo-a", {"gone": "zoo_gone"}, version="1.0")
    if not metadata:
        (site / "zoo_a-1.0.dist-info" / "METADATA").unlink()
    (site / "zoo_a-1.0.dist-info").rename(site / leftover)
    listed = sorted(importlib.metadata.distributions(), key=lambda found: str(found._path))  # type: ignore[attr-defined]
    for order in (listed, listed[::-1]):  # a folder lists its files in any order
        monkeypatch.setattr(importlib.metadata, "distributions", lambda order=order: order)
        assert _identities() == [*OWN, "zoo-a[a]"]


def test_a_distribution_without_metadata_is_known_by_its_folder(install: Install) -> None:
    for name in ("zoo-a", "zoo-b"):
        (install(name, {"x": "zoo_x"}, version="1.5") / f"{name.replace('-', '_')}-1.5.dist-info" / "METADATA").unlink()
    assert _identities() == [*OWN, "zoo_a[x]", "zoo_b[x]"]
    assert discovery.find()[-1].provider.version == "1.5"


@pytest.mark.parametrize("file", ["METADATA", "entry_points.txt"])
def test_a_file_in_another_encoding_harms_nobody(install: Install, file: str) -> None:
    install("zoo-a", {"a": "zoo_a"})
    path = install("zoo-b", {"b": "zoo_b"}) / "zoo_b-1.0.dist-info" / file
    path.write_bytes(path.read_bytes() + "Author: Zoë\n".encode("latin-1"))
    assert {*OWN, "zoo-a[a]"} < set(_identities())
    (found,) = [found for found in discovery.find() if found.provider.distribution == "zoo-b"]
    assert (found.problem is None) == (file == "METADATA")


def test_a_file_that_cannot_be_read_harms_nobody(install: Install) -> None:
    install("zoo-a", {"a": "zoo_a"})
    path = install("zoo-b", {"b": "zoo_b"}) / "zoo_b-1.0.dist-info" / "entry_points.txt"
    path.unlink()
    path.symlink_to(path)  # a circle
    assert _identities() == [*OWN, "zoo-a[a]"]
