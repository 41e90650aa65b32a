"""Runs a small script under tests/js/ with the project's Node, for what only JavaScript packages have."""

import json
import os
import shutil
import subprocess
from typing import Any

from tests.support import ROOT


def run_node(script: str, request: Any = None) -> Any:
    """Give `request` to a script as JSON on standard input and return what it prints, read as JSON."""
    node = shutil.which("node", path=f"{ROOT / '.venv/bin'}{os.pathsep}{os.environ['PATH']}")
    assert node, "Node is missing: run `make test`, which installs it"
    done = subprocess.run(
        [node, ROOT / "tests/js" / script], input=json.dumps(request), capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
