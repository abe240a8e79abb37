"""A plugin without packaging: the file `zoofile.py` of a folder, in the place of an entry point."""

from __future__ import annotations

import importlib.util
import os
import sys
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar, NoReturn

from zoo.errors import PluginError

FILE = "zoofile.py"


@dataclass(frozen=True)
class Zoofile:
    """A zoofile that may be imported.

    Args:
        path: where it is, absolute.
    """

    module: ClassVar[str] = "zoofile"
    """The module that it becomes, wherever it lies: of a process's zoofiles the last one has the name."""

    path: Path

    @property
    def value(self) -> str:
        """What takes the place of an entry point's text: the path."""
        return str(self.path)

    def load(self) -> ModuleType:
        """Imports the file as it is now, and returns the module. Modules beside it can be imported from it; an
        installed one of the same name comes first.

        Raises:
            PluginError: there is no such file, as on another machine.
            BaseException: whatever the file raises.
        """
        if not self.path.is_file():
            raise PluginError(f"is not there: {self.path}", hint="put it there, or make a package: zoo new NAME")
        if (folder := str(self.path.parent)) not in sys.path:
            sys.path.append(folder)
        loader: Any = _Uncached(self.module, str(self.path))
        spec: Any = importlib.util.spec_from_loader(self.module, loader)
        module = importlib.util.module_from_spec(spec)
        sys.modules[self.module] = module  # before it runs: dataclasses look for it there
        try:
            loader.exec_module(module)
        except BaseException:
            del sys.modules[self.module]
            raise
        return module


def here() -> Path | None:
    """Returns the zoofile of the working directory, None where there is none."""
    return Path(os.path.abspath(FILE)) if os.path.isfile(FILE) else None


class _Uncached(SourceFileLoader):
    """Compiles the file each time: bytecode goes by the second, and would outlive an edit of the same second."""

    def path_stats(self, path: str) -> NoReturn:
        raise OSError("no bytecode is kept")
