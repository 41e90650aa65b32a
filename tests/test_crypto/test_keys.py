import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from crypto import Identity, Recipient, RecipientError, bech32, recipients_digest
from crypto.keys import MLKEM_PUBLIC_LENGTH, _is_low_order

IDENTITY = Identity(bytes(range(32)))
TEXT = str(IDENTITY.recipient)


def test_text_forms_round_trip() -> None:
    assert str(Identity.parse(str(IDENTITY))) == str(IDENTITY)
    assert Recipient.parse(TEXT) == IDENTITY.recipient
    assert str(IDENTITY).startswith("AGE-SECRET-KEY-PQ-1")
    assert TEXT.startswith("age1pq1")


def test_two_identities_are_never_the_same() -> None:
    assert str(Identity.generate()) != str(Identity.generate())


def test_an_identity_does_not_show_itself_in_a_traceback() -> None:
    assert repr(IDENTITY) == "<Identity>"


def test_a_fingerprint_is_six_groups_of_four_and_differs_between_keys() -> None:
    groups = IDENTITY.recipient.fingerprint.split("-")
    assert [len(group) for group in groups] == [4] * 6
    assert Identity.generate().recipient.fingerprint != IDENTITY.recipient.fingerprint


@pytest.mark.parametrize(
    "text",
    [
        "",
        "age1pq1",
        TEXT[:-1],
        TEXT + "q",
        TEXT.upper(),
        TEXT[:9] + "Q" + TEXT[10:],
        "æ" + TEXT,
        TEXT + "\n",
        " " + TEXT,
    ],
)
def test_what_is_not_a_recipient_is_refused(text: str) -> None:
    with pytest.raises(RecipientError):
        Recipient.parse(text)


def test_an_x25519_recipient_is_refused() -> None:
    with pytest.raises(RecipientError):
        Recipient.parse(bech32.encode("age", bytes(32)))


def test_a_lower_case_identity_is_refused() -> None:
    with pytest.raises(RecipientError):
        Identity.parse(str(IDENTITY).lower())


def test_a_recipient_whose_x25519_half_hides_nothing_is_refused() -> None:
    mlkem_half = bech32.decode(TEXT)[1][:MLKEM_PUBLIC_LENGTH]
    for point in (bytes(32), b"\x01" + bytes(31)):
        with pytest.raises(RecipientError):
            Recipient(mlkem_half + point)


def test_bytes_that_are_no_mlkem_key_are_refused() -> None:
    with pytest.raises(RecipientError):
        Recipient(b"\xff" * 1216)


@given(st.binary(max_size=80))
def test_bech32_round_trips(payload: bytes) -> None:
    assert bech32.decode(bech32.encode("age", payload)) == ("age", payload)


@given(st.text(max_size=60))
def test_any_text_is_bech32_or_a_clear_error(text: str) -> None:
    for candidate in (text, "age1" + text):
        try:
            prefix, payload = bech32.decode(candidate)
        except RecipientError:
            continue
        assert bech32.encode(prefix, payload) == candidate.lower()


@given(st.integers(7, len(TEXT) - 1), st.sampled_from("qpzry9x8gf2tvdw0s3jn54khce6mua7l"))
def test_one_wrong_character_is_always_found(place: int, character: str) -> None:
    if TEXT[place] != character:
        with pytest.raises(RecipientError):
            Recipient.parse(TEXT[:place] + character + TEXT[place + 1 :])


def test_recipients_are_the_same_if_their_bytes_are_and_nothing_else_is() -> None:
    same, other = Recipient.parse(TEXT), Identity.generate().recipient
    assert same == IDENTITY.recipient
    assert hash(same) == hash(IDENTITY.recipient)
    assert same != other
    assert hash(same) != hash(other)
    assert same != TEXT
    assert {same, IDENTITY.recipient, other} == {same, other}


def test_the_digest_of_recipients_depends_on_who_and_not_on_the_order() -> None:
    one, two = IDENTITY.recipient, Identity(bytes(32)).recipient
    text = "\n".join(sorted((str(one), str(two))))
    assert recipients_digest([one, two]) == recipients_digest([two, one]) == hashlib.sha256(text.encode()).hexdigest()
    assert recipients_digest([one]) != recipients_digest([one, two])
    assert recipients_digest([]) == hashlib.sha256(b"").hexdigest()


@pytest.mark.parametrize("length", [0, 1, 2, 3, 4, 5, 32, 1216])
def test_bech32_of_any_length_comes_back(length: int) -> None:
    payload = bytes(range(256)) * 5
    assert bech32.decode(bech32.encode("age", payload[:length])) == ("age", payload[:length])


def with_checksum(prefix: str, values: bytes) -> str:
    """Bech32 text around any five-bit values, sound or not, with the checksum that belongs to them."""
    checksum = bech32._polymod(bech32._expand(prefix.encode()) + values + bytes(6)) ^ 1
    tail = bytes(checksum >> 5 * place & 31 for place in reversed(range(6)))
    return f"{prefix}1{bytes(values + tail).translate(bech32._FROM_VALUES).decode()}"


@pytest.mark.parametrize(
    ("prefix", "values"),
    [
        ("age", bytes([0, 1])),  # two spare bits, one of them set
        ("age", bytes([0])),  # five spare bits: a character that says nothing
        ("age", bytes([0, 0, 0])),  # seven spare bits
        ("", bytes([0, 0])),
        ("\x7f", bytes([0, 0])),
        ("a\x1f", bytes([0, 0])),
    ],
)
def test_bech32_with_a_right_checksum_around_something_wrong_is_refused(prefix: str, values: bytes) -> None:
    with pytest.raises(RecipientError):
        bech32.decode(with_checksum(prefix, values))


def test_the_helper_of_these_tests_makes_sound_texts_too() -> None:
    assert bech32.decode(with_checksum("age", bytes([0, 0]))) == ("age", b"\x00")


@pytest.mark.parametrize("text", ["age1", "age1qqqqq", "1qqqqqq", "age1bbbbbbb", "ageqqqqqqq", "aGe1qqqqqqq"])
def test_what_can_not_be_bech32_is_refused(text: str) -> None:
    with pytest.raises(RecipientError):
        bech32.decode(text)


PRIME = 2**255 - 19
SMALL_ORDER = [
    *(0, 1, PRIME - 1, PRIME, PRIME + 1),
    325606250916557431795983626356110631294008115727848805560023387167927233504,
    39382357235489614581723060781553021112529911719440698176882885853963445705823,
]


@pytest.mark.parametrize("point", SMALL_ORDER)
@pytest.mark.parametrize("top_bit", [0, 2**255])
def test_a_key_that_hides_nothing_is_refused(point: int, top_bit: int) -> None:
    x25519 = (point | top_bit).to_bytes(32, "little")
    with pytest.raises(ValueError, match="shared key"):  # what the table in crypto/keys.py stands for
        X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(x25519))
    with pytest.raises(RecipientError):
        Recipient(bytes(Identity.generate().recipient)[:-32] + x25519)


@given(st.binary(min_size=32, max_size=32))
def test_whether_a_key_hides_anything_is_told_as_an_exchange_tells_it(x25519: bytes) -> None:
    try:
        X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(x25519))
    except ValueError:
        assert _is_low_order(x25519)
    else:
        assert not _is_low_order(x25519)
