"""Plugins imported in processes of their own: what each does there is told, and happens nowhere else."""

from __future__ import annotations

import os
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests import strangers
from zoo.errors import ZooError
from zoo.health import probation
from zoo.health.probation import Health
from zoo.plugin import choice, discovery

LIMIT = 5.0
SOUND = {
    "good": "",
    "chdir": "import os\nos.chdir('/')\n",
    "daemon": "import os, time\nif os.fork() == 0:\n    time.sleep(3600)\n",
    "loud": "import os\nprint('hello')\nos.write(1, b'there')\n",
    "slow": "import sys, types\nsys.modules['tensorflow'] = types.ModuleType('tensorflow')\n",
}
LEFT_OUT = {
    "hang": ("import time\ntime.sleep(3600)", "was not imported within 5 s (zoo_hang.py:2)"),
    "thread": ("import threading, time\nthreading.Thread(target=time.sleep, args=(3600,)).start()\n", "from ending"),
    "segfault": ("import ctypes\n\nctypes.string_at(0)", "crashes when it is imported, by SIGSEGV (zoo_segfault.py:3)"),
    "atexit": ("import atexit, os\natexit.register(os.abort)\n", "crashes when the program ends, by SIGABRT"),
    "exit": ("import ctypes\nctypes.CDLL(None)._exit(5)", "ends the program with status 5 when it is imported"),
    "os-exit": ("import os\nos._exit(4)", "it called os._exit(4) (zoo_os_exit.py:2)"),
    "interrupt": ("raise KeyboardInterrupt", "could not be loaded: KeyboardInterrupt (zoo_interrupt.py:1)"),
    "input": ("input()", "EOFError: EOF when reading a line (zoo_input.py:1)"),
    "syntax": ("def broken(:", "SyntaxError"),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all of these plugins, as pip leaves them."""
    site = tmp_path_factory.mktemp("site")
    for name, source in {**SOUND, **{name: source for name, (source, _) in LEFT_OUT.items()}}.items():
        module = f"zoo_{name.replace('-', '_')}"
        (site / f"{module}.py").write_text(textwrap.dedent(source) + strangers.good(name))
        info = site / f"{module}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Name: zoo-{name}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[zoo]\nx = {module}\n")
    (site / "zoo_unread-1.0.dist-info").mkdir()
    (site / "zoo_unread-1.0.dist-info" / "METADATA").write_text("Name: zoo-unread\nVersion: 1.0\n")
    (site / "zoo_unread-1.0.dist-info" / "entry_points.txt").write_text("[zoo]\nx\n")
    return site


@pytest.fixture(scope="module")
def known(site: Path) -> dict[str, Health]:
    """How each is, by the end of its name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(site))
        found = [each for each in discovery.find() if not each.provider.own]
        return {one.report.provider.distribution[4:]: one for one in probation.examine(found, limit=LIMIT)}


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_one_is_well_with_all_that_it_provides(known: dict[str, Health], name: str) -> None:
    health = known[name]
    assert health.well
    assert health.report.provides == {"model": [name]}
    assert [component.summary for component in health.report.components] == ["a stranger's model"]
    assert 0 < health.report.seconds < LIMIT
    assert health.report.module.startswith("zoo_")


def test_what_it_does_to_its_process_is_told(known: dict[str, Health]) -> None:
    assert known["chdir"].report.changed == ("working directory",)
    assert known["loud"].printed in ("hello\nthere", "therehello\n")
    assert known["slow"].report.slow == "tensorflow"
    good = known["good"]
    assert (good.report.changed, good.printed, good.report.slow) == ((), "", "")
    assert os.getcwd() != "/"


@pytest.mark.parametrize("name", LEFT_OUT)
def test_a_broken_one_is_left_out_with_the_reason_and_a_remedy(known: dict[str, Health], name: str) -> None:
    (problem,) = known[name].report.problems
    assert LEFT_OUT[name][1] in problem.reason
    assert problem.remedy == f"zoo install --upgrade zoo-{name}; or --no-plugin zoo-{name}"
    assert not known[name].well
    assert known[name].report.components == ()


def test_one_whose_entry_point_cannot_be_read_is_told_of_as_by_any_command(known: dict[str, Health]) -> None:
    assert "cannot be read" in known["unread"].report.problems[0].reason


def test_nothing_of_them_is_left(known: dict[str, Health]) -> None:
    assert known
    assert not [child for child in psutil.Process().children(recursive=True) if "zoo.health" in str(child.cmdline())]


def test_a_zoofile_is_examined_like_the_others(zoofile: Callable[..., Path], tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ZOO_PLUGINS", "zoofile.py")
    path = zoofile("import os\nos.kill(os.getpid(), 9)")
    ((health,), (sound,)) = (probation.installed(), _mended(zoofile))
    assert health.report.problems[0].remedy == f"correct {path}; or --no-plugin zoofile.py"
    assert sound.report.provides == {"model": ["mine"]}


def _mended(zoofile: Callable[..., Path]) -> list[Health]:
    zoofile(strangers.good("mine"))
    return probation.installed()


def test_who_interrupts_leaves_no_process_behind(
    install: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = f"import os, pathlib, time\npathlib.Path({str(tmp_path / 'pid')!r}).write_text(str(os.getpid()))\n"
    install("zoo-hang", {"x": "zoo_hang"}, zoo_hang=source + "time.sleep(3600)")

    def interrupt(lines: Any, *words: Any) -> Iterator[str]:
        while not ((tmp_path / "pid").exists() and (tmp_path / "pid").read_text()):
            time.sleep(0.01)
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr(probation, "track", interrupt)
    with pytest.raises(KeyboardInterrupt):
        probation.examine(choice.select(discovery.find(), only=["zoo-hang"], disabled=[]))
    number = int((tmp_path / "pid").read_text())
    assert not psutil.pid_exists(number)


def test_an_examiner_that_somebody_kills_is_an_error(install: Callable[..., Path], monkeypatch) -> None:
    install("zoo-good", {"x": "zoo_good"}, zoo_good=strangers.good("good"))
    monkeypatch.setattr(probation, "_CODE", "import os; os.kill(os.getpid(), 9)")
    with pytest.raises(ZooError, match="ended too soon"):
        probation.examine(discovery.find())
