"""Sources: pinned files that cannot be changed, and what may be left out."""

from __future__ import annotations

import dataclasses

import pytest

from zoo.plugin.sources import RemoteFile, Source

FILE = RemoteFile(name="images.gz", urls=("https://a.example/images.gz",), sha256="0" * 64, size=9)
SOURCE = Source(name="letters", files=(FILE,), parse=lambda folder: {})


def test_what_is_unpacked_and_its_content_may_be_left_out() -> None:
    assert (SOURCE.unpacked, SOURCE.content) == ((), None)


@pytest.mark.parametrize(("pinned", "field"), [(FILE, "sha256"), (FILE, "size"), (SOURCE, "files")])
def test_what_is_pinned_stays(pinned: object, field: str) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(pinned, field, None)


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "/etc/x", "a/b", "a\0", None])
def test_a_name_that_leads_out_of_the_data_folder(name: str) -> None:
    for pinned in (FILE, SOURCE):
        with pytest.raises(ValueError, match="Invalid value for `name`"):
            dataclasses.replace(pinned, name=name)


@pytest.mark.parametrize("field", ["name", "urls", "sha256", "size"])
def test_a_file_is_pinned_in_full(field: str) -> None:
    known = {name: value for name, value in dataclasses.asdict(FILE).items() if name != field}
    with pytest.raises(TypeError, match=field):
        RemoteFile(**known)
