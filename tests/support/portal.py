"""A real server on a real port with an instance of its own, as an operator would run it."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from functools import cache
from pathlib import Path

from crypto import Identity, write_pages
from reporting.store import Engine, Roster
from tests.support import IS_FULL, ROOT
from tests.support.nursery import Born, nursery
from tests.support.signed import KEY_TEXT, enrol, publish

PASSPHRASE = "kalo brismu tega bolu fany stiko"
SHEETS: dict[tuple[str, str], str] = {}
"""What stands on the recovery sheets of advisors whose words are `PASSPHRASE`, by origin and name."""


class Portal:
    """One running portal. Everything it ever prints goes to `log`."""

    def __init__(self, folder: Path, **settings: object) -> None:
        self.instance = folder / "instance"
        self.temporary = folder / "tmp"
        self.temporary.mkdir(parents=True, exist_ok=True)
        self.log = folder / "portal.log"
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.relay_port = free_port()
        """Where a wire of the tests may listen; the signed list names that origin, too."""
        given = {"PORT": self.port, "URL": self.url, "RATELIMIT_ENABLED": "false", "PORTAL_KEY": KEY_TEXT} | settings
        self.environment = os.environ | {f"BEKYMRET_{key}": str(value) for key, value in given.items()}
        self.environment |= {"BEKYMRET_INSTANCE": str(self.instance), "TMPDIR": str(self.temporary)}
        self.sites = [self.url, f"http://localhost:{self.relay_port}"]
        """The origins that its signed lists name."""
        self.database: Path | str = str(settings.get("DATABASE", "")) or self.instance / "bekymret.db"
        self._process: subprocess.Popen[bytes] | Born | None = None
        self._enrolled = 0

    def start(self) -> None:
        self.begin()
        self.wait_until_there()

    def begin(self) -> None:
        """Start it without waiting until it answers."""
        if not IS_FULL:
            self._process = nursery().start(self.environment, self.log)
            return
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "app.py"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait_until_there(self) -> None:
        deadline = time.monotonic() + 40
        while not self._answers():
            if time.monotonic() > deadline:
                self.kill()
                raise AssertionError(self.log.read_text())
            time.sleep(0.02)

    def kill(self) -> None:
        """As kill -9 does, on every process of the server."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        self._signal(signal.SIGTERM)

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("localhost", self.port, timeout=10)

    def wait(self, seconds: float) -> None:
        """Until it has ended by itself."""
        assert self._process
        self._process.wait(seconds)

    def command(self, *arguments: str) -> str:
        """Run `flask --app app …` and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "app", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def invite(self, name: str) -> str:
        """Return the enrolment link for a new advisor."""
        link = re.search(r"http\S+", self.command("advisor", "invite", name))
        assert link
        return link.group()

    def enrol(self, *names: str, passphrase: str = PASSPHRASE) -> list[Identity]:
        """Have advisors enrolled with keys that the test holds, on a signed list, without a browser for each."""
        identities = [_identity(self._enrolled + number) for number in range(len(names))]
        self._enrolled += len(names)
        engine = Engine(self.database)
        for name, identity in zip(names, identities, strict=True):
            enrol(Roster(engine, 20), name, identity, passphrase)
            SHEETS.update({(site, name): f"{identity}\nbekymret-portal {KEY_TEXT}" for site in self.sites})
        engine.close()
        self.publish()
        return identities

    def admit(self, name: str) -> str:
        """Have one advisor enrolled without a browser, and return the passphrase."""
        self.enrol(name)
        return PASSPHRASE

    def publish(self, *without: str, **changes: object) -> None:
        """Sign a list of all who have enrolled, but for some, and take it into use."""
        engine = Engine(self.database)
        publish(self.instance, Roster(engine, 20), self.sites, without, self._pages, **changes)
        engine.close()
        time.sleep(0.1)  # until the portal asks again who they are

    def _pages(self, n: int) -> str:
        """What is signed with a list besides: what the inbox computes with; nothing while no portal is there."""
        try:
            with urllib.request.urlopen(f"{self.url}/inbox/settings.json", timeout=10) as answer:  # noqa: S310 - our own
                return write_pages(n, [("/inbox/settings.json", answer.read())])
        except OSError:
            return ""

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.url + "/112", timeout=2):  # noqa: S310 - our own server
                return True
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def _signal(self, number: signal.Signals) -> None:
        assert self._process
        os.killpg(self._process.pid, number)
        self._process.wait(20)


@cache
def _identity(_number: int) -> Identity:
    """One for each advisor of a portal; the next portal's advisors have the same, because wrapping them is slow."""
    return Identity.generate()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
