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
    "--disable-gpu",
    "--disable-software-rasterizer",
]


def launch(playwright: Playwright) -> Browser:
    """Start the browser. Without it the tests fail; they are never skipped."""
    return playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
