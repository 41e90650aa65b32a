"""What the tests and the benchmarks share: the cast, running portals, a wire that remembers, readers of the code."""

from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
