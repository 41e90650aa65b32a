import pytest

from reporting.store import CaseExists, Cases, Engine, Lifetime, NewKeys, PlaceTaken, Roster, SignIn
from tests.support.cast import any_case, any_envelope
from tests.support.engines import Kind

DAY = "2026-11-22"
LIFETIME = Lifetime(idle=60, whole=600)
WORK = {
    # What a reporter or an advisor does, with what has no index of its own named.
    "add a case": lambda cases: cases.add_case(any_case("c" * 32, b"e", b"f", locator=b"m" * 32), DAY),
    "know a case again": lambda cases: add_again(cases),
    "look up": lambda cases: cases.find_by_locator(b"l" * 32),
    "find": lambda cases: cases.find_case("a" * 32),
    "read as a reporter": lambda cases: cases.list_for_reporter("a" * 32),
    "read the conversation": lambda cases: cases.list_envelopes("a" * 32),
    "add an envelope": lambda cases: cases.add_envelope("a" * 32, 1, "reporter", any_envelope(b"e")),
    "send an envelope again": lambda cases: cases.add_envelope(
        "a" * 32, 0, "reporter", any_envelope(b"envelope of " + b"a" * 32)
    ),
    "mark as read": lambda cases: cases.mark_read("a" * 32, 0, b"mark"),
    "open some": lambda cases: cases.list_some(["a" * 32]),
}

GROWING = {"cases", "envelopes", "blobs"}


def add_again(cases: Cases) -> None:
    with pytest.raises(CaseExists):
        add(cases, "a" * 32)


@pytest.fixture
def cases(engine: Engine) -> Cases:
    return Cases(engine)


def add(cases: Cases, case: str, locator: bytes = b"l" * 32) -> None:
    cases.add_case(any_case(case, b"envelope of " + case.encode(), locator=locator), DAY)


def test_a_case_is_found_by_who_holds_its_receipt(cases: Cases) -> None:
    add(cases, "a" * 32)
    found = cases.find_by_locator(b"l" * 32)
    assert found and found.id == "a" * 32
    assert cases.find_by_locator(b"m" * 32) is None


def test_a_taken_id_and_a_taken_receipt_write_nothing(cases: Cases) -> None:
    add(cases, "a" * 32)
    for case, locator, same in (
        ("a" * 32, b"l" * 32, True),
        ("a" * 32, b"m" * 32, False),
        ("b" * 32, b"l" * 32, False),
    ):
        with pytest.raises(CaseExists) as caught:
            add(cases, case, locator)
        assert caught.value.same_reporter is same
    assert cases.count_cases() == 1
    assert cases.list_envelopes("b" * 32) == []


def test_the_latest_mark_of_reading_counts(cases: Cases) -> None:
    """A mark that somebody has put into the database must not keep a true one out, however high its place."""
    add(cases, "a" * 32)
    for seq in (50_000_000, 3, 4):
        cases.mark_read("a" * 32, seq, b"mark %d" % seq)
        found = cases.find_case("a" * 32)
        assert found and (found.read_seq, found.read_mark) == (seq, b"mark %d" % seq)


def test_a_reporter_gets_the_advisors_envelopes_and_what_stands_for_their_own(cases: Cases) -> None:
    add(cases, "a" * 32)
    cases.add_envelope("a" * 32, 1, "advisor", any_envelope(b"reply"))
    cases.add_envelope("a" * 32, 2, "reporter", any_envelope(b"message"))
    found = cases.list_for_reporter("a" * 32)
    assert [(each.seq, each.by, each.envelope) for each in found] == [
        (0, "reporter", None),
        (1, "advisor", b"reply"),
        (2, "reporter", None),
    ]
    assert all(each.payload_hash and each.tag for each in found)


def test_a_place_is_the_next_one_or_refused(cases: Cases) -> None:
    add(cases, "a" * 32)
    for seq in (0, 2, 7):
        with pytest.raises(PlaceTaken):
            cases.add_envelope("a" * 32, seq, "reporter", any_envelope(b"other"))
    cases.add_envelope("a" * 32, 1, "reporter", any_envelope(b"message"))
    cases.add_envelope("a" * 32, 1, "reporter", any_envelope(b"message"))  # again: its answer was lost
    assert cases.next_seq("a" * 32) == 2


def test_nothing_in_the_tables_tells_the_order_within_a_day(engine: Engine) -> None:
    cases = Cases(engine)
    for number in range(40):
        cases.add_case(any_case(f"{number:032x}", number.to_bytes(1), b"file"), DAY)
    placed = engine.reading.rows("SELECT content FROM blobs WHERE length(content) = 1 ORDER BY number")
    assert len(placed) == 40
    assert placed != sorted(placed)


@pytest.mark.parametrize("work", WORK)
def test_nothing_that_people_do_scans_the_cases(work: str, kind: Kind, engine: Engine, cases: Cases) -> None:
    add(cases, "a" * 32)
    with kind.overhearing(engine) as sent:
        WORK[work](cases)
    assert any("cases" in each or "envelopes" in each for each in sent)
    assert [each for each in sent if kind.scanned(engine, each) & GROWING] == []


def test_a_scan_would_be_seen(kind: Kind, engine: Engine) -> None:
    assert kind.scanned(engine, "SELECT id FROM cases WHERE reply_to = 1") == {"cases"}


def test_a_session_of_somebody_who_was_retired_is_over(engine: Engine) -> None:
    roster = Roster(engine, 2)
    sign_in = SignIn(engine, roster)
    roster.enrol(roster.invite("Rådgiver 1", 0), NewKeys("age1pq1", "voice", b"slot"), 1, DAY)
    assert not roster.find_active("Rådgiver 1")  # before the list is signed
    roster.publish(roster.list_advisors())
    advisor = roster.find_active("Rådgiver 1")
    assert advisor
    token = sign_in.answer_challenge(sign_in.add_challenge(advisor.id, b"answer", 1), b"answer", 1, LIFETIME)
    assert token and sign_in.use_session(token, 1, LIFETIME)
    roster.retire("Rådgiver 1")
    assert sign_in.use_session(token, 1, LIFETIME) is None
