"""Writes the vectors that Python and the browser share, for what has to be made and can't be written down by hand.

`python -m tests.support.vectors` makes them anew; sealing is random, so every run writes other bytes of the same kinds.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from crypto import (
    CaseFile,
    Conversation,
    Identity,
    Ledger,
    LedgerRow,
    Opened,
    Recipient,
    Sealed,
    Stored,
    Thread,
    build_casefile,
    build_ledger,
    casefile_chain,
    follow,
    is_signed,
    make_challenge,
    new_header,
    open_code,
    payload_hash,
    read_as_advisor,
    read_as_reporter,
    read_mark,
    recipients_digest,
    seal,
    sign,
    tag,
    transcript,
    verifying_key,
)
from crypto import talk as talks
from tests.support import ROOT

FOLDER = ROOT / "tests/vectors"
ADVISOR, COLLEAGUE, THIEF = (Identity(bytes([number]) * 32) for number in (1, 2, 3))
CODE, OTHER_CODE = "0" * 20, "SPXMYAB5YCW4VNSGF2TB"
RECEIPT, OTHER = open_code(CODE), open_code(OTHER_CODE)
TO = [ADVISOR.recipient, COLLEAGUE.recipient]
DAY = "2026-11-22"
CONTENT = b"\xff\xd8 picture \xff\xd9"


def _thread(code: str = CODE, to: list[Recipient] | None = None, talk: bytes | None = None) -> Thread:
    receipt = open_code(code)
    return Thread(receipt.case, talk or receipt.talk, to or TO, DAY, "da")


def _stored(seq: int, by: str, sealed: Sealed) -> Stored:
    return Stored(seq, by, sealed.payload_hash, sealed.tag if by == "reporter" else None, sealed.envelope)


def _whole(code: str = CODE) -> list[Stored]:
    """A report with a photo, a question, and an answer."""
    thread, receipt = _thread(code), open_code(code)
    report = thread.report({"answers": {"where": "Eksempelvej 12"}}, receipt, files=1)
    photo = thread.file(CONTENT, "image/jpeg")
    question = thread.reply("Hvornår så du hende?", receipt.identity.recipient, question=True)
    answer = thread.message("I mandags")
    kinds = zip((report, photo, question, answer), ("reporter", "reporter", "advisor", "reporter"), strict=True)
    return [_stored(seq, by, sealed) for seq, (sealed, by) in enumerate(kinds)]


def _at(stored: list[Stored], seq: int, **changes: Any) -> list[Stored]:
    return [replace(each, **changes) if each.seq == seq else each for each in stored]


def _with(stored: list[Stored], found: Stored) -> list[Stored]:
    return sorted([*(each for each in stored if each.seq != found.seq), found], key=lambda each: each.seq)


def _flip(envelope: bytes | None, at: int) -> bytes:
    raw = bytearray(envelope or b"")
    raw[at] ^= 1
    return bytes(raw)


def _behind(stored: list[Stored], talk: bytes, write: Callable[[Thread], Sealed], by: str) -> list[Stored]:
    """Something written behind what is there, by whoever has this key."""
    thread = _thread(talk=talk)
    thread.state, thread.seq = transcript(RECEIPT.case, [each.payload_hash for each in stored]), len(stored)
    seq = thread.seq
    return [*stored, _stored(seq, by, write(thread))]


def scenes() -> Iterable[tuple[str, list[Stored]]]:
    """What may be found of a case, by what was done to it."""
    whole, other = _whole(), _whole(OTHER_CODE)
    thief, reporter = bytes(32), RECEIPT.identity.recipient
    yield "as it was written", whole
    yield "nothing", []
    yield "report only", whole[:1]
    yield "report deleted", whole[1:]
    yield "photo deleted", [whole[0], *whole[2:]]
    yield "reply deleted", [*whole[:2], whole[3]]
    yield "tail deleted", whole[:3]
    yield "report flipped", _at(whole, 0, envelope=_flip(whole[0].envelope, 5))
    yield "reply's payload flipped", _at(whole, 2, envelope=_flip(whole[2].envelope, -1))
    yield "reply cut", _at(whole, 2, envelope=(whole[2].envelope or b"")[:500])
    yield "reply's envelope taken away", _at(whole, 2, envelope=None)
    yield "report's tag changed", _at(whole, 0, tag=bytes(32))
    yield "answer's tag taken away", _at(whole, 3, tag=None)
    yield "answer's hash changed", _at(whole, 3, payload_hash=bytes(32))
    yield "reply said to be the reporter's", _at(whole, 2, by="reporter")
    yield "answer said to be the advisors'", _at(whole, 3, by="advisor")
    yield "report of another case", _with(whole, other[0])
    yield "reply of another case", _with(whole, other[2])
    yield "reply moved to the end", [*whole[:2], whole[3], replace(whole[2], seq=4)]
    yield "reply played again", [*whole, replace(whole[2], seq=4)]
    yield "report played again", [*whole, replace(whole[0], seq=4)]
    yield "a place far beyond", [*whole, replace(whole[3], seq=2_000)]
    yield "reply by a thief", _behind(whole, thief, lambda t: t.reply("Skriv dit navn", reporter), "advisor")
    yield "message by a thief", _behind(whole, thief, lambda t: t.message("Glem det"), "reporter")
    yield (
        "reply by who holds the code",
        _behind(whole, RECEIPT.talk, lambda t: t.reply("Luk sagen", reporter), "reporter"),
    )
    yield "file where none belongs", _behind(whole, RECEIPT.talk, lambda t: t.file(CONTENT, "image/jpeg"), "reporter")
    yield "second report", _behind(whole, RECEIPT.talk, lambda t: t.report({}, RECEIPT), "reporter")
    yield "report by a thief", [_stored(0, "reporter", _thread(talk=thief).report({}, replace(RECEIPT, talk=thief)))]
    yield (
        "report whose receipt is another",
        [_stored(0, "reporter", _thread().report({}, replace(OTHER, talk=RECEIPT.talk)))],
    )
    yield "report to others", [_stored(0, "reporter", _thread(to=[THIEF.recipient]).report({}, RECEIPT))]
    yield "report to us and a thief", [_stored(0, "reporter", _thread(to=[*TO, THIEF.recipient]).report({}, RECEIPT))]
    yield "no document", [_stored(0, "reporter", _sealed(b" " * 4096))]
    yield "nothing inside", [_stored(0, "reporter", _sealed(b""))]


def _sealed(plaintext: bytes) -> Sealed:
    envelope = seal(plaintext, TO)
    digest = payload_hash(envelope)
    return Sealed(envelope, digest, tag(RECEIPT.talk, follow(transcript(RECEIPT.case), digest)))


def is_for_us(to: str, day: str) -> bool:
    """As the signed list says it in these vectors."""
    return to == recipients_digest(TO) and day == DAY


def _conversations() -> list[dict[str, Any]]:
    made = []
    for name, stored in scenes():
        as_reporter = read_as_reporter(RECEIPT, [_for_reporter(each) for each in stored])
        as_advisor = read_as_advisor(ADVISOR, RECEIPT.case, stored, is_for_us)
        made.append(
            {
                "name": name,
                "stored": [_json(each) for each in stored],
                "reporter": _seen(as_reporter),
                "advisor": _seen(as_advisor),
                "transcript": as_advisor.transcripts[-1].hex(),
            }
        )
    return made


def _for_reporter(each: Stored) -> Stored:
    return replace(each, envelope=each.envelope if each.by == "advisor" else None)


def _seen(conversation: Conversation) -> list[list[object]]:
    return [_state(item) for item in conversation.items]


def _state(item: Opened) -> list[object]:
    return [item.seq, item.by, item.state, item.document.type if item.document else None]


def _json(each: Stored) -> dict[str, Any]:
    return {
        "seq": each.seq,
        "by": each.by,
        "hash": each.payload_hash.hex(),
        "tag": each.tag.hex() if each.tag else None,
        "envelope": base64.b64encode(each.envelope).decode() if each.envelope else None,
    }


def _talk() -> dict[str, Any]:
    hashes = [hashlib.sha256(bytes([number])).digest() for number in range(3)]
    state = transcript(RECEIPT.case, hashes)
    return {
        "code": CODE,
        "talk": RECEIPT.talk.hex(),
        "case": RECEIPT.case,
        "hashes": [each.hex() for each in hashes],
        "transcript": state.hex(),
        "tag": tag(RECEIPT.talk, state).hex(),
        "mark": read_mark(RECEIPT.talk, 2, state).hex(),
        "mac": talks.mac(RECEIPT.talk, b"text"),
        "voice": verifying_key(ADVISOR.voice_seed).hex(),
    }


def _challenges() -> list[dict[str, Any]]:
    challenge, answer = make_challenge(ADVISOR.recipient)
    label = b"bekymret sign-in v2\n"
    wrong = {
        "a stored document": b"{".ljust(4096),
        "no label": bytes(52),
        "another label": b"bekymret sign-in v1\n" + bytes(32),
        "a byte too many": label + bytes(33),
        "a byte too few": label + bytes(31),
        "thirty-two bytes": bytes(32),
        "nothing": b"",
    }
    refused = [{"name": name, "challenge": seal(inside, [ADVISOR.recipient])} for name, inside in wrong.items()]
    elsewhere = {"name": "for somebody else", "challenge": make_challenge(THIEF.recipient)[0]}
    found = [{"name": "a challenge", "challenge": challenge, "answer": answer.hex()}, *refused, elsewhere]
    return [{"answer": None} | each | {"challenge": base64.b64encode(each["challenge"]).decode()} for each in found]  # type: ignore[arg-type]


def _casefiles() -> dict[str, Any]:
    """The third version of a case's file."""
    hashes = [hashlib.sha256(bytes([number])).digest() for number in range(3)]
    chain = [state.hex() for state in casefile_chain(RECEIPT.case, hashes)]
    content = {"level": "orange", "log": [{"id": "1", "text": "Ringede. Æøå 🌧 <b>"}], "links": [], "removal": None}
    casefile = CaseFile("https://bekymret.example", 7, "1" * 32, RECEIPT.case, 3, chain[2], content)
    return {
        "key": verifying_key(ADVISOR.voice_seed).hex(),
        "case": RECEIPT.case,
        "hashes": [each.hex() for each in hashes],
        "chain": chain,
        "content": content,
        "plaintext": base64.b64encode(build_casefile(casefile, ADVISOR.voice_seed)).decode(),
    }


def _ledgers() -> dict[str, Any]:
    cases = {bytes([number]).hex() * 16: LedgerRow(number + 1, bytes([number]) * 32, bytes(32)) for number in range(3)}
    cases["f" * 32] = LedgerRow(7, b"T" * 32, b"H" * 32, "2026-12-24")
    colleague = ("2" * 32, 4, hashlib.sha256(b"theirs").hexdigest())
    ledger = Ledger("https://bekymret.example", 7, "1" * 32, 12, "0" * 64, DAY, (colleague,), cases)
    plaintext = build_ledger(ledger, ADVISOR.voice_seed)
    rows = {id_: [row.places, row.state.hex(), row.head.hex(), row.purge] for id_, row in cases.items()}
    return {
        "plaintext": base64.b64encode(plaintext).decode(),
        "key": verifying_key(ADVISOR.voice_seed).hex(),
        "number": ledger.number,
        "colleagues": [list(colleague)],
        "rows": rows,
    }


def _reseal() -> dict[str, Any]:
    envelope = seal(b"the same payload", TO)
    header = envelope[: len(envelope) - 16 - 16 - 16]
    made = new_header(header, ADVISOR, [ADVISOR.recipient, THIEF.recipient])
    return {
        "header": base64.b64encode(header).decode(),
        "payload": base64.b64encode(envelope[len(header) :]).decode(),
        "made": base64.b64encode(made).decode(),
    }


def _signatures() -> list[dict[str, Any]]:
    seed, message = bytes(range(32)), b"bekymret"
    signature, key = sign(seed, message), verifying_key(seed)
    order = 2**252 + 27742317777372353535851937790883648493
    larger = (int.from_bytes(signature[32:], "little") + order).to_bytes(32, "little")
    tries = {
        "as it was made": (key, signature, message),
        "another message": (key, signature, b"bekymrer"),
        "another key": (verifying_key(bytes(32)), signature, message),
        "one bit": (key, _flip(signature, 3), message),
        "not reduced": (key, signature[:32] + larger, message),
        "cut": (key, signature[:-1], message),
        "no key": (key[:-1], signature, message),
    }
    return [
        {"name": name, "key": k.hex(), "signature": s.hex(), "message": m.hex(), "sound": is_signed(k, s, m)}
        for name, (k, s, m) in tries.items()
    ]


def _write(name: str, found: object) -> None:
    (FOLDER / f"{name}.json").write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    _write("conversations", _conversations())
    _write("talk", _talk())
    _write("challenges", _challenges())
    _write("ledger", _ledgers())
    _write("casefiles", _casefiles())
    _write("reseal", _reseal())
    _write("signatures", _signatures())
