"""Two portals behind the shipped Caddyfile, one PostgreSQL database and one store of counts: for people it is one."""

import http.client
import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.caddy import Caddy
from tests.support.journey import come_back, fill_in, open_case, send, send_plain, unlock
from tests.support.portal import PASSPHRASE, Portal, free_port
from tests.support.postgres import Server
from tests.support.redis import SharedStore
from tests.test_browser.conftest import NewPage


class Pair:
    """Two portals that are one: `url` is where people go."""

    def __init__(self, folder: Path, database: str, counts: str) -> None:
        port = free_port()
        self.url = f"https://localhost:{port}"
        shared = {"DATABASE": database, "SECRET_KEY": "s" * 32, "URL": self.url, "PROXIES": 1}
        shared |= {"RATELIMIT_ENABLED": "true", "RATELIMIT_STORAGE_URI": counts}
        self.portals = [Portal(folder / str(number), **shared) for number in range(2)]
        first, second = self.portals
        first.sites = [self.url, first.url, second.url]
        first.start()
        first.enrol("Rådgiver 1", "Rådgiver 2")
        shutil.copytree(first.instance / "lists", second.instance / "lists")
        second.start()
        self.caddy = Caddy(folder, first.port, second.port, port=port)

    def stop(self) -> None:
        self.caddy.stop()
        for portal in self.portals:
            with suppress(ProcessLookupError):  # killed by the test
                portal.kill()


@pytest.fixture
def pair(tmp_path: Path, postgres: Server) -> Iterator[Pair]:
    with ExitStack() as ended:
        counts = SharedStore(tmp_path)
        ended.callback(counts.stop)
        pair = Pair(tmp_path, postgres.new_database(), counts.uri)
        ended.callback(pair.stop)
        yield pair


def challenge(portal: Portal) -> int:
    with closing(portal.connect()) as connection:
        connection.request("POST", "/unlock/challenge", json.dumps({"name": "x"}), {"Content-Type": "application/json"})
        return connection.getresponse().status


def test_a_report_its_conversation_a_session_and_a_limit_know_no_portal(pair: Pair, new_page: NewPage) -> None:
    reporter = new_page(ignore_https_errors=True)
    fill_in(reporter, pair, where="Eksempelvej 12")
    code = send(reporter)
    plain = new_page(ignore_https_errors=True, java_script_enabled=False)
    send_plain(plain, pair, where="Eksempelvej 14")

    # A session that was opened through the proxy is one at both.
    advisor = new_page(ignore_https_errors=True)
    unlock(advisor, pair, "Rådgiver 1", PASSPHRASE)
    expect(advisor.locator("a.case")).to_have_count(2)
    cookie = "; ".join(f"{each['name']}={each['value']}" for each in advisor.context.cookies())
    for portal in pair.portals:
        for headers, expected in (({"Cookie": cookie}, 200), ({}, 401)):
            with closing(portal.connect()) as connection:
                connection.request("GET", "/unlock/sessions", headers=headers | {"X-Forwarded-Proto": "https"})
                assert connection.getresponse().status == expected

    # Two advisors at two portals answer the same case at the same moment.
    pages = []
    for portal, name in zip(pair.portals, ("Rådgiver 1", "Rådgiver 2"), strict=True):
        page = new_page()
        unlock(page, portal, name, PASSPHRASE)
        open_case(page, "Eksempelvej 12")
        page.get_by_label("Svar", exact=True).fill(f"Svar fra {name}")
        pages.append(page)
    for page in pages:
        page.get_by_role("button", name="Send svar").evaluate("button => setTimeout(() => button.click(), 200)")
    for page in pages:
        expect(page.locator(".entry-box.reply").first).to_be_visible(timeout=15_000)
    (second,) = [page for page in pages if page.get_by_label("Svar", exact=True).input_value()]
    second.get_by_role("button", name="Send svar").click()
    expect(second.get_by_label("Svar", exact=True)).to_have_value("", timeout=15_000)
    come_back(reporter, pair, code)
    expect(reporter.locator(".entry.reply")).to_have_count(2)
    texts = reporter.locator(".entry.reply p").all_inner_texts()
    assert sorted(texts) == ["Svar fra Rådgiver 1", "Svar fra Rådgiver 2"]
    assert second.locator(".entry-box.reply .text").all_inner_texts() == texts

    # What one has counted, both have.
    one, other = pair.portals
    said = [challenge(one) for _ in range(6)]
    assert said[-1] == 429
    assert challenge(other) == 429


def test_when_one_portal_is_gone_the_other_answers_for_both(pair: Pair, new_page: NewPage) -> None:
    pair.portals[0].kill()
    with closing(http.client.HTTPSConnection("localhost", pair.caddy.port, context=pair.caddy.tls)) as connection:
        for _request in range(6):
            connection.request("GET", "/report")
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200
    page = new_page(ignore_https_errors=True)
    fill_in(page, pair, where="Eksempelvej 16")
    send(page)
