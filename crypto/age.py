"""Sealing and unsealing age v1 files: https://c2sp.org/age.

Two stanza types and no other: `mlkem768x25519` for people's keys, `scrypt` for passphrases. No package on PyPI
has the first yet; when one does, this module should shrink to a call of it.
"""

import hmac
import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from . import stream
from .errors import HeaderError, MacError, NoMatch, RecipientError
from .header import SCRYPT, Stanza, decode_base64, encode_base64, encode_stanzas, parse_header
from .keys import ENC_LENGTH, Identity, Recipient

HYBRID = "mlkem768x25519"
FILE_KEY_LENGTH = 16
WRAPPED_LENGTH = FILE_KEY_LENGTH + stream.TAG_LENGTH

# 2^17 costs about half a second and 128 MiB in a browser. The passphrases are generated with 77 bits, so the work
# factor is a second line only. Files that ask for more than 2^20 are refused, as by the age-encryption package.
WORK_FACTOR = 17
MAX_WORK_FACTOR = 20
MAX_PASSPHRASE = 256
"""Longest passphrase in UTF-8 bytes; capped before the KDF, whose cost should not be the caller's to choose."""

_SALT_LENGTH = 16
_SCRYPT_LABEL = b"age-encryption.org/v1/scrypt"
_WORK_FACTOR = re.compile(r"[1-9][0-9]?")


@dataclass(frozen=True, slots=True)
class Inspection:
    """What anybody can see of an envelope: its stanzas and the length of what is inside, in bytes."""

    stanzas: tuple[Stanza, ...]
    plaintext_length: int


def seal(plaintext: bytes, recipients: Iterable[Recipient]) -> bytes:
    """Return an age file that each of `recipients` can open alone.

    :raise RecipientError: no recipient, or the same one twice.
    """
    recipients = list(recipients)
    if not recipients or len(set(recipients)) != len(recipients):
        raise RecipientError("seal to at least one recipient, and to each only once")
    file_key = secrets.token_bytes(FILE_KEY_LENGTH)
    return _assemble(file_key, tuple(_hybrid_stanza(file_key, recipient) for recipient in recipients), plaintext)


def unseal(envelope: bytes, identity: Identity) -> bytes:
    """Return what was sealed.

    :raise NoMatch: a sound file, not for this identity.
    :raise EnvelopeError: not a sound age file.
    """
    return open_envelope(envelope, lambda stanzas: _first(stanzas, HYBRID, lambda s: _unwrap_hybrid(s, identity)))


def seal_with_passphrase(plaintext: bytes, passphrase: str) -> bytes:
    """Return an age file that opens with `passphrase` (at most 256 bytes of UTF-8).

    :raise RecipientError: the passphrase is empty or too long.
    """
    file_key = secrets.token_bytes(FILE_KEY_LENGTH)
    salt = secrets.token_bytes(_SALT_LENGTH)
    body = ChaCha20Poly1305(_stretch(passphrase, salt, WORK_FACTOR)).encrypt(bytes(12), file_key, None)
    stanza = Stanza(SCRYPT, (encode_base64(salt).decode(), str(WORK_FACTOR)), body)
    return _assemble(file_key, (stanza,), plaintext)


def unseal_with_passphrase(envelope: bytes, passphrase: str) -> bytes:
    """Return what was sealed with `passphrase`.

    :raise NoMatch: another passphrase, or a file that was not sealed with one.
    :raise EnvelopeError: not a sound age file, or one that asks for more than 2^20 units of work.
    :raise RecipientError: the passphrase is empty or too long.
    """
    return open_envelope(envelope, lambda stanzas: _first(stanzas, SCRYPT, lambda s: _unwrap_scrypt(s, passphrase)))


def inspect(envelope: bytes) -> Inspection:
    """Check everything about an envelope that can be checked without a key.

    :raise EnvelopeError: bad grammar, a malformed stanza of a type that we know, an impossible length.
    """
    header = parse_header(envelope)
    for stanza in header.stanzas:
        if stanza.type == HYBRID:
            _parse_hybrid(stanza)
    return Inspection(header.stanzas, stream.plaintext_length(len(envelope) - header.length))


def open_envelope(envelope: bytes, unwrap: Callable[[tuple[Stanza, ...]], bytes | None]) -> bytes:
    """Return the plaintext, given a way from the stanzas to the file key.

    :raise NoMatch: `unwrap` returned None.
    :raise EnvelopeError: bad grammar, wrong MAC, damaged payload.
    """
    header = parse_header(envelope)
    if len(envelope) < header.length + stream.NONCE_LENGTH:
        raise HeaderError("the nonce is cut")
    file_key = unwrap(header.stanzas)
    if file_key is None:
        raise NoMatch("no stanza for this key")
    if not hmac.compare_digest(_mac(file_key, header.authenticated), header.mac):
        raise MacError("wrong header MAC")
    return stream.decrypt(file_key, envelope[header.length :])


def _assemble(file_key: bytes, stanzas: tuple[Stanza, ...], plaintext: bytes) -> bytes:
    authenticated = encode_stanzas(stanzas)
    mac = encode_base64(_mac(file_key, authenticated))
    return authenticated + b" " + mac + b"\n" + stream.encrypt(file_key, plaintext)


def _mac(file_key: bytes, authenticated: bytes) -> bytes:
    return hmac.digest(stream.derive(file_key, None, b"header"), authenticated, "sha256")


def _first(stanzas: tuple[Stanza, ...], kind: str, unwrap: Callable[[Stanza], bytes]) -> bytes | None:
    for stanza in stanzas:
        if stanza.type != kind:
            continue
        try:
            return unwrap(stanza)
        except NoMatch:
            continue
    return None


def _hybrid_stanza(file_key: bytes, recipient: Recipient) -> Stanza:
    enc, body = recipient.wrap(file_key)
    return Stanza(HYBRID, (encode_base64(enc).decode(),), body)


def _parse_hybrid(stanza: Stanza) -> bytes:
    if len(stanza.args) != 1 or len(stanza.body) != WRAPPED_LENGTH:
        raise HeaderError("malformed mlkem768x25519 stanza")
    enc = decode_base64(stanza.args[0].encode("ascii"))
    if len(enc) != ENC_LENGTH:
        raise HeaderError("malformed mlkem768x25519 stanza")
    return enc


def _unwrap_hybrid(stanza: Stanza, identity: Identity) -> bytes:
    return identity.unwrap(_parse_hybrid(stanza), stanza.body)


def _unwrap_scrypt(stanza: Stanza, passphrase: str) -> bytes:
    if len(stanza.args) != 2 or len(stanza.body) != WRAPPED_LENGTH:
        raise HeaderError("malformed scrypt stanza")
    salt_text, work_text = stanza.args
    salt = decode_base64(salt_text.encode("ascii"))
    if len(salt) != _SALT_LENGTH or not _WORK_FACTOR.fullmatch(work_text) or int(work_text) > MAX_WORK_FACTOR:
        raise HeaderError("malformed scrypt stanza")
    try:
        return ChaCha20Poly1305(_stretch(passphrase, salt, int(work_text))).decrypt(bytes(12), stanza.body, None)
    except InvalidTag:
        raise NoMatch("not with this passphrase") from None


def _stretch(passphrase: str, salt: bytes, work_factor: int) -> bytes:
    secret = passphrase.encode()
    if not 0 < len(secret) <= MAX_PASSPHRASE:
        raise RecipientError("a passphrase has 1 to 256 bytes")
    return Scrypt(_SCRYPT_LABEL + salt, length=32, n=1 << work_factor, r=8, p=1).derive(secret)
