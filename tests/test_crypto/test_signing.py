"""Ed25519 says yes and no to the same signatures as the browser's."""

import json
from typing import Any

import pytest

from crypto import is_signed, sign, verifying_key
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
