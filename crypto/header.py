"""The age v1 header: version line, stanzas, MAC line. Grammar: https://c2sp.org/age#header."""

import base64
import binascii
import re
from dataclasses import dataclass

from .errors import HeaderError

VERSION = b"age-encryption.org/v1"
MAC_LENGTH = 32
PASSKEY = "age-encryption.org/fido2prf"
"""The type of a stanza that opens with a passkey, as the `age-encryption` package makes it for WebAuthn's PRF."""

SCRYPT = "scrypt"

MAX_LENGTH = 64 * 1024
"""Longest header in bytes: several times what twenty recipients need."""

MAX_STANZAS = 64

_COLUMNS = 64
_STANZA = re.compile(rb"->(?: [!-~]+)+")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]*")


@dataclass(frozen=True, slots=True)
class Stanza:
    """One way to the file key: its type, its further arguments, its body."""

    type: str
    args: tuple[str, ...]
    body: bytes

    def encode(self) -> bytes:
        """Return the stanza as its lines in the header."""
        body = encode_base64(self.body)
        lines = [body[start : start + _COLUMNS] for start in range(0, len(body) + 1, _COLUMNS)]
        return b"\n".join([" ".join(["->", self.type, *self.args]).encode("ascii"), *lines, b""])


@dataclass(frozen=True, slots=True)
class Header:
    """A parsed header. `authenticated` is what the MAC covers, `length` where the payload begins."""

    stanzas: tuple[Stanza, ...]
    authenticated: bytes
    mac: bytes
    length: int


def encode_base64(raw: bytes) -> bytes:
    """Return standard base64 without padding."""
    return base64.b64encode(raw).rstrip(b"=")


def decode_base64(text: bytes) -> bytes:
    """Read unpadded standard base64, in its one canonical form only.

    :raise HeaderError: padding, foreign characters, an impossible length, or spare bits that are set.
    """
    if not _BASE64.fullmatch(text):
        raise HeaderError("foreign character in base64")
    try:
        raw = base64.b64decode(text + b"=" * (-len(text) % 4))
    except binascii.Error:
        raise HeaderError("impossible base64 length") from None
    if encode_base64(raw) != text:
        raise HeaderError("base64 is not canonical")
    return raw


def encode_stanzas(stanzas: tuple[Stanza, ...]) -> bytes:
    """Return the part of the header that the MAC covers: up to and with `---`."""
    return VERSION + b"\n" + b"".join(stanza.encode() for stanza in stanzas) + b"---"


def parse_header(envelope: bytes) -> Header:
    """Read the header of an age file and nothing behind it.

    :raise HeaderError: anything that the grammar does not allow, more than `MAX_LENGTH`, or than `MAX_STANZAS`.
    """
    lines = _HeaderLines(envelope[:MAX_LENGTH])
    if lines.next() != VERSION:
        raise HeaderError("not an age v1 file")
    stanzas: list[Stanza] = []
    line = lines.next()
    while not line.startswith(b"---"):
        if len(stanzas) == MAX_STANZAS:
            raise HeaderError("too many stanzas")
        stanzas.append(_parse_stanza(line, lines))
        line = lines.next()
    if not stanzas:
        raise HeaderError("no stanza")
    if len(stanzas) > 1 and any(stanza.type == SCRYPT for stanza in stanzas):
        raise HeaderError("a scrypt stanza must stand alone")
    marker, _, mac_text = line.partition(b" ")
    mac = decode_base64(mac_text)
    if marker != b"---" or len(mac) != MAC_LENGTH:
        raise HeaderError("malformed MAC line")
    return Header(tuple(stanzas), envelope[: lines.start_of_last + 3], mac, lines.position)


class _HeaderLines:
    """Walks through the lines of a header, which all end in LF."""

    def __init__(self, envelope: bytes) -> None:
        self._envelope = envelope
        self.position = 0
        self.start_of_last = 0

    def next(self) -> bytes:
        end = self._envelope.find(b"\n", self.position)
        if end < 0:
            raise HeaderError("the header does not end where it must")
        self.start_of_last, self.position = self.position, end + 1
        return self._envelope[self.start_of_last : end]


def _parse_stanza(line: bytes, lines: _HeaderLines) -> Stanza:
    if not _STANZA.fullmatch(line):
        raise HeaderError("malformed stanza")
    kind, *args = line.decode("ascii").split(" ")[1:]
    body = []
    while True:
        encoded = lines.next()
        if len(encoded) > _COLUMNS:
            raise HeaderError("stanza line too long")
        body.append(decode_base64(encoded))
        if len(encoded) < _COLUMNS:
            return Stanza(kind, tuple(args), b"".join(body))
