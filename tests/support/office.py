"""A portal with two advisors, as casework needs it, and what neighbours have written."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from crypto import (
    CaseFile,
    Thread,
    build_casefile,
    casefile_chain,
    generate_code,
    open_code,
    payload_hash,
    read_mark,
    seal,
    transcript,
)
from reporting.store import Casefiles, Cases, Engine, NewCase, NewEnvelope, Retention
from tests.support.casefiles import STATE
from tests.support.portal import Portal

TODAY = date.today().isoformat()  # noqa: DTZ011 - the portal's own


class Office:
    """A portal with two advisors and what neighbours have written."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self.identities = portal.enrol("Rådgiver 1", "Rådgiver 2")
        self.codes: dict[str, str] = {}

    def write(self, answers: dict[str, object], **others: object) -> str:
        """Have a neighbour report; return the case."""
        code = generate_code()
        receipt = open_code(code)
        thread = self._thread(code)
        body: dict[str, object] = {"origin": "reporter", "form": "neighbour", "organisation": "", "answers": answers}
        body |= others
        sealed = thread.report(body, receipt)
        new = NewEnvelope(sealed.envelope, sealed.payload_hash, 1, sealed.tag)
        engine = Engine(self.portal.database)
        reply_to = bytes(receipt.identity.recipient)
        Cases(engine).add_case(NewCase(receipt.case, receipt.locator, reply_to, (new,)), TODAY)
        engine.close()
        self.codes[receipt.case] = code
        return receipt.case

    def add_message(self, case: str, text: str) -> None:
        """Have the case's reporter write once more."""
        engine = Engine(self.portal.database)
        cases, thread = Cases(engine), self._thread(self.codes[case])
        hashes = [each.payload_hash for each in cases.list_envelopes(case)]
        thread.state, thread.seq = transcript(case, hashes), len(hashes)
        sealed = thread.message(text)
        new = NewEnvelope(sealed.envelope, sealed.payload_hash, 1, sealed.tag)
        cases.add_envelope(case, len(hashes), "reporter", new)
        engine.close()

    def mark_read(self, case: str) -> None:
        """Have an advisor have opened all that is in a case."""
        engine = Engine(self.portal.database)
        cases = Cases(engine)
        hashes = [each.payload_hash for each in cases.list_envelopes(case)]
        mark = read_mark(open_code(self.codes[case]).talk, len(hashes) - 1, transcript(case, hashes))
        cases.mark_read(case, len(hashes) - 1, mark)
        engine.close()

    def note(self, case: str, **state: object) -> None:
        """Have the first advisor have noted this about a case of which nothing was noted yet."""
        ((writer,),) = self.sql("SELECT id FROM advisors WHERE name = 'Rådgiver 1'")
        before = casefile_chain(case, [])[-1].hex()
        casefile = CaseFile(self.portal.url, 1, str(writer), case, 1, before, STATE | state)
        to = [each.recipient for each in self.identities]
        envelope = seal(build_casefile(casefile, self.identities[0].voice_seed), to)
        engine = Engine(self.portal.database)
        new = NewEnvelope(envelope, payload_hash(envelope), 1)
        secret = (self.portal.instance / "secret_key").read_bytes()
        Casefiles(engine, secret).write_next(case, 1, new, Retention(str(state.get("purge", "")) or None))
        engine.close()

    def _thread(self, code: str) -> Thread:
        receipt = open_code(code)
        to = sorted((each.recipient for each in self.identities), key=str)
        return Thread(receipt.case, receipt.talk, to, TODAY, "da")

    def sql(self, query: str, *arguments: object) -> list[tuple[object, ...]]:
        """What somebody with the database file in hand finds, or does."""
        with closing(sqlite3.connect(self.portal.instance / "bekymret.db", isolation_level=None)) as db:
            return list(db.execute(query, arguments))

    def raw(self) -> Iterator[tuple[str, bytes]]:
        for file in [*self.portal.instance.rglob("*"), self.portal.log]:
            if file.is_file():
                yield Path(file).name, file.read_bytes()
