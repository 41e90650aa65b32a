"""Python and the browser agree on what they read: where one opens, so does the other, with the same result.

Documents, lists, envelopes, case files, ledgers, cards, challenges and slots, generated and then changed, most of them
with codes and signatures made right again, so that it is their reading that is compared and not the lock before it.
`DRILLS=full` tries 85 000.
"""

import base64
import hashlib
import hmac
import itertools
import json
import math
import random  # noqa: TID251 - to plant the same faults in every run
import struct
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from crypto import (
    Identity,
    Ledger,
    SealError,
    Voice,
    answer_challenge,
    check_document,
    open_casefile,
    open_ledger,
    open_list,
    read_list,
    seal,
    seal_with_passphrase,
    sign,
    to_text,
    unseal,
    unwrap_identity,
    verifying_key,
)
from crypto import talk as talks
from crypto.age import header_for
from crypto.document import Document
from crypto.file import padme
from crypto.header import Stanza, encode_base64, encode_stanzas, parse_header
from crypto.list_card import Binding, open_card
from crypto.recipients_list import RecipientsList, write_list
from crypto.stream import derive, encrypt
from tests.support.drills import figure, length
from tests.support.node import run_node

CHANCE = random.Random(4711)  # noqa: S311 - the same faults in every run
TALK = bytes(range(32))
SEED = bytes(range(32))
IDENTITY = Identity(bytes([1]) * 32)
SITE = "https://bekymret.example"
TURNS = itertools.count()
BOUND = Binding("card", SITE, 2, "ab" * 16, bytes(32), bytes(32), b"")
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


def padded(length: int) -> int:
    return padme(max(8192, -(-length // 4096) * 4096))


def signed_by_a_voice(label: str, fields: list[str], content: bytes, length: int) -> bytes:
    """Content and signature, mostly over what it says of itself, in the length that it must have."""
    message = "\n".join([label, *fields, hashlib.sha256(content).hexdigest()]).encode()
    signature = sign(SEED, message if CHANCE.randrange(8) else b"another")
    return (content + signature).ljust(length + CHANCE.choice([0] * 9 + [1]), b"\0")


def casefile() -> bytes:
    """A version, bent in its head or in what it holds before it was signed."""
    body = bend(json.dumps({"level": "red", "log": any_body()}, ensure_ascii=False).encode(), CHANCE.choice((0, 0, 2)))
    site, n, version = CHANCE.choice([SITE, SITE, "x y", "\xa0x", ""]), CHANCE.choice(["2", "02", "0"]), "7"
    length = len(body) if CHANCE.randrange(8) else CHANCE.randrange(2 * len(body) + 1)
    head = (
        f"bekymret casefile v1\nsite {site}\nn {n}\nwriter {'a' * 32}\ncase {'b' * 32}\nversion {version}\n"
        f"before {'0' * 64}\nlength {length}\n"
    ).encode("latin-1")
    content = (bend(head, 1) if CHANCE.randrange(4) == 0 else head) + body
    fields = [site, n, "a" * 32, "b" * 32, version, "0" * 64]
    return signed_by_a_voice("bekymret casefile v1", fields, content, padded(len(content) + 64))


def ledger() -> bytes:
    """A ledger, its rows cut, or with days that are none."""
    days = [struct.pack(">I", CHANCE.choice([0, 20_000, 2_932_896, 2_932_896, 2_932_897])) for _ in range(2)]
    rows = b"".join(bytes([number]) * 84 + day for number, day in enumerate(days))
    said = CHANCE.choice([*["2"] * 9, "1", "3", "02", "0"])
    head = (
        f"bekymret ledger v1\nsite {SITE}\nn 2\nwriter {'a' * 32}\nnumber 3\nbefore {'0' * 64}\n"
        f"day {CHANCE.choice(['2026-11-22', '2028-02-29', '2026-02-29', '0000-01-01'])}\n"
        f"colleague {'c' * 32} 4 {'1' * 64}\ncases {said}\n"
    ).encode()
    content = (bend(head, 1) if CHANCE.randrange(3) == 0 else head) + rows
    fields = [SITE, "2", "a" * 32, "-", "3", "0" * 64]
    return signed_by_a_voice("bekymret ledger v1", fields, content, padme(max(4097, len(content) + 64)))


def card() -> bytes:
    """A card, bent before it was locked, or locked for another state."""
    text = bend(json.dumps({"where": any_body()}, ensure_ascii=False).encode(), CHANCE.choice((0, 0, 2)))
    block = text.ljust(-(-len(text) // 1024) * 1024 * CHANCE.choice([1] * 9 + [0]), CHANCE.choice([b" "] * 9 + [b"\0"]))
    nonce = bytes([CHANCE.randrange(256)]) * 12
    bound = bytes(BOUND if CHANCE.randrange(8) else replace(BOUND, n=3))
    sealed = nonce + AESGCM(SEED).encrypt(nonce, block, bound)
    return bend(sealed, 1) if CHANCE.randrange(8) == 0 else sealed


def challenge() -> bytes:
    inside = b"bekymret sign-in v2\n" + bytes(range(32))
    return seal(bend(inside, 1) if CHANCE.randrange(2) else inside, [IDENTITY.recipient])


def slot() -> bytes:
    """Unwrapping takes half a second, so there are few: each in turn bent where a reader may be lenient."""
    inside = f"{IDENTITY}\nbekymret-portal {to_text(SEED)}\n".encode()
    bent = (
        *(
            inside,
            b"\xef\xbb\xbf" + inside,
            inside + b"\n",
            inside[:-1],
            inside.replace(b"\n", b"\r\n"),
            inside.lower(),
        ),
        *(
            inside[:-2] + b"9\n",
            inside[:-2] + b"=\n",
            b" " + inside,
            inside.replace(b"bekymret", b"Bekymret"),
            bend(inside),
        ),
    )
    wrapped = seal_with_passphrase(bent[next(TURNS) % len(bent)], "x")
    return bend(wrapped, 1) if CHANCE.randrange(4) == 0 else wrapped


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


def ledger_json(found: Ledger) -> Any:
    rows = {id_: [row.places, row.state.hex(), row.head.hex(), row.purge] for id_, row in sorted(found.cases.items())}
    return [
        found.site,
        found.n,
        found.writer,
        found.number,
        found.before,
        found.day,
        list(map(list, found.colleagues)),
        rows,
    ]


def judge(kind: str, raw: bytes) -> Any:
    try:
        if kind in ("document", "report"):
            return as_json(check_document(raw, TALK if kind == "document" else None))
        if kind == "list":
            return list_json(read_list(raw.decode()))
        if kind == "signed":
            text, _, signature = raw.decode().partition("\0")
            return list_json(open_list(text, signature, verifying_key(SEED)))
        if kind == "casefile":
            return asdict(open_casefile(raw, verifying_key(SEED)))
        if kind == "ledger":
            return ledger_json(open_ledger(raw, verifying_key(SEED)))
        if kind == "card":
            return open_card(raw, BOUND, SEED)
        if kind == "challenge":
            return answer_challenge(raw, IDENTITY).hex()
        if kind == "slot":
            identity, key = unwrap_identity(raw, "x")
            return [str(identity), key.hex()]
        return hashlib.sha256(unseal(raw, IDENTITY)).hexdigest()
    except (SealError, UnicodeDecodeError):
        return None


def theirs(kind: str, verdict: str | None) -> Any:
    if verdict is None or kind in ("envelope", "challenge"):
        return verdict
    found = json.loads(verdict)
    for voice in found.get("voices", []) if kind in ("list", "signed") else ():
        voice["key"] = [voice["key"][str(place)] for place in range(32)]
    return found


MAKERS: dict[str, tuple[Callable[[], bytes], int, int]] = {
    "document": (document, 600, 10_000),
    "report": (document, 600, 10_000),
    "list": (list_text, 600, 10_000),
    "signed": (signed_list, 600, 10_000),
    "envelope": (envelope, 600, 10_000),
    "casefile": (casefile, 600, 10_000),
    "ledger": (ledger, 600, 5_000),
    "card": (card, 600, 10_000),
    "challenge": (challenge, 600, 10_000),
    "slot": (slot, 3, 66),
}
"""How each is made, and how many are tried: in `make test`, and in `make drills`."""


def alike(found: Any) -> Any:
    """JavaScript has one kind of number, and says an endless one as null when it is asked to say it in JSON."""
    if isinstance(found, dict):
        return {key: alike(value) for key, value in found.items()}
    if isinstance(found, list | tuple):
        return [alike(value) for value in found]
    if type(found) in (int, float):
        return float(found) if math.isfinite(found) else None
    return found


@pytest.mark.parametrize("kind", MAKERS)
def test_where_one_opens_so_does_the_other_with_the_same_result(kind: str) -> None:
    make, short, full = MAKERS[kind]
    count = length(short, full)
    opened = 0
    at_once = 25 if kind == "slot" else 2_000
    for start in range(0, count, at_once):
        items = [make() for _ in range(min(at_once, count - start))]
        asked = {"talk": TALK.hex(), "key": verifying_key(SEED).hex(), "identity": str(IDENTITY)}
        sent = [{"kind": kind, "raw": base64.b64encode(raw).decode()} for raw in items]
        verdicts = run_node("tools/agree.ts", asked | {"items": sent})
        for raw, verdict in zip(items, verdicts, strict=True):
            ours = judge(kind, raw)
            assert alike(ours) == alike(theirs(kind, verdict)), raw
            opened += ours is not None
    figure(f"{kind}: Python and the browser agree", f"{count} times, {opened} of them sound")
    assert count // 20 < opened < count - count // 20 or count < 100  # neither all sound nor all broken


def test_a_hybrid_file_with_a_passphrase_beside_it_and_one_without_a_stanza_open_nowhere() -> None:
    sealed, locked = seal(b"x", [IDENTITY.recipient]), seal_with_passphrase(b"x", "x")
    scrypt = parse_header(locked).stanzas[0].encode()
    mixed = sealed.replace(b"\n---", b"\n" + scrypt.rstrip(b"\n") + b"\n---", 1)
    bare = b"age-encryption.org/v1\n" + sealed[sealed.index(b"--- ") :]
    asked = {"talk": TALK.hex(), "key": verifying_key(SEED).hex(), "identity": str(IDENTITY)}
    sent = [{"kind": "envelope", "raw": base64.b64encode(raw).decode()} for raw in (sealed, mixed, bare)]
    assert [verdict is None for verdict in run_node("tools/agree.ts", asked | {"items": sent})] == [False, True, True]
    assert [judge("envelope", raw) is None for raw in (sealed, mixed, bare)] == [False, True, True]
