"""Sealing and unsealing age v1 files: https://c2sp.org/age.

Two stanza types and no other: `mlkem768x25519` for people's keys, `scrypt` for passphrases. No package on PyPI
has the first yet; when one does, this module should shrink to a call of it.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from . import stream
from .errors import HeaderError, MacError, NoMatch, RecipientError
from .header import SCRYPT, Header, Stanza, decode_base64, encode_base64, encode_stanzas, parse_header
from .keys import ENC_LENGTH, Identity, Recipient

HYBRID = "mlkem768x25519"
FILE_KEY_LENGTH = 16
WRAPPED_LENGTH = FILE_KEY_LENGTH + stream.TAG_LENGTH

# 2^17 costs about half a second and 128 MiB in a browser. The passphrases are generated with 77 bits, so the work
# factor is a second line only. What asks for more or less than ours is none of ours, and would cost whoever opens it.
WORK_FACTOR = 17
WORK_FACTORS = ("17", "18")
MAX_PASSPHRASE = 256
"""Longest passphrase in UTF-8 bytes; capped before the KDF, whose cost should not be the caller's to choose."""

_SALT_LENGTH = 16
_SCRYPT_LABEL = b"age-encryption.org/v1/scrypt"


Unwrap = Callable[[tuple[Stanza, ...]], bytes | None]
"""A way from a header's stanzas to its file key; None if it holds none for us."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What anybody can see of an envelope: its stanzas, the lengths of its header and of what is inside, in bytes."""

    stanzas: tuple[Stanza, ...]
    header_length: int
    plaintext_length: int


def seal(plaintext: bytes, recipients: Iterable[Recipient]) -> bytes:
    """Return an age file that each of `recipients` can open alone.

    :raise RecipientError: no recipient, or the same one twice.
    """
    recipients = list(recipients)
    if not recipients or len(set(recipients)) != len(recipients):
        raise RecipientError("seal to at least one recipient, and to each only once")
    file_key = secrets.token_bytes(FILE_KEY_LENGTH)
    return header_for(file_key, recipients) + stream.encrypt(file_key, plaintext)


def unseal(envelope: bytes, identity: Identity) -> bytes:
    """Return what was sealed.

    :raise NoMatch: a sound file, not for this identity.
    :raise EnvelopeError: not a sound age file.
    """
    return open_envelope(envelope, _for_identity(identity))


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
    :raise EnvelopeError: not a sound age file, or one that asks for more than 2^18 units of work, or less than 2^17.
    :raise RecipientError: the passphrase is empty or too long.
    """
    return open_envelope(envelope, lambda stanzas: _first(stanzas, SCRYPT, lambda s: _unwrap_scrypt(s, passphrase)))


def inspect(envelope: bytes) -> Inspection:
    """Check everything about an envelope that can be checked without a key.

    :raise EnvelopeError: bad grammar, a malformed stanza of a type that we know, an impossible length.
    """
    header = _inspect_header(envelope)
    return Inspection(header.stanzas, header.length, stream.plaintext_length(len(envelope) - header.length))


def inspect_header(header: bytes) -> tuple[Stanza, ...]:
    """Return the stanzas of a header that stands alone.

    :raise EnvelopeError: bad grammar, a malformed stanza of a type that we know, or something behind it.
    """
    found = _inspect_header(header)
    if found.length != len(header):
        raise HeaderError("something behind the header")
    return found.stanzas


def payload_hash(envelope: bytes) -> bytes:
    """Return the SHA-256 of what follows an envelope's header: a new header over the same payload changes nothing.

    :raise EnvelopeError: bad grammar.
    """
    return hashlib.sha256(envelope[parse_header(envelope).length :]).digest()


def open_envelope(envelope: bytes, unwrap: Unwrap) -> bytes:
    """Return the plaintext, given a way from the stanzas to the file key.

    :raise NoMatch: `unwrap` returned None.
    :raise EnvelopeError: bad grammar, wrong MAC, damaged payload.
    """
    header = parse_header(envelope)
    if len(envelope) < header.length + stream.NONCE_LENGTH:
        raise HeaderError("the nonce is cut")
    return stream.decrypt(_file_key(header, unwrap), envelope[header.length :])


def file_key_of(header: bytes, identity: Identity) -> bytes:
    """Return the file key that a header holds for `identity`.

    :raise NoMatch: it holds none.
    :raise EnvelopeError: bad grammar, or a wrong MAC.
    """
    return _file_key(parse_header(header), _for_identity(identity))


def header_for(file_key: bytes, recipients: Iterable[Recipient]) -> bytes:
    """Return a header that holds a file key for each of `recipients`."""
    authenticated = encode_stanzas(tuple(_hybrid_stanza(file_key, recipient) for recipient in recipients))
    return _header(file_key, authenticated)


def _inspect_header(envelope: bytes) -> Header:
    header = parse_header(envelope)
    for stanza in header.stanzas:
        if stanza.type == HYBRID:
            _parse_hybrid(stanza)
    return header


def _for_identity(identity: Identity) -> Unwrap:
    """Our files hold hybrid stanzas and no other beside them: what else stands there makes it none of ours."""

    def unwrap(stanzas: tuple[Stanza, ...]) -> bytes | None:
        kinds = {stanza.type for stanza in stanzas}
        if HYBRID in kinds and len(kinds) > 1:
            raise HeaderError("a stanza of another kind beside ours")
        for stanza in stanzas:
            if stanza.type == HYBRID:
                _parse_hybrid(stanza)  # all of them, before one is tried: what opens must not hang on their order
        return _first(stanzas, HYBRID, lambda stanza: _unwrap_hybrid(stanza, identity))

    return unwrap


def _file_key(header: Header, unwrap: Unwrap) -> bytes:
    file_key = unwrap(header.stanzas)
    if file_key is None:
        raise NoMatch("no stanza for this key")
    if not hmac.compare_digest(_mac(file_key, header.authenticated), header.mac):
        raise MacError("wrong header MAC")
    return file_key


def _header(file_key: bytes, authenticated: bytes) -> bytes:
    return authenticated + b" " + encode_base64(_mac(file_key, authenticated)) + b"\n"


def _assemble(file_key: bytes, stanzas: tuple[Stanza, ...], plaintext: bytes) -> bytes:
    return _header(file_key, encode_stanzas(stanzas)) + stream.encrypt(file_key, plaintext)


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
    if len(salt) != _SALT_LENGTH or work_text not in WORK_FACTORS:
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
