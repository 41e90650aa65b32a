"""Every public age test vector about hybrid and scrypt stanzas, headers, HMACs and payloads."""

import base64
import hashlib
import re
import zlib
from dataclasses import dataclass

import pytest

from crypto import Identity, NoMatch, age, unseal, unseal_with_passphrase
from crypto.age import open_envelope
from crypto.errors import HeaderError, MacError, PayloadError
from tests.support.node import run_node
from tests.test_crypto import x25519

CONCERNS = re.compile(r"(empty|version|header|hmac|stanza|stream|hybrid|scrypt)(_|$)")
OUTCOMES = {
    "no match": NoMatch,
    "HMAC failure": MacError,
    "header failure": HeaderError,
    "payload failure": PayloadError,
}


@dataclass
class Vector:
    expect: str
    payload: str | None
    identities: list[str]
    passphrases: list[str]
    envelope: bytes


def read_vector(raw: bytes) -> Vector:
    head, _, envelope = raw.partition(b"\n\n")
    pairs = [line.split(": ", 1) for line in head.decode().splitlines()]
    fields = dict(pairs)
    if fields.get("compressed") == "zlib":
        envelope = zlib.decompress(envelope)
    return Vector(
        fields["expect"],
        fields.get("payload"),
        [value for key, value in pairs if key == "identity"],
        [value for key, value in pairs if key == "passphrase"],
        envelope,
    )


VECTORS = {
    name: base64.b64decode(encoded) for name, encoded in run_node("tools/vectors.ts").items() if CONCERNS.match(name)
}


def unseal_vector(vector: Vector) -> bytes:
    attempts = [lambda p=passphrase: unseal_with_passphrase(vector.envelope, p) for passphrase in vector.passphrases]
    for identity in vector.identities:
        if identity.startswith("AGE-SECRET-KEY-PQ-"):
            attempts.append(lambda i=identity: unseal(vector.envelope, Identity.parse(i)))
        else:
            attempts.append(lambda i=identity: open_envelope(vector.envelope, lambda s: x25519.unwrap(s, i)))
    if not attempts:  # an empty file comes without a key
        attempts.append(lambda: unseal(vector.envelope, Identity.generate()))
    for attempt in attempts[:-1]:
        try:
            return attempt()
        except NoMatch:
            continue
    return attempts[-1]()


MIXED = {"hybrid_and_x25519", "hybrid_grease"}
"""Sound age files that are none of ours: beside hybrid stanzas stands another kind."""


@pytest.mark.parametrize("name", sorted(VECTORS))
def test_vector_gives_what_it_says(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # The vectors' passphrases cost less work than we ask for; what is about the factor itself says so by its name.
    monkeypatch.setattr(age, "WORK_FACTORS", tuple(map(str, range(1, 21))))
    vector = read_vector(VECTORS[name])
    if name in MIXED:
        with pytest.raises(HeaderError):
            unseal_vector(vector)
        return
    if vector.expect == "success":
        assert hashlib.sha256(unseal_vector(vector)).hexdigest() == vector.payload
    else:
        with pytest.raises(OUTCOMES[vector.expect]):
            unseal_vector(vector)


def test_no_vector_of_ours_is_left_out() -> None:
    about = {name.split("_")[0] for name in VECTORS}
    assert about == {"empty", "version", "header", "hmac", "stanza", "stream", "hybrid", "scrypt"}
    assert len(VECTORS) >= 89
