"""A database moved to another engine is the same row by row, and a copy that was cut short goes on."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from reporting.store import Cases, Copied, Engine, NotTheSame, OtherRows, copy_database
from reporting.store import copying as copying_module
from reporting.store.tables import TABLES
from tests.support.cast import any_case
from tests.support.engines import NAMES, Kind, OnPostgres, OnSqlite
from tests.support.postgres import Server
from tests.support.schemas import LOCATOR

DAY = "2026-11-22"
WAYS = [(source, target) for source in NAMES for target in NAMES if source != target]


@pytest.fixture
def kinds(tmp_path: Path, postgres: Server) -> dict[str, Kind]:
    return {"sqlite": OnSqlite(tmp_path), "postgresql": OnPostgres(postgres)}


@pytest.fixture(params=WAYS, ids=lambda way: f"{way[0]} to {way[1]}")
def pair(request: pytest.FixtureRequest, kinds: dict[str, Kind]) -> Iterator[tuple[Engine, Engine]]:
    """A database with something in it, and an empty one on the other engine."""
    source, target = (kinds[name] for name in request.param)
    engines = Engine(source.load("0001_first_report")), target.new_engine()
    for number in range(150):
        Cases(engines[0]).add_case(any_case(f"c{number:031x}", secrets.token_bytes(2_000)), DAY)
    yield engines
    for engine in engines:
        engine.close()


def copied(source: Engine, target: Engine) -> dict[str, Copied]:
    told: list[Copied] = []
    copy_database(source, target, told.append)
    return {each.table: each for each in told}


def test_every_table_is_known_with_every_column(engine: Engine, kind: Kind) -> None:
    for table in TABLES:
        columns = ", ".join(f'"{name}"' for name in (*table.key, *table.others))
        assert engine.reading.rows(f"SELECT {columns} FROM {table.name}") == []
        assert kind.columns(engine, table.name) == {*table.key, *table.others}
    assert kind.tables(engine) == {table.name for table in TABLES}


def test_everything_is_there_and_all_tables_are_told_to_be_the_same(pair: tuple[Engine, Engine]) -> None:
    source, target = pair
    told = copied(source, target)
    assert list(told) == [table.name for table in TABLES]
    assert (told["cases"].rows, told["envelopes"].rows, told["advisors"].rows) == (151, 151, 1)
    assert Cases(target).find_by_locator(LOCATOR) == Cases(source).find_by_locator(LOCATOR)
    assert Cases(target).list_states() == Cases(source).list_states()
    assert copied(target, source) == told  # and back, where all is there already


def test_a_copy_that_was_cut_short_goes_on_and_writes_nothing_twice(
    pair: tuple[Engine, Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = pair
    insert, done = copying_module._insert, []

    def die_at_the_fifth(rows: list, transaction: object) -> None:  # type: ignore[type-arg]
        done.append(len(rows))
        if len(done) >= 5:
            raise KeyboardInterrupt
        insert(rows, transaction)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(copying_module, "_insert", die_at_the_fifth)
        with pytest.raises(KeyboardInterrupt):
            copied(source, target)
    written = sum(done[:4])
    done.clear()
    monkeypatch.setattr(copying_module, "_insert", lambda *rows: done.append(len(rows[0])) or insert(*rows))
    told = copied(source, target)
    assert sum(done) == sum(each.rows for each in told.values()) - written


@pytest.mark.parametrize(
    "strange",
    [
        "INSERT INTO closed_links (slug) VALUES ('other')",
        "UPDATE cases SET day = '2019-01-01' WHERE read_seq = -1",
        "DELETE FROM slots",
    ],
)
def test_a_target_that_holds_anything_else_is_refused_or_made_whole(strange: str, pair: tuple[Engine, Engine]) -> None:
    source, target = pair
    copied(source, target)
    target.write(lambda transaction: transaction.write(strange))
    if strange.startswith("DELETE"):
        assert copied(source, target)["slots"].rows == 1
    else:
        with pytest.raises(OtherRows):
            copied(source, target)


def test_what_is_written_meanwhile_is_told_and_copied_the_next_time(
    pair: tuple[Engine, Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = pair
    insert, written = copying_module._insert, []

    def write_into_the_source(*given: object) -> None:
        insert(*given)  # type: ignore[arg-type]
        if not written:
            written.append(True)
            Cases(source).add_case(any_case("f" * 32), DAY)

    monkeypatch.setattr(copying_module, "_insert", write_into_the_source)
    with pytest.raises(NotTheSame):
        copied(source, target)
    assert copied(source, target)["cases"].rows == 152


def test_what_a_server_keeps_goes_into_a_file_as_it_was_at_one_moment(kinds: dict[str, Kind], tmp_path: Path) -> None:
    engine = kinds["postgresql"].new_engine()
    for number in range(70):
        Cases(engine).add_case(any_case(f"{number:032x}"), DAY)
    engine.copy_to(tmp_path / "copy.db")
    copy = Engine(tmp_path / "copy.db")
    assert Cases(copy).list_states() == Cases(engine).list_states()
    assert copied(engine, copy)["blobs"].rows == 140
    for each in (copy, engine):
        each.close()
