"""Debian's Chromium, as the tests and the benchmarks start it."""

import shutil

from playwright.sync_api import Browser, Playwright

FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WINDOWED = "chromium"
WINDOWLESS = "chromium-headless-shell"
"""The same engine without what draws windows, menus and tabs: a page costs a third of the processor's time."""


def launch(playwright: Playwright, program: str = WINDOWLESS) -> Browser:
    """Start the browser. Without it the tests fail; they are never skipped."""
    found = shutil.which(program)
    assert found, f"{program} is missing: run `make test`, which installs it"
    return playwright.chromium.launch(executable_path=found, args=FLAGS)
