"""A sealed file: one block that is a sealed document of type `file`, then the content, then zeros.

The document's body holds `length`, the content's bytes, and their `sha256` in hex. The whole is as long as Padmé says,
so that a size tells at most a few bits: https://lbarman.ch/blog/padme/ (Nikitin et al., PETS 2019).
"""

import hashlib

from .document import BLOCK, Document, build_document, check_document
from .errors import DocumentError

MAX_CONTENT = 4 * 1024 * 1024
"""Longest content in bytes: a photo of 2 048 pixels needs less than half of it."""


_BEGINNING = b'{"v":2,"type":"file",'


def padme(length: int) -> int:
    """Return the length, at most 12 % more, that something of `length` bytes (two or more) is padded to."""
    exponent = length.bit_length() - 1
    free = exponent - exponent.bit_length()
    mask = (1 << max(free, 0)) - 1
    return (length + mask) & ~mask


def describe_file(content: bytes, mime: str) -> dict[str, object]:
    """Return the body of the document that stands before this content."""
    return {"mime": mime, "length": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def build_file(document: Document, content: bytes, talk: bytes) -> bytes:
    """Return the bytes to seal. `document.body` must describe the content.

    :raise DocumentError: no content, too much of it, another one, or a document longer than one block.
    """
    head = build_document(document, talk)
    if document.type != "file" or len(head) != BLOCK or not _describes(document, content):
        raise DocumentError("not the document of this file")
    if not 0 < len(content) <= MAX_CONTENT:
        raise DocumentError("wrong length")
    return (head + content).ljust(padme(BLOCK + len(content)), b"\0")


def open_file(plaintext: bytes, talk: bytes | None) -> tuple[Document, bytes]:
    """Read unsealed bytes that were written under the key `talk`.

    :raise ForgedError: written under another key.
    :raise DocumentError: not a sealed file.
    """
    document = check_document(plaintext[:BLOCK], talk)
    length = document.body.get("length")
    if document.type != "file" or type(length) is not int or not 0 < length <= MAX_CONTENT:
        raise DocumentError("not a file")
    content, padding = plaintext[BLOCK : BLOCK + length], plaintext[BLOCK + length :]
    if len(plaintext) != padme(BLOCK + length) or any(padding):
        raise DocumentError("wrong padding")
    if not _describes(document, content):
        raise DocumentError("another content")
    return document, content


def is_file(plaintext: bytes) -> bool:
    """Whether unsealed bytes begin as a sealed file's do. Documents have one way of being written."""
    return plaintext.startswith(_BEGINNING)


def is_file_length(length: int) -> bool:
    """Whether a plaintext of this many bytes can be a sealed file."""
    return BLOCK < length <= padme(BLOCK + MAX_CONTENT) and padme(length) == length


def _describes(document: Document, content: bytes) -> bool:
    digest = hashlib.sha256(content).hexdigest()
    return document.body.get("length") == len(content) and document.body.get("sha256") == digest
