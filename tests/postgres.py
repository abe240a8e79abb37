"""A PostgreSQL server of this process's own: made in a temporary folder, started, restarted and ended by its programs.

The server refuses to run as root: then its programs are run as a user who may, `postgres` or `nobody`.
"""

from __future__ import annotations

import getpass
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
"""Debian keeps them apart, a folder for each version."""


def program(name: str) -> str | None:
    """Returns the path of one of PostgreSQL's programs, None where it is not installed."""
    return shutil.which(name, path=os.pathsep.join([*map(str, reversed(PROGRAMS)), os.environ.get("PATH", "")]))


class Server:
    """A server that listens on a socket in its own folder: `with Server() as server` makes, starts and removes it.

    Args:
        port: where it listens on 127.0.0.1 besides; None for nowhere.
    """

    def __init__(self, port: int | None = None) -> None:
        self.port, self._numbers = port, itertools.count(1)

    def __enter__(self) -> Server:
        self.folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))  # a socket's path may have 107 bytes
        os.chown(self.folder, self._user.pw_uid, self._user.pw_gid)
        self._run("initdb", "-D", self.data, "-U", "zoo", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def data(self) -> str:
        return str(self.folder / "data")

    def url(self, database: str = "postgres") -> str:
        """Returns the SQLAlchemy URL of a database."""
        return f"postgresql+psycopg://zoo@/{database}?host={self.folder}"

    def new_database(self) -> str:
        """Makes an empty database, and returns its URL."""
        name = f"zoo{os.getpid()}_{next(self._numbers)}"
        self._run("createdb", "-h", self.folder, "-U", "zoo", name)
        return self.url(name)

    def new_role(self, password: str) -> tuple[str, str]:
        """Makes a role that has to give a password, and an empty database of its own, and returns their names."""
        name = f"locked{os.getpid()}_{next(self._numbers)}"
        made = self.folder / "role.sql"
        made.write_text(f"CREATE ROLE {name} LOGIN PASSWORD '{password}'; CREATE DATABASE {name} OWNER {name};")
        rules = Path(self.data, "pg_hba.conf")
        rules.write_text(f"local all {name} scram-sha-256\n{rules.read_text()}")
        self._run("psql", "-h", self.folder, "-U", "zoo", "-d", "postgres", "-v", "ON_ERROR_STOP=1", "-f", made)
        self._run("pg_ctl", "-D", self.data, "reload")
        made.unlink()
        return name, name

    def start(self) -> None:
        listen = f"-c listen_addresses=127.0.0.1 -p {self.port}" if self.port else "-c listen_addresses=''"
        options = f"{listen} -k {self.folder} -c shared_buffers=16MB -c max_connections=50"
        self._run("pg_ctl", "-D", self.data, "-w", "-l", self.folder / "log", "-o", options, "start")

    def stop(self, mode: str = "immediate") -> None:
        """Ends it: `immediate` as a crash does, `fast` in order, its connections cut."""
        self._run("pg_ctl", "-D", self.data, "-w", "-m", mode, "stop", check=False)

    def restart(self, mode: str = "immediate") -> None:
        self.stop(mode)
        self.start()

    @property
    def _user(self) -> pwd.struct_passwd:
        if os.geteuid() != 0:
            return pwd.getpwnam(getpass.getuser())
        known = {entry.pw_name: entry for entry in pwd.getpwall()}
        return known.get("postgres") or known["nobody"]

    def _run(self, name: str, *arguments: object, check: bool = True) -> None:
        own = {"user": self._user.pw_uid, "group": self._user.pw_gid} if os.geteuid() == 0 else {}
        done = subprocess.run(
            [str(program(name)), *map(str, arguments)],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,  # a pipe would be held open by the server
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            timeout=60,
            **own,  # type: ignore[arg-type]
        )
        if check and done.returncode:
            log = self.folder / "log"
            raise RuntimeError(f"{name} ended with status {done.returncode}: {log.read_text() if log.exists() else ''}")
