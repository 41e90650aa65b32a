"""Load from another process over kept-alive connections: wrk, with prepared bodies, so that the server is the limit."""

import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

SECONDS = 4
SCRIPT = Path(__file__).with_name("post.lua")


@dataclass(frozen=True, slots=True)
class Load:
    """What is asked again and again. `fresh` bytes after the body's first are drawn anew for each request."""

    path: str
    body: bytes = b""
    content_type: str = ""
    fresh: int = 0


def requests_per_second(port: int, load: Load, clients: int) -> float:
    """Return how many requests a second were answered with 2xx or 3xx.

    Raises SystemExit if one was answered otherwise: a refused report is no report.
    """
    command = ["wrk", "-t1", f"-c{clients}", f"-d{SECONDS}s"]
    with tempfile.NamedTemporaryFile() as file:
        url = f"http://127.0.0.1:{port}"
        if load.body:
            file.write(load.body)
            file.flush()
            arguments = [load.path, load.content_type, file.name, str(load.fresh)]
            command += ["-s", str(SCRIPT), url, "--", *arguments]
        else:
            command += [url + load.path]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"Requests/sec:\s+([0-9.]+)", told)
    if not found or "Non-2xx" in told or "Socket errors" in told:
        sys.exit(f"{load.path}: {told}")
    return float(found.group(1))
