"""Reporters, advisors, retirements and purges, in whatever order: both engines answer and hold the same."""

import random  # noqa: TID251 - the same draws for both engines
import secrets
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from reporting.store import (
    Absence,
    Casefiles,
    Cases,
    Engine,
    Headers,
    Intakes,
    Ledgers,
    Lifetime,
    Links,
    ListCards,
    NewCard,
    NewKeys,
    NewSeal,
    Once,
    Passkeys,
    Purging,
    Retention,
    Roster,
    ShownOnce,
    SignIn,
    end_what_was_open,
)
from reporting.store.rows import pieces
from reporting.store.tables import TABLES
from tests.support import IS_FULL
from tests.support.cast import any_case, any_envelope
from tests.support.drills import figure, length
from tests.support.engines import OnPostgres, OnSqlite
from tests.support.postgres import Server

LIFETIME = Lifetime(idle=60, whole=600)
START = date(2026, 11, 1)
SECRET = b"the portal's secret, 32 bytes..."
NAMES = ("Rådgiver 1", "rådgiver 1", "Rådgiver 2", "Rådgiver 3")

cases = st.sampled_from([f"{number:032x}" for number in range(5)])
locators = st.sampled_from([bytes([number]) * 32 for number in range(5)])
bodies = st.sampled_from([b"x\n--- mac\npayload", b"yy\n--- mac\npayload", b"", bytes(3_000)])
places = st.integers(0, 4)
names = st.sampled_from(NAMES)
days = st.integers(0, 12).map(lambda number: (START + timedelta(number)).isoformat())
whole = st.integers(1, 3)


class Office:
    """One installation's store, and what its people hold in their hands."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.cases, self.casefiles, self.cards = Cases(engine), Casefiles(engine, SECRET), ListCards(engine)
        self.roster = Roster(engine, 2)
        self.sign_in, self.passkeys = SignIn(engine, self.roster), Passkeys(engine, self.roster)
        self.headers, self.ledgers, self.purging = Headers(engine), Ledgers(engine), Purging(engine, SECRET)
        self.intakes, self.links, self.absence = Intakes(engine), Links(engine), Absence(engine)
        self.invitations: list[str] = []
        self.challenges: list[bytes] = []
        self.sessions: list[str] = []

    def empty(self) -> None:
        def write(transaction: Any) -> None:
            for table in reversed(TABLES):
                transaction.write(f"DELETE FROM {table.name}")

        self.engine.write(write)

    def rows(self) -> dict[str, list[Any]]:
        reader = self.engine.reading
        return {table.name: [row for some in pieces(reader, table) for row in some] for table in TABLES}


class Both(RuleBasedStateMachine):
    """Everything is done in two offices at once, which draw the same random numbers."""

    offices: tuple[Office, Office]
    done = 0
    refused: set[str] = set()  # noqa: RUF012 - over all runs

    def __init__(self) -> None:
        super().__init__()
        self.draws, self.now = 0, 1_000
        for office in self.offices:
            office.__init__(office.engine)  # type: ignore[misc]
            office.empty()

    def do(self, work: Callable[[Office], Any]) -> None:
        """Do it in both, and see that it comes to the same."""
        self.draws += 1
        outcomes = []
        for office in self.offices:
            chance = random.Random(self.draws)  # noqa: S311
            with pytest.MonkeyPatch.context() as patched:
                patched.setattr(secrets, "randbits", chance.getrandbits)
                patched.setattr(secrets, "token_bytes", chance.randbytes)
                patched.setattr(secrets, "token_hex", lambda count, chance=chance: chance.randbytes(count).hex())
                patched.setattr(secrets, "token_urlsafe", lambda count, chance=chance: chance.randbytes(count).hex())
                try:
                    outcomes.append(repr(work(office)))
                except Exception as error:
                    assert type(error).__module__.startswith("reporting.store"), error
                    outcomes.append(f"{type(error).__name__} {vars(error)}")
                    self.refused.add(type(error).__name__)
        assert outcomes[0] == outcomes[1]
        type(self).done += 1

    @invariant()
    def both_hold_the_same_rows(self) -> None:
        one, other = (office.rows() for office in self.offices)
        assert one == other

    # Reporters

    @rule(case=cases, locator=locators, body=bodies, day=days, once=st.booleans())
    def report(self, case: str, locator: bytes, body: bytes, day: str, once: bool) -> None:
        shown = ShownOnce(locator[:16], b"code", self.now, self.now + 300) if once else None
        self.do(lambda office: office.cases.add_case(any_case(case, body, body, locator=locator), day, shown))

    @rule(case=cases, seq=places, body=bodies, by=st.sampled_from(["reporter", "advisor"]))
    def write_on(self, case: str, seq: int, body: bytes, by: str) -> None:
        self.do(
            lambda office: office.cases.find_case(case) and office.cases.add_envelope(case, seq, by, any_envelope(body))
        )

    @rule(locator=locators)
    def look_up(self, locator: bytes) -> None:
        self.do(lambda office: office.cases.find_by_locator(locator))
        self.do(lambda office: office.cases.take_once(locator[:16], self.now))

    @rule(case=cases)
    def read(self, case: str) -> None:
        self.do(lambda office: (office.cases.list_for_reporter(case), office.cases.list_envelopes(case)))

    @rule(case=cases, key=whole, content=whole, day=days)
    def deliver(self, case: str, key: int, content: int, day: str) -> None:
        new, once = any_case(case, locator=bytes([key]) * 32), Once(bytes([key]), bytes([content]))
        self.do(lambda office: office.intakes.add_case(new, day, once))

    # Advisors

    @rule(case=cases, seq=places)
    def mark_read(self, case: str, seq: int) -> None:
        self.do(lambda office: office.cases.mark_read(case, seq, b"mark"))

    @rule(case=cases, version=whole, body=bodies, day=st.none() | days, gone=st.sets(places, max_size=2))
    def work_on(self, case: str, version: int, body: bytes, day: str | None, gone: set[int]) -> None:
        retention = Retention(day, tuple(sorted(gone)), day)
        self.do(lambda office: office.casefiles.write_next(case, version, any_envelope(body), retention))
        self.do(lambda office: office.casefiles.list_versions(case))

    @rule(n=whole, chosen=st.sets(cases, max_size=3), body=bodies)
    def keep_cards(self, n: int, chosen: set[str], body: bytes) -> None:
        self.do(lambda office: office.cards.add_team_key(n, body))
        self.do(lambda office: office.cards.keep(n, [NewCard(case, body, body) for case in sorted(chosen)]))

    @rule(after=st.none() | st.tuples(st.booleans(), days, cases), limit=whole)
    def list_inbox(self, after: tuple[bool, str, str] | None, limit: int) -> None:
        self.do(lambda office: (office.cards.list_rows(after, limit), office.cards.list_texts(after, limit)))
        self.do(lambda office: (office.cases.list_states(), office.cases.list_unread(), office.cases.count_cases()))

    @rule(case=cases, seq=places, n=whole, advisor=names)
    def seal_anew(self, case: str, seq: int, n: int, advisor: str) -> None:
        seal = NewSeal(case, seq, b"x\n--- mac\n", b"z\n--- mac\npayload")
        self.do(lambda office: office.headers.replace([seal], n, advisor, START.isoformat()))
        self.do(lambda office: (office.headers.list_older(n + 1, ("", -1), 5), office.headers.list_kept(advisor)))

    @rule(case=cases, seq=places, advisor=names, well=st.booleans())
    def open_anew(self, case: str, seq: int, advisor: str, well: bool) -> None:
        if well:
            self.do(lambda office: office.headers.confirm([(case, seq)], advisor))
        else:
            self.do(lambda office: office.headers.put_back(case, seq, advisor))

    @rule(number=whole, body=bodies)
    def write_ledger(self, number: int, body: bytes) -> None:
        """Only who has enrolled can: an invitation has no session."""

        def write(office: Office) -> Any:
            enrolled = [each for each in office.roster.list_advisors() if each.status != "invited"]
            return [office.ledgers.write_next(each.id, number, body) for each in enrolled[:1]]

        self.do(write)
        self.do(lambda office: office.ledgers.list_ledgers())

    @rule(day=st.just("") | days, slug=st.sampled_from(["vest", "øst"]), closed=st.booleans())
    def tell_everybody(self, day: str, slug: str, closed: bool) -> None:
        self.do(lambda office: (office.absence.put_up(day), office.absence.reading_day))
        self.do(lambda office: (office.links.set_closed(slug, closed=closed), sorted(office.links.closed)))

    # Who comes and who leaves

    @rule(name=names)
    def invite(self, name: str) -> None:
        self.do(lambda office: office.invitations.append(office.roster.invite(name, self.now)))

    @rule(which=places)
    def enrol(self, which: int) -> None:
        keys, day = NewKeys("age1pq1", "voice", b"slot"), START.isoformat()
        self.do(
            lambda office: [office.roster.enrol(each, keys, self.now, day) for each in office.invitations[which:][:1]]
        )

    @rule(leaving=st.none() | names)
    def publish(self, leaving: str | None) -> None:
        def sign(office: Office) -> None:
            listed = [each for each in office.roster.list_advisors() if each.status in ("waiting", "active")]
            office.roster.publish([each for each in listed if each.name != leaving])

        self.do(sign)

    @rule(name=names)
    def retire(self, name: str) -> None:
        self.do(lambda office: office.roster.retire(name))

    @rule(name=names, right=st.booleans(), credential=whole)
    def sign_in(self, name: str, right: bool, credential: int) -> None:
        def open_session(office: Office) -> Any:
            advisor = office.roster.find_active(name)
            challenge = office.sign_in.add_challenge(advisor and advisor.id, b"answer", self.now)
            token = office.sign_in.answer_challenge(challenge, b"answer" if right else b"wrong", self.now, LIFETIME)
            office.sessions += [token] if token else []
            if advisor:
                office.passkeys.add(advisor.id, bytes([credential]), b"slot", "Telefon", START.isoformat())
            return token, office.passkeys.find(bytes([credential]))

        self.do(open_session)

    @rule(which=places, passed=st.integers(0, 90), ends=st.booleans())
    def use_session(self, which: int, passed: int, ends: bool) -> None:
        self.now += passed
        for token in self.offices[0].sessions[which:][:1]:
            self.do(lambda office: office.sign_in.use_session(token, self.now, LIFETIME, is_work=False))
            if ends:
                self.do(lambda office: office.sign_in.end_session(token))

    # What goes

    @rule(day=days)
    def purge(self, day: str) -> None:
        self.do(lambda office: office.purging.find_due(day))
        self.do(lambda office: office.purging.purge_cases(office.purging.find_due(day).cases))
        self.do(lambda office: office.purging.purge_places(office.purging.find_due(day).places))
        self.do(lambda office: office.purging.find_unmarked())
        self.do(lambda office: office.headers.forget_old(date.fromisoformat(day) + timedelta(31)))
        self.do(lambda office: office.purging.is_wiped(thoroughly=True))

    @rule()
    def restore(self) -> None:
        self.do(lambda office: end_what_was_open(office.engine))


@pytest.fixture
def offices(tmp_path: Path, postgres: Server) -> Iterator[tuple[Office, Office]]:
    offices = Office(OnSqlite(tmp_path).new_engine()), Office(OnPostgres(postgres).new_engine())
    yield offices
    for office in offices:
        office.engine.close()


def test_both_engines_answer_the_same_and_hold_the_same(offices: tuple[Office, Office]) -> None:
    Both.offices, Both.done = offices, 0
    Both.refused.clear()
    run_state_machine_as_test(
        Both,
        settings=settings(
            max_examples=length(36, 300),
            stateful_step_count=40,
            deadline=None,
            derandomize=not IS_FULL,
            suppress_health_check=list(HealthCheck),
        ),
    )
    figure("one model on both engines", f"{Both.done} steps, refused: {', '.join(sorted(Both.refused))}")
    assert Both.done > length(300, 10_000)
    assert {"CaseExists", "PlaceTaken", "CaseGone"} <= Both.refused
