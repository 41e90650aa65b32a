"""Debian's PostgreSQL, started for the tests in a folder of its own. Without it they fail; they are never skipped."""

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

from tests.support import ROOT
from tests.support.portal import free_port

_USER = "postgres"
OWNER = "administrator"
ROLE = "portal"


class Server:
    """One PostgreSQL server, set as `deploy/postgresql.conf` says."""

    def __init__(self, primary: "Server | None" = None, **settings: object) -> None:
        """Make its files and start it; as a standby of `primary`, if one is given."""
        self.folder = Path(tempfile.mkdtemp(prefix="bekymret-postgres-"))
        self.port = free_port()
        self.data = self.folder / "data"
        if os.geteuid() == 0:
            shutil.chown(self.folder, _USER)
        if primary:
            source = ("-h", "127.0.0.1", "-p", primary.port, "-U", OWNER)
            self._run("pg_basebackup", "-D", self.data, *source, "-R", "-C", "-S", "standby")
        else:
            # A server in Denmark sorts "aa" behind "z", and nothing may rest on how a server sorts.
            danish = ("--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=da")
            self._run("initdb", "--no-sync", "--data-checksums", *danish, "-A", "trust", "-U", OWNER, "-D", self.data)
            self._add("postgresql.conf")
        self._settings = {"listen_addresses": "'127.0.0.1'", "unix_socket_directories": "''"} | settings
        self.start()
        if not primary:
            self.ask(f"CREATE ROLE {ROLE} LOGIN")

    def start(self) -> None:
        given = "".join(f" -c {name}={value}" for name, value in self._settings.items())
        options = f"-p {self.port}{given}"
        self._run("pg_ctl", "start", "-w", "-t", 30, "-D", self.data, "-l", self.folder / "log", "-o", options)

    def restart(self) -> None:
        self._run("pg_ctl", "stop", "-w", "-m", "fast", "-D", self.data)
        self.start()

    def set(self, name: str, value: str) -> None:
        """Change a setting while it runs."""
        self.ask(f"ALTER SYSTEM SET {name} = {value}")
        self._reload()

    def wait_for_standbys(self) -> None:
        """Acknowledge nothing that a standby does not have; see `docs/two-machines.md`."""
        self._add("postgresql-primary.conf")
        self._reload()

    def wait_for_no_standby(self) -> None:
        """Take that back, as a person does who knows that the standby is lost."""
        whole, added = self._main.read_text("utf-8"), (ROOT / "deploy/postgresql-primary.conf").read_text("utf-8")
        assert added in whole
        self._main.write_text(whole.replace(added, ""), "utf-8")
        self._reload()

    def new_database(self, template: str = "template1") -> str:
        """Return the address of a new database, which belongs to a role that may do nothing else."""
        name = f"test_{secrets.token_hex(6)}"
        self.ask(f"CREATE DATABASE {name} OWNER {ROLE} TEMPLATE {template}")
        return self.address(name)

    def address(self, name: str) -> str:
        return f"postgresql://{ROLE}@127.0.0.1:{self.port}/{name}"

    def ask(self, query: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Ask as its administrator."""
        address = f"postgresql://{OWNER}@127.0.0.1:{self.port}/{database}"
        with psycopg.connect(address, autocommit=True) as connection:
            cursor = connection.execute(query)
            return cursor.fetchall() if cursor.description else []

    @property
    def pid(self) -> int:
        return int((self.data / "postmaster.pid").read_text().split()[0])

    @property
    def pids(self) -> list[int]:
        """Its first process and whatever that has started."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [self.pid, *map(int, children)]

    def start_if_down(self) -> None:
        try:
            self.ask("SELECT 1")
        except psycopg.OperationalError:
            self._run("pg_ctl", "stop", "-m", "immediate", "-D", self.data, check=False)
            self.start()

    def kill(self) -> None:
        """As kill -9 does, on every process of the server."""
        pid = self.pid
        for each in self.pids:
            os.kill(each, signal.SIGKILL)
        while Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text().split()[2]:
            time.sleep(0.01)
        (self.data / "postmaster.pid").unlink()  # whoever starts it again may find the number still taken

    def promote(self) -> None:
        self._run("pg_ctl", "promote", "-w", "-D", self.data)

    def stop(self) -> None:
        """End it, whatever state it is in, and remove its files."""
        if (self.data / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "-m", "immediate", "-D", self.data, check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text("utf-8", "replace")

    @property
    def _main(self) -> Path:
        return self.data / "postgresql.conf"

    def _add(self, name: str) -> None:
        with self._main.open("a", encoding="utf-8") as out:
            out.write((ROOT / "deploy" / name).read_text("utf-8"))

    def _reload(self) -> None:
        self.ask("SELECT pg_reload_conf()")
        time.sleep(0.2)

    def _run(self, program: str, *arguments: object, check: bool = True) -> None:
        found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
        assert found, "PostgreSQL is missing: run `make test`, which installs it"
        as_user = ["setpriv", f"--reuid={_USER}", f"--regid={_USER}", "--init-groups"] if os.geteuid() == 0 else []
        command = [*as_user, str(found[-1]), *map(str, arguments)]
        done = subprocess.run(
            command, cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=program != "pg_ctl", check=False
        )
        assert not check or done.returncode == 0, done.stderr or (self.log if (self.folder / "log").exists() else "")
