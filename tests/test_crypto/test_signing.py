"""Ed25519 says yes and no to the same signatures as the browser's."""

import json
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from crypto import is_signed, is_small_order, sign, verifying_key
from tests.support import ROOT

VECTORS = json.loads((ROOT / "tests/vectors/signatures.json").read_text("utf-8"))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_a_signature_is_believed_as_in_the_browser(vector: dict[str, Any]) -> None:
    key, signature, message = (bytes.fromhex(vector[name]) for name in ("key", "signature", "message"))
    assert is_signed(key, signature, message) is vector["sound"]


def test_the_first_test_of_rfc_8032_gives_its_signature() -> None:
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    assert verifying_key(seed).hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert sign(seed, b"").hex().startswith("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155")


SMALL = (
    "01" + "00" * 31,
    "ec" + "ff" * 30 + "7f",
    "00" * 32,
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
)
SMALL += ("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", "00" * 31 + "80", "01" + "00" * 30 + "80")
SMALL += ("ed" + "ff" * 30 + "7f", "ee" + "ff" * 30 + "7f")  # 0 and 1, written in another way


@pytest.mark.parametrize("text", SMALL)
def test_nobody_signs_with_a_key_of_small_order(text: str) -> None:
    """The identity as R and nothing as S fits one message in eight at least, for whoever asks the library alone."""
    key, signature = bytes.fromhex(text), bytes.fromhex("01" + "00" * 63)
    believed = [_library_says(key, signature, bytes([number])) for number in range(100)]
    assert any(believed) or text in SMALL[5:]  # some libraries refuse another way of writing
    assert not any(is_signed(key, signature, bytes([number])) for number in range(100))
    assert is_small_order(key)
    assert not is_small_order(verifying_key(bytes(32)))


def _library_says(key: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
