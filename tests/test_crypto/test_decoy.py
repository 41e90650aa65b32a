"""Who is no advisor looks like one from outside."""

import hashlib

import pytest

from crypto import Identity, NoMatch, decoy_slot, inspect, seal_with_passphrase, unseal_with_passphrase

SECRET = bytes(32)


def test_a_decoy_has_the_form_of_a_wrapped_identity() -> None:
    real = seal_with_passphrase(str(Identity.generate()).encode(), "kalo brismu")
    decoy = decoy_slot(SECRET, "Fremmed")
    assert len(decoy) == len(real)
    (theirs,), (ours,) = inspect(decoy).stanzas, inspect(real).stanzas
    assert (theirs.type, theirs.args[1]) == (ours.type, ours.args[1])
    assert (len(theirs.args), len(theirs.args[0]), len(theirs.body)) == (
        len(ours.args),
        len(ours.args[0]),
        len(ours.body),
    )
    assert inspect(decoy).plaintext_length == inspect(real).plaintext_length


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
    assert digest == "24b119be7df0d26e18f64bd786688dad7b4ea016bed370e4f93f5fe36f4bc56f"
