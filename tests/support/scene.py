"""A portal with a case of every state, everybody who looks at it, and who sees something else without being told."""

import hashlib
import time
from dataclasses import replace
from typing import Any

from flask import Flask

from crypto import (
    SHARED,
    TALLY,
    TEAM,
    Ledger,
    LedgerRow,
    build_ledger,
    generate_code,
    open_code,
    read_mark,
    seal,
    transcript,
)
from reporting.store import NewCase
from tests.support.casefiles import chain_of, write_casefile
from tests.support.cast import Advisor, begin, frame, post_frame, read_case, sign_in, stored, uint32
from tests.support.signed import SITE
from tests.support.thief import Attack, Lookers, Snapshot, run

STATES = ("fresh", "read", "conversation", "unread", "photos", "closed")
TODAY = time.strftime("%Y-%m-%d")


class Scene:
    """A portal with a case of every state, two ledgers, and everybody who looks."""

    def __init__(self, app: Flask, advisors: list[Advisor]) -> None:
        self.app, self.advisors = app, advisors
        self.to = [advisor.identity.recipient for advisor in sorted(advisors, key=lambda each: each.id)]
        self.codes = [generate_code() for _ in STATES]
        for state, code in zip(STATES, self.codes, strict=True):
            self._write(state, code)
        self.lookers = Lookers(app, advisors, self.codes)
        self._note()
        app.extensions["absence"].put_up("2030-01-02")
        app.extensions["links"].set_closed("eksempelboliger", closed=True)
        self._write_ledgers()
        self.lookers.make_cards(advisors[0])
        self.clean = Snapshot(app)
        self.seen = self.lookers.look()

    def _write(self, state: str, code: str) -> None:
        cases, receipt, thread = self.app.extensions["cases"], open_code(code), begin(self.to, code, TODAY)
        body = {"answers": {"where": f"Eksempelvej {state}"}}
        sealed = [thread.report(body, receipt, files=2 if state == "photos" else 0)]
        sealed += [thread.file(bytes([number]) * 500, "image/jpeg") for number in range(2) if state == "photos"]
        envelopes = tuple(stored(each, 2) for each in sealed)
        cases.add_case(NewCase(receipt.case, receipt.locator, bytes(receipt.identity.recipient), envelopes), TODAY)
        if state in ("conversation", "unread"):
            reply = thread.reply("Hvornår?", receipt.identity.recipient, question=True)
            cases.add_envelope(receipt.case, 1, "advisor", replace(stored(reply, 2), tag=None))
            cases.add_envelope(receipt.case, 2, "reporter", stored(thread.message("I mandags"), 2))
        if state != "fresh":
            hashes = [each.payload_hash for each in cases.list_envelopes(receipt.case)]
            seq = len(hashes) - (2 if state == "unread" else 1)  # the answer was read by nobody
            cases.mark_read(receipt.case, seq, read_mark(receipt.talk, seq, transcript(receipt.case, hashes)))

    def _note(self) -> None:
        """A case is worked on; another is closed, its report gone but for a copy; there are standard replies."""
        open_, closed = (open_code(self.codes[STATES.index(state)]).case for state in ("conversation", "closed"))
        entry = {"id": "e1", "by": self.advisors[0].id, "day": TODAY, "at": "10:00", "kind": "call", "result": "talked"}
        noted = {"level": "orange", "owner": self.advisors[0].id, "next": "2030-01-02", "log": [entry | {"text": "Ja"}]}
        write_casefile(self.app, self.advisors, open_, noted)
        write_casefile(self.app, self.advisors, open_, noted | {"level": "yellow"} | self._home("read"), writer=1)
        photos = open_code(self.codes[STATES.index("photos")]).case
        write_casefile(self.app, self.advisors, photos, {"level": "red"} | self._home("fresh"), writer=1)
        report = read_case(self.app, closed, self.advisors[0]).items[0].document
        assert report
        copy = {"v": 2, "type": "report", "case": closed, "seq": 0, "from": "reporter", "day": TODAY, "language": "da"}
        copy |= {"to": report.to, "after": report.after, "body": report.body}
        removal = {"day": TODAY, "places": [0], "kept": [copy]}
        ending = {"closed": TODAY, "outcome": "helped", "purge": "2030-06-01", "removal": removal}
        write_casefile(self.app, self.advisors, closed, noted)
        write_casefile(self.app, self.advisors, closed, noted | ending)
        self.app.extensions["purging"].purge_places([(closed, 0)])
        talk = open_code(self.codes[STATES.index("closed")]).talk
        line = hashlib.sha256(b"bekymret tally v1\n" + talk).hexdigest()[:16]
        counted = f"{line} {TODAY[:7]} - orange helped - -"  # by an inbox that knows no questions
        write_casefile(self.app, self.advisors, TALLY, {"amount": 50_000, "lines": [counted]})
        write_casefile(self.app, self.advisors, TEAM, {"replies": [{"id": "r1", "title": "Tak", "text": "Tak"}]})

    def _home(self, state: str) -> dict[str, list[str]]:
        """Linked to one case, and said to be no home of another."""
        ids = [open_code(self.codes[STATES.index(each)]).case for each in (state, "unread")]
        return {"links": ids[:1], "apart": ids[1:]}

    def _write_ledgers(self) -> None:
        rows = {each: LedgerRow(0, transcript(each), chain_of(self.app, each)) for each in SHARED}
        for code in self.codes:
            case = open_code(code).case
            hashes = [each.payload_hash for each in self.app.extensions["cases"].list_envelopes(case)]
            purge = self.app.extensions["cases"].find_case(case).purge_day or ""
            rows[case] = LedgerRow(len(hashes), transcript(case, hashes), chain_of(self.app, case), purge)
        for advisor in self.advisors:
            ledger = Ledger(SITE, 2, advisor.id, 1, "0" * 64, TODAY, (), rows)
            plaintext = build_ledger(ledger, advisor.identity.voice_seed)
            sent = frame(uint32(1), envelopes=[(seal(plaintext, self.to), b"")])
            assert post_frame(sign_in(self.app, advisor), "/inbox/ledgers", sent).status_code == 201
            self.lookers.remembered[advisor.id] = {"number": 1, "hash": hash_of(plaintext, len(rows))}

    def look_after(self, attack: Attack) -> dict[str, Any] | None:
        """What everybody sees after an attack; nothing if SQLite itself does not let it happen."""
        if not run(self.app, attack):
            return None
        self._forget()
        return self.lookers.look()

    def restore(self) -> None:
        """Put back what was there before."""
        self.clean.restore(self.app)
        self._forget()

    def _forget(self) -> None:
        """The portal looks anew, and not only after a second."""
        self.app.extensions["roster"]._active = (-1.0, [])
        self.app.extensions["authority"]._answered = None


def hash_of(plaintext: bytes, count: int) -> str:
    head = plaintext.index(b"\n", plaintext.index(b"cases ")) + 1
    return hashlib.sha256(plaintext[: head + count * 88]).hexdigest()


def flags_of_case(case: dict[str, Any]) -> list[str]:
    """What an advisor is told to be wrong with one case."""
    flags = [f"can't be read: {case['failure']}"] if case["failure"] else []
    flags += ["day"] if case["arrival"] == "wrong" else []
    flags += [f"case file: {case['flag']}"] if case["flag"] else []
    flags += ["other reporter"] if case["isOther"] else []
    flags += [f"report: {case['state']}"] if case["state"] not in ("open", "removed") else []
    flags += [f"item: {each['state']}" for each in case["items"] if each["state"] not in ("open", "removed")]
    return flags + ["unvouched" for each in case["items"] if each["unvouched"]]


def flags_of_advisor(seen: dict[str, Any] | None) -> list[str]:
    """What an advisor is told to be wrong."""
    if seen is None:
        return ["can't sign in, and is told why"]
    flags = [f"banner: {seen['problem']}"] if seen["problem"] else []
    found = seen["remembered"] or {}
    flags += [f"{name}: {seen[f'{name}Flag']}" for name in ("team", "tally") if seen[f"{name}Flag"]]
    flags += [f"ledger: {name}" for name in ("problem", "back", "changed", "gone") if found.get(name)]
    return flags + [flag for case in seen["cases"].values() for flag in flags_of_case(case)]


def flags_of_reporter(seen: dict[str, Any]) -> list[str]:
    if not seen["found"]:
        return ["the code leads nowhere"]
    return ["other case"] if seen["other"] else ["flagged"] if seen["state"] == "flagged" else []


def flags_of_page(seen: dict[str, Any]) -> list[str]:
    if seen["wrong"]:
        return [seen["wrong"]]
    return ["flagged"] if "Noget er galt" in (seen["state"] or "") else []


def content_of(case: dict[str, Any] | None) -> object:
    """What an advisor believes to have been told in a case."""
    return case and [
        case["day"],
        case["file"],
        [[item["seq"], item["body"], item["content"]] for item in case["items"]],
    ]


def unflagged_to_advisor(was: dict[str, Any], is_: dict[str, Any] | None) -> list[str]:
    """What an advisor sees otherwise than before without being told, part by part: a flag in one case excuses no other.
    A case that is new again keeps nobody from reading it.
    """
    if is_ is None or is_["problem"]:
        return []
    found = is_["remembered"] or {}
    if found.get("problem"):
        return []
    parts = [name for name in ("team", "tally") if was[name] != is_[name] and not is_[f"{name}Flag"]]
    named = {id_ for kind in ("back", "changed", "gone") for id_ in found.get(kind, [])}
    for id_ in {*was["cases"], *is_["cases"]} - named:
        before, after = was["cases"].get(id_), is_["cases"].get(id_)
        is_hidden = bool(before and after and before["news"] and not after["news"])
        if (content_of(before) != content_of(after) or is_hidden) and not (after and flags_of_case(after)):
            parts.append(id_)
    return parts


def unflagged(before: dict[str, Any], after: dict[str, Any], *, on_the_way: bool = False) -> list[str]:
    """Whoever sees something else than before without being told.

    `on_the_way`: an answer to a reporter is another, and what the advisors are told is not.
    """
    found = []
    for number, (was, is_) in enumerate(zip(before["advisors"], after["advisors"], strict=True)):
        found += [f"advisor {number}: {part}" for part in unflagged_to_advisor(was, is_)]
    for number, (was, is_) in enumerate(zip(before["reporters"], after["reporters"], strict=True)):
        is_gone = _unread_gone(number, was, after, on_the_way=on_the_way)
        if was != is_ and not flags_of_reporter(is_) and not (_less_read(was, is_) or is_gone):
            found.append(f"reporter {number}")
    for number, (was, is_) in enumerate(zip(before["plain"], after["plain"], strict=True)):
        is_less = "Modtaget" in (is_["state"] or "") or _unread_gone(number, was, after, "plain")
        if was != is_ and not flags_of_page(is_) and not is_less:
            found.append(f"plain {number}")
    return found


def _less_read(was: dict[str, Any], is_: dict[str, Any]) -> bool:
    """That it was read is not said any more; nothing else is said."""
    return bool(was["entries"] == is_["entries"] and is_["state"] == "received")


def _unread_gone(
    number: int, was: dict[str, Any], after: dict[str, Any], whose: str = "reporters", *, on_the_way: bool = False
) -> bool:
    """What no advisor has read is gone: nothing shows its reporter that it was there; the ledgers show the advisors."""
    is_told = on_the_way or all(flags_of_advisor(each) for each in after["advisors"])
    return is_told and STATES[number] == "unread" and bool(after[whose][number].get("entries") == was["entries"][:-1])
