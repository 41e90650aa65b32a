"""Python and the browser agree on what they read: where one opens, so does the other, with the same result.

Documents, lists and envelopes, generated and then changed, most of them with codes and signatures made right again, so
that it is their reading that is compared and not the lock before it. `DRILLS=full` tries 50 000.
"""

import base64
import hashlib
import hmac
import json
import random  # noqa: TID251 - to plant the same faults in every run
from collections.abc import Callable
from typing import Any

import pytest

from crypto import (
    Identity,
    SealError,
    Voice,
    check_document,
    open_list,
    read_list,
    seal,
    seal_with_passphrase,
    sign,
    to_text,
    unseal,
    verifying_key,
)
from crypto import talk as talks
from crypto.age import header_for
from crypto.document import Document
from crypto.header import Stanza, encode_base64, encode_stanzas, parse_header
from crypto.recipients_list import RecipientsList, write_list
from crypto.stream import derive, encrypt
from tests.support.drills import figure, length
from tests.support.node import run_node

CHANCE = random.Random(4711)  # noqa: S311 - the same faults in every run
TALK = bytes(range(32))
SEED = bytes(range(32))
IDENTITY = Identity(bytes([1]) * 32)
PIECES = [
    *(b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b" ", b"\n", b"\t", b"\0", b"0", b"-0", b"1e2", b"1.0", b"0.5"),
    *(b"null", b"true", b"NaN", b"\\u0041", b"\\ud83d", b"\\u001F", b"\xf0\x9f\x98\x9f", b"\xff", b"\xef\xbb\xbf"),
    *(b'"1":2', b'"a":1,"a":1', b'"__proto__":1', b"9007199254740993", b"-9007199254740991", b'{"b":{"c":[[]]}}'),
    *(b"2026-02-29", b"0000-01-01", b"9999-12-31", b"accept 7\n", b"site https://x\n", b"\r\n", b"n 07", b"A" * 43),
]


def bend(raw: bytes, most: int = 3) -> bytes:
    for _ in range(CHANCE.randrange(most + 1)):
        start = CHANCE.randrange(len(raw) + 1)
        end = min(len(raw), start + CHANCE.choice([0, 0, 1, 1, 4, 12]))
        piece = CHANCE.choice([*PIECES, bytes([CHANCE.randrange(256)]), raw[start:end] * 2, b""])
        raw = raw[:start] + piece + raw[end:]
    return raw


def any_body(depth: int = 0) -> Any:
    kinds: list[Callable[[], Any]] = [
        lambda: CHANCE.choice(["", "Gardinerne 🌧", "مرحبا", '\u2028\u0001"\\', "<b>", "\x7f"]),
        lambda: CHANCE.choice([0, -1, 2**53 - 1, 7, True, False, None]),
    ]
    if depth < 4:
        kinds += [
            lambda: [any_body(depth + 1) for _ in range(CHANCE.randrange(3))],
            lambda: {
                CHANCE.choice(["a", "b", "é", "_1", "1a", ""]): any_body(depth + 1) for _ in range(CHANCE.randrange(3))
            },
        ]
    return CHANCE.choice(kinds)()


def document() -> bytes:
    """A document, most of them bent before the code was put to its end, some after."""
    fields = {
        "v": 2,
        "type": CHANCE.choice(["report", "report", "message", "reply", "file", "casefile"]),
        "case": "0123456789abcdef" * 2,
        "seq": CHANCE.choice([0, 1, 7, 2**31 - 1, 2**31]),
        "from": CHANCE.choice(["reporter", "advisor"]),
        "day": CHANCE.choice(["2026-11-22", "2028-02-29", "0001-01-01"]),
        "language": CHANCE.choice(["da", "so", "xyz"]),
        "to": "ab" * 32,
        "after": to_text(bytes(32)),
        "body": {"talk": to_text(TALK), "answers": any_body()},
    }
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
    text = bend(text) if CHANCE.randrange(2) else text
    whole = text[:-1] + b',"mac":"' + talks.mac(TALK, text).encode() + b'"}'
    whole = bend(whole, 1) if CHANCE.randrange(4) == 0 else whole
    return whole + b" " * (-len(whole) % 4096 + CHANCE.choice([0, 0, 0, 0, 0, 0, 1, 4096]))


def list_text() -> bytes:
    voices = tuple(
        Voice(f"{number:032x}", bytes([number]) * 32, "0" * 64) for number in range(1, CHANCE.randrange(2, 4))
    )
    first = CHANCE.choice(["2026-11-23", "2026-01-31", "9997-12-01"])
    said = RecipientsList(7, 5, first, first, ("https://bekymret.example", "http://localhost:8000"), voices, "0" * 64)
    return bend(write_list(said).encode())


def signed_list() -> bytes:
    text = list_text()
    signature = to_text(sign(SEED, text)).encode()
    return text + b"\0" + (bend(signature, 1) if CHANCE.randrange(3) == 0 else signature)


def envelope() -> bytes:
    """An age file, most with other stanzas or another grammar, and the MAC made right again over what came of it."""
    file_key = bytes([CHANCE.randrange(256) for _ in range(16)])
    header = header_for(file_key, [IDENTITY.recipient])
    stanzas = list(parse_header(header).stanzas)
    others = [
        Stanza("scrypt", (encode_base64(bytes(16)).decode(), "17"), bytes(32)),
        Stanza("X25519", (encode_base64(bytes(32)).decode(),), bytes(32)),
        Stanza("x-grease", ("y",), bytes(CHANCE.randrange(100))),
        Stanza("mlkem768x25519", (encode_base64(bytes(1120)).decode(),), bytes(32)),
        Stanza("mlkem768x25519", ("AAAA",), bytes(32)),
        Stanza("mlkem768x25519", stanzas[0].args, bytes(31)),
    ]
    for _ in range(CHANCE.choice([0, 0, 1, 1, 2])):
        stanzas.insert(CHANCE.randrange(len(stanzas) + 1), CHANCE.choice(others))
    if CHANCE.randrange(8) == 0:
        stanzas = stanzas[:-1]
    authenticated = encode_stanzas(tuple(stanzas))
    if CHANCE.randrange(3) == 0:
        place = CHANCE.randrange(len(authenticated))
        authenticated = (
            authenticated[:place] + CHANCE.choice([b"", b"\n", b"=", b" ", b"\r", b"A"]) + authenticated[place:]
        )
    mac = hmac.digest(derive(file_key, None, b"header"), authenticated, "sha256")
    whole = authenticated + b" " + encode_base64(mac) + b"\n" + encrypt(file_key, b"Gardinerne er altid for")
    return bend(whole, 1) if CHANCE.randrange(4) == 0 else whole


def as_json(found: Document) -> Any:
    fields = {name: getattr(found, name) for name in ("type", "case", "seq", "day", "language", "to", "after", "body")}
    return fields | {"v": 2, "from": found.sender}


def list_json(said: RecipientsList) -> Any:
    voices = [{"advisor": each.advisor, "key": list(each.key), "digest": each.digest} for each in said.voices]
    return {
        "n": said.n,
        "accept": said.accept,
        "first": said.first_day,
        "last": said.last_day,
        "sites": list(said.sites),
        "voices": voices,
        "to": said.to,
    }


def judge(kind: str, raw: bytes) -> Any:
    try:
        if kind in ("document", "report"):
            return as_json(check_document(raw, TALK if kind == "document" else None))
        if kind == "list":
            return list_json(read_list(raw.decode()))
        if kind == "signed":
            text, _, signature = raw.decode().partition("\0")
            return list_json(open_list(text, signature, verifying_key(SEED)))
        return hashlib.sha256(unseal(raw, IDENTITY)).hexdigest()
    except (SealError, UnicodeDecodeError):
        return None


def theirs(kind: str, verdict: str | None) -> Any:
    if verdict is None or kind == "envelope":
        return verdict
    found = json.loads(verdict)
    for voice in found.get("voices", []):
        voice["key"] = [voice["key"][str(place)] for place in range(32)]
    return found


MAKERS = {"document": document, "report": document, "list": list_text, "signed": signed_list, "envelope": envelope}


@pytest.mark.parametrize("kind", MAKERS)
def test_where_one_opens_so_does_the_other_with_the_same_result(kind: str) -> None:
    count = length(600, 10_000)
    opened = 0
    for start in range(0, count, 2_000):
        items = [MAKERS[kind]() for _ in range(min(2_000, count - start))]
        asked = {"talk": TALK.hex(), "key": verifying_key(SEED).hex(), "identity": str(IDENTITY)}
        sent = [{"kind": kind, "raw": base64.b64encode(raw).decode()} for raw in items]
        verdicts = run_node("tools/agree.mjs", asked | {"items": sent})
        for raw, verdict in zip(items, verdicts, strict=True):
            ours = judge(kind, raw)
            assert ours == theirs(kind, verdict), raw
            opened += ours is not None
    figure(f"{kind}: Python and the browser agree", f"{count} times, {opened} of them sound")
    assert count // 20 < opened < count - count // 20  # neither all sound nor all broken


def test_a_hybrid_file_with_a_passphrase_beside_it_and_one_without_a_stanza_open_nowhere() -> None:
    sealed, locked = seal(b"x", [IDENTITY.recipient]), seal_with_passphrase(b"x", "x")
    scrypt = parse_header(locked).stanzas[0].encode()
    mixed = sealed.replace(b"\n---", b"\n" + scrypt.rstrip(b"\n") + b"\n---", 1)
    bare = b"age-encryption.org/v1\n" + sealed[sealed.index(b"--- ") :]
    asked = {"talk": TALK.hex(), "key": verifying_key(SEED).hex(), "identity": str(IDENTITY)}
    sent = [{"kind": "envelope", "raw": base64.b64encode(raw).decode()} for raw in (sealed, mixed, bare)]
    assert [verdict is None for verdict in run_node("tools/agree.mjs", asked | {"items": sent})] == [False, True, True]
    assert [judge("envelope", raw) is None for raw in (sealed, mixed, bare)] == [False, True, True]
