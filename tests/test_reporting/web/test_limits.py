"""How often one visitor may ask: counted together where processes share a store, under keys that tell no address."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import create_app
from reporting.web.limits import HOUR, HourlyKey, limiter, network
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


def test_where_limits_are_counted_comes_from_the_settings(shared: SharedStore, instance: Path) -> None:
    create_app({"RATELIMIT_STORAGE_URI": shared.uri})
    assert type(limiter.storage).__name__ == "RedisStorage"
    create_app()
    assert type(limiter.storage).__name__ == "MemoryStorage"
