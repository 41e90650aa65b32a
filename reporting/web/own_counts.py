"""What one process counts by itself: in a dict under one lock, swept by whoever counts. No thread of its own."""

import math
import threading
import time

from limits import RateLimitItem

_SWEEP_SECONDS = 60.0


class OwnCounts:
    """How often each key was used in its current window, which begins with the first use."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._windows: dict[tuple[object, ...], tuple[float, int]] = {}
        self._swept = 0.0

    def use(self, limit: RateLimitItem, *who: str, cost: int = 1) -> int:
        """Count; return 0, or after how many seconds there is something left again."""
        now = time.time()
        with self._lock:
            self._sweep(now)
            end, used = self._windows.get((limit, *who), (0.0, 0))
            if end <= now:
                end, used = now + limit.get_expiry(), 0
            self._windows[limit, *who] = end, used + cost
        return 0 if used + cost <= limit.amount else max(math.ceil(end - now), 1)

    def __len__(self) -> int:
        """Return how many windows are kept."""
        return len(self._windows)

    def _sweep(self, now: float) -> None:
        if now - self._swept < _SWEEP_SECONDS and self._swept <= now:
            return
        self._swept = now
        for key in [key for key, (end, _) in self._windows.items() if end <= now]:
            del self._windows[key]
