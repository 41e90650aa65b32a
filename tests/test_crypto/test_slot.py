"""A slot holds the identity and its portal's key, and who is no advisor has one that looks the same from outside."""

import hashlib

import pytest

from crypto import (
    DocumentError,
    EnvelopeError,
    Identity,
    NoMatch,
    decoy_slot,
    inspect,
    seal_with_passphrase,
    unseal_with_passphrase,
    unwrap_identity,
    wrap_identity,
)

SECRET = bytes(32)
KEY = bytes(range(32))
IDENTITY = Identity(bytes([1]) * 32)
SLOT = wrap_identity(IDENTITY, KEY, "kalo brismu")


def test_a_slot_gives_back_identity_and_key() -> None:
    identity, key = unwrap_identity(SLOT, "kalo brismu")
    assert (str(identity), key) == (str(IDENTITY), KEY)
    with pytest.raises(NoMatch):
        unwrap_identity(SLOT, "kalo brisme")


@pytest.mark.parametrize(
    "inside",
    [
        str(IDENTITY),
        f"{IDENTITY}\n",
        f"{IDENTITY}\nbekymret-portal {'A' * 42}B\n",
        f"{IDENTITY}\nbekymret-portal {'A' * 43}",
        f"{IDENTITY}\nbekymret-portal {'A' * 43}\n\n",
        f"{str(IDENTITY).lower()}\nbekymret-portal {'A' * 43}\n",
        f"bekymret-portal {'A' * 43}\n{IDENTITY}\n",
    ],
)
def test_a_slot_without_its_portals_key_is_refused(inside: str) -> None:
    with pytest.raises(DocumentError):
        unwrap_identity(seal_with_passphrase(inside.encode(), "x"), "x")


@pytest.mark.parametrize("factor", [b"1", b"16", b"19", b"20", b"017", b"+17"])
def test_a_slot_that_asks_for_another_amount_of_work_is_refused_before_it_costs_any(factor: bytes) -> None:
    with pytest.raises(EnvelopeError):
        unwrap_identity(SLOT.replace(b" 17\n", b" " + factor + b"\n", 1), "kalo brismu")


def test_a_decoy_has_the_form_of_a_wrapped_identity() -> None:
    decoy = decoy_slot(SECRET, "Fremmed")
    assert len(decoy) == len(SLOT)
    (theirs,), (ours,) = inspect(decoy).stanzas, inspect(SLOT).stanzas
    assert (theirs.type, theirs.args[1]) == (ours.type, ours.args[1])
    assert (len(theirs.args), len(theirs.args[0]), len(theirs.body)) == (
        len(ours.args),
        len(ours.args[0]),
        len(ours.body),
    )
    assert inspect(decoy).plaintext_length == inspect(SLOT).plaintext_length


def test_a_decoy_is_refused_like_a_wrong_passphrase() -> None:
    with pytest.raises(NoMatch):
        unseal_with_passphrase(decoy_slot(SECRET, "Fremmed"), "kalo brismu")


def test_a_name_has_one_decoy_for_each_secret_and_no_other_name_has_it() -> None:
    assert decoy_slot(SECRET, "Fremmed") == decoy_slot(SECRET, "Fremmed")
    others = (decoy_slot(SECRET, "Fremmed 2"), decoy_slot(b"x" * 32, "Fremmed"))
    assert decoy_slot(SECRET, "Fremmed") not in others
    # Every random part differs, not only one of them.
    mine, theirs = (inspect(slot).stanzas[0] for slot in (decoy_slot(SECRET, "Fremmed"), others[0]))
    assert mine.args[0] != theirs.args[0]
    assert mine.body != theirs.body
    assert decoy_slot(SECRET, "Fremmed")[-100:] != others[0][-100:]


def test_a_decoy_is_the_same_after_an_upgrade_or_a_name_that_is_tried_twice_would_tell() -> None:
    digest = hashlib.sha256(decoy_slot(SECRET, "Fremmed")).hexdigest()
    assert digest == "ee71f3b214b6f792cdb5e34b1a170740f8b61b604de2493cfca502fc87e3d57a"
