"""Debian's Caddy with the very file that is shipped, and a certificate of its own making."""

import http.client
import os
import shutil
import ssl
import subprocess
import time
from pathlib import Path

from tests.support import ROOT
from tests.support.portal import free_port

CONFIG = ROOT / "deploy/Caddyfile"


class Caddy:
    """HTTPS on a port of its own, in front of one portal or several."""

    def __init__(self, folder: Path, *portal_ports: int, config: Path = CONFIG, port: int = 0) -> None:
        self.port = port or free_port()
        self.log = folder / "caddy.log"
        program = shutil.which("caddy")
        assert program, "caddy is missing: run `make test`, which installs it"
        environment = os.environ | {
            "BEKYMRET_SITE": f"https://localhost:{self.port}",
            "BEKYMRET_PORTAL": " ".join(f"127.0.0.1:{each}" for each in portal_ports),
            "XDG_DATA_HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder),
            "HOME": str(folder),
        }
        command = [program, "run", "--config", str(config), "--adapter", "caddyfile"]
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        self._root = folder / "caddy/pki/authorities/local/root.crt"
        deadline = time.monotonic() + 20
        while not self._answers():
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.1)

    @property
    def tls(self) -> ssl.SSLContext:
        """What trusts this Caddy and nobody else."""
        return ssl.create_default_context(cafile=str(self._root))

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(20)

    def _answers(self) -> bool:
        if not self._root.exists():
            return False
        try:
            connection = http.client.HTTPSConnection("localhost", self.port, context=self.tls, timeout=2)
            connection.request("GET", "/112")
            found = connection.getresponse().status == 200
            connection.close()
        except OSError:
            return False
        return found
