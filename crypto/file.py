"""A sealed file: one block that is a sealed document of type `file`, then the content, then zeros.

The document's body holds `length`, the content's bytes. The whole is as long as Padmé says, so that a size tells at
most a few bits: https://lbarman.ch/blog/padme/ (Nikitin et al., PETS 2019).
"""

from .document import BLOCK, Document, build_document, check_document
from .errors import DocumentError

MAX_CONTENT = 4 * 1024 * 1024
"""Longest content in bytes: a photo of 2 048 pixels needs less than half of it."""


_BEGINNING = b'{"v":1,"type":"file",'


def padme(length: int) -> int:
    """Return the length, at most 12 % more, that something of `length` bytes (two or more) is padded to."""
    exponent = length.bit_length() - 1
    free = exponent - exponent.bit_length()
    mask = (1 << max(free, 0)) - 1
    return (length + mask) & ~mask


def build_file(document: Document, content: bytes) -> bytes:
    """Return the bytes to seal. `document.body` must hold the content's length.

    :raise DocumentError: no content, too much of it, another length, or a document longer than one block.
    """
    head = build_document(document)
    if document.type != "file" or len(head) != BLOCK or document.body.get("length") != len(content):
        raise DocumentError("not the document of this file")
    if not 0 < len(content) <= MAX_CONTENT:
        raise DocumentError("wrong length")
    return (head + content).ljust(padme(BLOCK + len(content)), b"\0")


def open_file(plaintext: bytes) -> tuple[Document, bytes]:
    """Read unsealed bytes.

    :raise DocumentError: not a sealed file.
    """
    document = check_document(plaintext[:BLOCK])
    length = document.body.get("length")
    if document.type != "file" or type(length) is not int or not 0 < length <= MAX_CONTENT:
        raise DocumentError("not a file")
    content, padding = plaintext[BLOCK : BLOCK + length], plaintext[BLOCK + length :]
    if len(plaintext) != padme(BLOCK + length) or any(padding):
        raise DocumentError("wrong padding")
    return document, content


def is_file(plaintext: bytes) -> bool:
    """Whether unsealed bytes begin as a sealed file's do. Documents have one way of being written."""
    return plaintext.startswith(_BEGINNING)


def is_file_length(length: int) -> bool:
    """Whether a plaintext of this many bytes can be a sealed file."""
    return BLOCK < length <= padme(BLOCK + MAX_CONTENT) and padme(length) == length
