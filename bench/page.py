"""The report page over the wire, as a real browser counts it."""

from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from bench.submissions import enrolled_portal
from tests.support.browser import WINDOWED, launch


def weigh_report_page(folder: Path) -> dict[str, float]:
    """Return bytes (headers and compressed bodies), requests, and requests to other hosts."""
    with enrolled_portal(folder) as (portal, _), sync_playwright() as playwright:
        browser = launch(playwright, WINDOWED)
        page = browser.new_page()
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        received: list[float] = []
        hosts: list[str] = []
        network.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
        network.on("Network.requestWillBeSent", lambda event: hosts.append(urlsplit(event["request"]["url"]).netloc))
        page.goto(f"{portal.url}/report", wait_until="networkidle")
        browser.close()
    return {
        "report page, KB": sum(received) / 1000,
        "report page, requests": len(hosts),
        "report page, third-party requests": len([host for host in hosts if host != f"localhost:{portal.port}"]),
    }
