"""X25519 stanzas, which the product neither writes nor reads.

Most of the public test vectors wrap their file key this way, so the tests need it to reach what they are about.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from crypto import bech32
from crypto.errors import HeaderError
from crypto.header import Stanza, decode_base64, encode_base64


def unwrap(stanzas: tuple[Stanza, ...], identity: str) -> bytes | None:
    _, scalar = bech32.decode(identity)
    key = X25519PrivateKey.from_private_bytes(scalar)
    for stanza in stanzas:
        if stanza.type != "X25519":
            continue
        share = decode_base64(stanza.args[0].encode())
        if len(stanza.args) != 1 or len(share) != 32 or len(stanza.body) != 32:
            raise HeaderError("malformed X25519 stanza")
        try:
            return _cipher(key, share).decrypt(bytes(12), stanza.body, None)
        except InvalidTag:
            continue
    return None


def stanza(file_key: bytes, recipient: X25519PublicKey) -> Stanza:
    ephemeral = X25519PrivateKey.generate()
    share = ephemeral.public_key().public_bytes_raw()
    wrap = HKDF(SHA256(), 32, share + recipient.public_bytes_raw(), b"age-encryption.org/v1/X25519")
    cipher = ChaCha20Poly1305(wrap.derive(ephemeral.exchange(recipient)))
    return Stanza("X25519", (encode_base64(share).decode(),), cipher.encrypt(bytes(12), file_key, None))


def _cipher(key: X25519PrivateKey, share: bytes) -> ChaCha20Poly1305:
    try:
        secret = key.exchange(X25519PublicKey.from_public_bytes(share))
    except ValueError:
        raise HeaderError("low-order share") from None
    salt = share + key.public_key().public_bytes_raw()
    return ChaCha20Poly1305(HKDF(SHA256(), 32, salt, b"age-encryption.org/v1/X25519").derive(secret))
