"""The files of runs in an object store that several machines reach, which `ZOO_FILES` names."""

from __future__ import annotations

from zoo.store.shared.reading import bring, bring_named, elsewhere, folder, here, renew
from zoo.store.shared.shared_files import SharedFiles

__all__ = ["SharedFiles", "bring", "bring_named", "elsewhere", "folder", "here", "renew"]
