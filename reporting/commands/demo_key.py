"""Where a demo keeps its throw-away portal key. No real installation has such a file."""

DEMO_KEY = "demo-portal-key"
