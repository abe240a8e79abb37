"""Reading a source's files into arrays, whatever state the files are in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from zoo.data.download import import_command
from zoo.errors import DataError, ZooError

if TYPE_CHECKING:
    import numpy as np

    from zoo.plugin.sources import Source


def parse(source: Source, folder: Path) -> dict[str, np.ndarray]:
    """Returns the arrays that `source` reads from `folder`.

    Raises:
        DataError: the files do not have the structure that the source expects.
    """
    import numpy as np

    try:
        return {name: np.asarray(array) for name, array in source.parse(folder).items()}
    except ZooError as error:
        error.hint = error.hint or import_command(source)
        raise
    except Exception as error:  # damaged files raise anything: zlib, tarfile, struct, NumPy
        raise DataError(
            f"The files of {source.name!r} in {folder} cannot be read.",
            cause=f"{type(error).__name__}: {error}",
            hint=import_command(source),
        ) from error
