"""What the tests and the benchmarks share: the cast, running portals, a wire that remembers, readers of the code."""

import os
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
IS_FULL = os.environ.get("DRILLS") == "full"
"""`make drills` runs them at full length, `make test` in a short form."""
