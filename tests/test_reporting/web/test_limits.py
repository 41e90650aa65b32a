"""How often one visitor may ask: counted together where processes share a store, under keys that tell no address."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import create_app
from reporting.settings import CannotStart
from reporting.web import shared_counts
from reporting.web.limits import HOUR, HourlyKey, hourly_key, limiter, network, sender_of
from tests.support.cast import ANSWERS, enrol, sign_in
from tests.support.portal import free_port
from tests.support.redis import SharedStore


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[SharedStore]:
    store = SharedStore(tmp_path)
    yield store
    store.stop()


def test_an_address_counts_by_its_network_only() -> None:
    assert network("192.0.2.7") == network("192.0.2.99") == "192.0.2.0/24"
    assert network("::ffff:192.0.2.7") == "192.0.2.0/24"
    assert network("2001:db8:1:2::3") == network("2001:db8:1:ffff::1") == "2001:db8:1::/48"
    assert network(None) == network("not an address") == "unknown"


def test_a_key_is_no_address_and_means_nothing_an_hour_later(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app, key = create_app(), HourlyKey()
    with app.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.7"}):
        now = key()
        assert re.fullmatch(r"[0-9a-f]{64}", now)
        assert key() == now
        monkeypatch.setattr("time.time", lambda: 4_000_000_000 + HOUR)
        assert key() != now
    with app.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.200"}):
        neighbours = key()
    with app.test_request_context(environ_base={"REMOTE_ADDR": "198.51.100.1"}):
        assert key() != neighbours


def challenge(app_config: dict[str, object]) -> int:
    """One more challenge asked of a portal that has just started, as another process would be."""
    return create_app(app_config).test_client().post("/unlock/challenge", json={"name": "x"}).status_code


def test_processes_that_share_a_store_count_together(shared: SharedStore, instance: Path) -> None:
    config: dict[str, object] = {"RATELIMIT_STORAGE_URI": shared.uri}
    assert [challenge(config) for _ in range(6)] == [200] * 5 + [429]


def test_one_network_gets_thirty_challenges_a_minute_whatever_the_names(instance: Path) -> None:
    client = create_app().test_client()
    codes = [client.post("/unlock/challenge", json={"name": f"x{number}"}).status_code for number in range(31)]
    assert codes == [200] * 30 + [429]
    elsewhere = {"REMOTE_ADDR": "198.51.100.1"}
    assert client.post("/unlock/challenge", json={"name": "x"}, environ_base=elsewhere).status_code == 200


def test_processes_that_share_nothing_count_for_themselves(instance: Path) -> None:
    assert [challenge({}) for _ in range(6)] == [200] * 6


def test_the_shared_key_is_drawn_once_and_nothing_in_the_store_is_an_address(
    shared: SharedStore, instance: Path
) -> None:
    app = create_app({"RATELIMIT_STORAGE_URI": shared.uri})
    with app.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.7"}):
        assert HourlyKey()() == HourlyKey()()
    app.test_client().post("/unlock/challenge", json={"name": "x"}, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    names = shared.client.keys()
    assert any(b"hourly key" in name for name in names)
    assert not [name for name in names if b"192.0.2" in name]
    assert all(0 < shared.client.ttl(name) <= HOUR for name in names)


def test_a_shared_store_that_is_gone_stops_nobody(shared: SharedStore, instance: Path) -> None:
    client = create_app({"RATELIMIT_STORAGE_URI": shared.uri}).test_client()
    assert client.post("/unlock/challenge", json={"name": "x"}).status_code == 200
    shared.stop()
    assert client.post("/unlock/challenge", json={"name": "x"}).status_code == 200
    with client.application.test_request_context():
        key = HourlyKey()
        assert key() == key()


def test_a_shared_store_that_is_gone_is_said_once_and_once_that_it_is_back(
    tmp_path: Path, instance: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_counts, "_AWAY_SECONDS", 0)
    store = SharedStore(tmp_path)
    client = create_app({"RATELIMIT_STORAGE_URI": store.uri}).test_client()
    store.stop()
    for _ in range(3):
        client.post("/unlock/challenge", json={"name": "x"})
    again = SharedStore(tmp_path, port=store.port)
    for _ in range(2):
        client.post("/unlock/challenge", json={"name": "x"})
    again.stop()
    assert [line for line in caplog.messages if "shared store" in line] == [
        "the shared store of counts is gone: each process counts by itself",
        "the shared store of counts is back",
    ]


def test_a_shared_store_that_hangs_is_waited_for_once_and_not_by_everybody(shared: SharedStore, instance: Path) -> None:
    client = create_app({"RATELIMIT_STORAGE_URI": shared.uri}).test_client()
    waits = []
    with shared.hanging():
        for _ in range(3):
            began = time.monotonic()
            assert client.post("/unlock/challenge", json={"name": "x"}).status_code == 200
            waits.append(time.monotonic() - began)
    assert waits[0] < 1.5
    assert max(waits[1:]) < 0.25


def test_a_shared_store_that_comes_back_with_a_disk_is_given_nothing(
    tmp_path: Path, instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_counts, "_AWAY_SECONDS", 0)
    port = free_port()
    client = create_app({"RATELIMIT_STORAGE_URI": f"redis://127.0.0.1:{port}"}).test_client()
    store = SharedStore(tmp_path, "--appendonly", "yes", port=port)
    try:
        assert client.post("/unlock/challenge", json={"name": "x"}).status_code == 200
        assert store.client.keys() == []
    finally:
        store.stop()


@pytest.mark.parametrize(
    ("option", "complaint"),
    [
        (("--save", "3600 1"), 'set its `save` to ""'),
        (("--appendonly", "yes"), 'set its `appendonly` to "no"'),
        (("--rename-command", "CONFIG", ""), "allow CONFIG GET save"),
    ],
)
def test_a_shared_store_that_writes_to_a_disk_stops_the_start(
    tmp_path: Path, instance: Path, option: tuple[str, ...], complaint: str
) -> None:
    store = SharedStore(tmp_path, *option)
    try:
        with pytest.raises(CannotStart, match=re.escape(complaint)):
            create_app({"RATELIMIT_STORAGE_URI": store.uri})
    finally:
        store.stop()


def test_a_shared_store_that_is_not_there_stops_no_start(instance: Path) -> None:
    client = create_app({"RATELIMIT_STORAGE_URI": f"redis://127.0.0.1:{free_port()}"}).test_client()
    assert client.post("/unlock/challenge", json={"name": "x"}).status_code == 200


def test_where_limits_are_counted_comes_from_the_settings(shared: SharedStore, instance: Path) -> None:
    create_app({"RATELIMIT_STORAGE_URI": shared.uri})
    assert type(limiter.storage).__name__ == "RedisStorage"
    create_app()
    assert type(limiter.storage).__name__ == "MemoryStorage"


def test_empty_and_senseless_posts_use_up_nothing_of_what_honest_neighbours_have(instance: Path) -> None:
    app = create_app()
    enrol(app, "Rådgiver 1")
    client = app.test_client()
    for path in ("/report", "/report/sealed", "/return", "/return/lookup", "/return/more", "/return/message/sealed"):
        assert {client.post(path, data={}).status_code for _ in range(10)} <= {400, 422}
    assert client.post("/report", data={}).status_code == 429  # what makes no sense has a bucket of its own
    assert client.post("/report", data=ANSWERS | {"signs": "mail"}).status_code == 303
    assert client.post("/return/lookup", data={"locator": "A" * 43}).status_code == 200


def test_thirty_reports_an_hour_are_taken_and_the_next_hears_when_to_come_back(instance: Path) -> None:
    app = create_app()
    enrol(app, "Rådgiver 1")
    client = app.test_client()
    statuses = [client.post("/report", data=ANSWERS | {"signs": "mail"}).status_code for _ in range(30)]
    assert statuses == [303] * 30
    refused = client.post("/report", data=ANSWERS | {"signs": "mail"})
    assert refused.status_code == 429
    assert "Eksempelvej 12" in refused.text
    assert 60 < int(refused.headers["Retry-After"]) <= HOUR


def test_whoever_asks_for_challenges_locks_out_no_other_name_behind_the_same_address(instance: Path) -> None:
    client = create_app().test_client()
    assert [ask(client, "Fremmed") for _ in range(6)] == [200] * 5 + [429]
    assert ask(client, "Rådgiver 1") == 200


def test_wrong_answers_lock_nobody_out_who_has_the_right_one(instance: Path) -> None:
    app = create_app()
    advisor = enrol(app, "Rådgiver 1")
    wrong = {"id": "AAAA", "answer": "AAAA"}
    statuses = [app.test_client().post("/unlock", json=wrong).status_code for _ in range(70)]
    assert statuses == [401] * 60 + [429] * 10
    assert sign_in(app, advisor)


def test_each_circuit_of_the_onion_service_counts_for_itself() -> None:
    assert network("fc00:dead:beef:4dad::1:2") != network("fc00:dead:beef:4dad::1:3")
    assert network("fc00:dead:beef:4dae::1:2") == network("fc00:dead:beef:4dae::1:3")


@pytest.mark.parametrize(
    ("proxies", "forwarded", "counts_as"),
    [
        (0, "198.51.100.1", "192.0.2.7"),
        (1, "", "192.0.2.7"),
        (1, "203.0.113.5, 198.51.100.1", "198.51.100.1"),
        (2, "203.0.113.5, 198.51.100.1", "203.0.113.5"),
        (2, "198.51.100.1", "192.0.2.7"),
    ],
)
def test_a_sender_is_who_the_proxies_say_and_nobody_else(
    proxies: int, forwarded: str, counts_as: str, instance: Path
) -> None:
    create_app()
    environ = {"REMOTE_ADDR": "192.0.2.7"} | ({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {})
    assert sender_of(proxies, environ) == hourly_key.here(counts_as)


def ask(client: FlaskClient, name: str) -> int:
    return client.post("/unlock/challenge", json={"name": name}).status_code
