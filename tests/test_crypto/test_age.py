import base64
import hmac
import secrets

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto import (
    EnvelopeError,
    Identity,
    NoMatch,
    RecipientError,
    SealError,
    inspect,
    seal,
    seal_with_passphrase,
    unseal,
    unseal_with_passphrase,
)
from crypto.age import header_for
from crypto.errors import HeaderError, MacError, PayloadError
from crypto.header import Stanza, encode_base64, encode_stanzas, parse_header
from crypto.stream import CHUNK, derive, encrypt
from tests.support.node import run_node
from tests.test_crypto import x25519

ADVISOR = Identity.generate()
OTHER_ADVISOR = Identity.generate()
STRANGER = Identity.generate()
STORY = "Gardinerne er altid for 🌧 الستائر مغلقة <script>".encode()
ENVELOPE = seal(STORY, [ADVISOR.recipient, OTHER_ADVISOR.recipient])
HEADER_LENGTH = parse_header(ENVELOPE).length


def typage(**request: object) -> str:
    return run_node("tools/typage.ts", request)


def test_each_recipient_alone_can_unseal() -> None:
    assert unseal(ENVELOPE, ADVISOR) == STORY
    assert unseal(ENVELOPE, OTHER_ADVISOR) == STORY


def test_a_stranger_can_not_unseal() -> None:
    with pytest.raises(NoMatch):
        unseal(ENVELOPE, STRANGER)


def test_the_same_text_never_gives_the_same_envelope() -> None:
    again = seal(STORY, [ADVISOR.recipient])
    assert seal(STORY, [ADVISOR.recipient]) != again
    assert STORY not in again


@pytest.mark.parametrize("length", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7])
def test_any_length_round_trips_and_is_seen_from_outside(length: int) -> None:
    plaintext = secrets.token_bytes(length)
    envelope = seal(plaintext, [ADVISOR.recipient])
    assert unseal(envelope, ADVISOR) == plaintext
    assert inspect(envelope).plaintext_length == length


def test_nothing_is_sealed_to_nobody_or_twice_to_the_same() -> None:
    with pytest.raises(RecipientError):
        seal(STORY, [])
    with pytest.raises(RecipientError):
        seal(STORY, [ADVISOR.recipient, ADVISOR.recipient])


def test_every_flipped_bit_of_the_header_is_noticed() -> None:
    envelope = seal(b"x", [ADVISOR.recipient])
    for position in range(parse_header(envelope).length):
        damaged = bytearray(envelope)
        damaged[position] ^= 1
        with pytest.raises((HeaderError, MacError, NoMatch)):
            unseal(bytes(damaged), ADVISOR)


def test_every_flipped_byte_of_the_payload_is_noticed() -> None:
    for position in range(HEADER_LENGTH, len(ENVELOPE)):
        damaged = bytearray(ENVELOPE)
        damaged[position] ^= 0x80
        with pytest.raises(PayloadError):
            unseal(bytes(damaged), ADVISOR)


def test_every_truncation_is_noticed() -> None:
    for length in range(0, len(ENVELOPE), 7):
        with pytest.raises(EnvelopeError):
            unseal(ENVELOPE[:length], ADVISOR)


def test_trailing_bytes_are_noticed() -> None:
    with pytest.raises(PayloadError):
        unseal(ENVELOPE + b"\n", ADVISOR)


def test_swapped_chunks_are_noticed() -> None:
    envelope = seal(secrets.token_bytes(3 * CHUNK), [ADVISOR.recipient])
    start, size = parse_header(envelope).length + 16, CHUNK + 16
    first, second = envelope[start : start + size], envelope[start + size : start + 2 * size]
    with pytest.raises(PayloadError):
        unseal(envelope[:start] + second + first + envelope[start + 2 * size :], ADVISOR)


def test_a_removed_stanza_is_noticed_by_the_one_that_is_left() -> None:
    first, second = parse_header(ENVELOPE).stanzas
    with pytest.raises(MacError):
        unseal(ENVELOPE.replace(first.encode(), b""), OTHER_ADVISOR)
    with pytest.raises(NoMatch):
        unseal(ENVELOPE.replace(second.encode(), b""), OTHER_ADVISOR)


def test_inspect_shows_stanza_types_without_any_key() -> None:
    assert [stanza.type for stanza in inspect(ENVELOPE).stanzas] == ["mlkem768x25519"] * 2
    foreign = x25519.stanza(bytes(16), X25519PrivateKey.generate().public_key())
    mixed = ENVELOPE.replace(b"\n---", b"\n" + foreign.encode().rstrip(b"\n") + b"\n---", 1)
    assert [stanza.type for stanza in inspect(mixed).stanzas][-1] == "X25519"


def test_a_passphrase_seals_and_another_one_does_not_open() -> None:
    wrapped = seal_with_passphrase(STORY, "kalo brismu")
    assert unseal_with_passphrase(wrapped, "kalo brismu") == STORY
    with pytest.raises(NoMatch):
        unseal_with_passphrase(wrapped, "kalo brisme")


def test_a_huge_passphrase_is_refused_before_it_costs_anything() -> None:
    for passphrase in ("", "x" * 257, "x" * 10_000_000):
        with pytest.raises(RecipientError):
            seal_with_passphrase(STORY, passphrase)


def test_the_npm_package_opens_what_we_seal() -> None:
    identity = typage(action="keys")["identity"]
    ours = Identity.parse(identity)
    sealed = base64.b64encode(seal(STORY, [ADVISOR.recipient, ours.recipient])).decode()
    assert base64.b64decode(typage(action="unseal", envelope=sealed, identity=identity)) == STORY
    assert typage(action="recipient", identity=str(ADVISOR)) == str(ADVISOR.recipient)


def test_we_open_what_the_npm_package_seals() -> None:
    recipients = [str(ADVISOR.recipient), str(OTHER_ADVISOR.recipient)]
    sealed = base64.b64decode(typage(action="seal", plaintext=base64.b64encode(STORY).decode(), recipients=recipients))
    assert unseal(sealed, ADVISOR) == STORY
    assert unseal(sealed, OTHER_ADVISOR) == STORY


def test_passphrase_files_travel_both_ways() -> None:
    encoded = base64.b64encode(STORY).decode()
    theirs = base64.b64decode(typage(action="seal", plaintext=encoded, passphrase="æble 🍎"))
    assert unseal_with_passphrase(theirs, "æble 🍎") == STORY
    ours = base64.b64encode(seal_with_passphrase(STORY, "æble 🍎")).decode()
    assert base64.b64decode(typage(action="unseal", envelope=ours, passphrase="æble 🍎")) == STORY


@settings(max_examples=400, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_either_an_envelope_or_a_clear_error(raw: bytes) -> None:
    for candidate in (raw, b"age-encryption.org/v1\n" + raw, b"age-encryption.org/v1\n-> " + raw):
        with pytest.raises(SealError):
            unseal(candidate, ADVISOR)


@settings(max_examples=400, deadline=None)
@given(st.integers(0, len(ENVELOPE)), st.integers(0, 60), st.binary(max_size=60))
def test_a_spliced_envelope_never_opens_as_something_else(start: int, cut: int, insert: bytes) -> None:
    spliced = ENVELOPE[:start] + insert + ENVELOPE[start + cut :]
    try:
        assert unseal(spliced, ADVISOR) == STORY
        assert spliced == ENVELOPE
    except SealError:
        assert spliced != ENVELOPE


@pytest.mark.parametrize("passphrase", ["x", "ø" * 128])
def test_a_passphrase_has_1_to_256_bytes(passphrase: str) -> None:
    assert unseal_with_passphrase(seal_with_passphrase(b"hej", passphrase), passphrase) == b"hej"


@pytest.mark.parametrize("passphrase", ["", "x" * 257, "ø" * 129])
def test_an_empty_or_longer_passphrase_is_refused_before_any_work(passphrase: str) -> None:
    with pytest.raises(RecipientError):
        seal_with_passphrase(b"hej", passphrase)


@pytest.mark.parametrize("ours_first", [True, False])
def test_a_malformed_stanza_beside_ours_closes_the_envelope_wherever_it_stands(ours_first: bool) -> None:
    key = secrets.token_bytes(16)
    (own,) = parse_header(header_for(key, [ADVISOR.recipient])).stanzas
    short = Stanza(own.type, own.args, own.body[:-1])
    stanzas = (own, short) if ours_first else (short, own)
    authenticated = encode_stanzas(stanzas)
    mac = hmac.digest(derive(key, None, b"header"), authenticated, "sha256")
    envelope = authenticated + b" " + encode_base64(mac) + b"\n" + encrypt(key, STORY)
    with pytest.raises(EnvelopeError):
        unseal(envelope, ADVISOR)
    last = seal(STORY, [STRANGER.recipient, ADVISOR.recipient])  # the browser looks first where it found its own before
    items = [{"kind": "envelope", "raw": base64.b64encode(raw).decode()} for raw in (last, envelope)]
    opened, refused = run_node("tools/agree.ts", {"talk": "", "key": "", "identity": str(ADVISOR), "items": items})
    assert (opened is not None, refused) == (True, None)
