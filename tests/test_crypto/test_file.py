import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import Document, DocumentError, ForgedError, build_document, describe_file, is_file_length, to_text
from crypto import build_file as build_with
from crypto import open_file as open_with
from crypto.file import MAX_CONTENT, is_file, padme

VECTORS = json.loads((Path(__file__).parent.parent / "vectors/padme.json").read_text())


TALK = bytes(range(32))


def document_of(kind: str, body: dict[str, object]) -> Document:
    return Document(kind, "0" * 32, 1, "reporter", "2026-11-22", "da", "ab" * 32, to_text(bytes(32)), body)  # type: ignore[arg-type]


def file_of(content: bytes, **body: object) -> Document:
    return document_of("file", describe_file(content, "image/jpeg") | body)


def build_file(document: Document, content: bytes) -> bytes:
    return build_with(document, content, TALK)


def open_file(plaintext: bytes) -> tuple[Document, bytes]:
    return open_with(plaintext, TALK)


@pytest.mark.parametrize("vector", VECTORS, ids=str)
def test_padme_gives_the_same_lengths_as_in_the_browser(vector: list[int]) -> None:
    assert padme(vector[0]) == vector[1]


@given(st.integers(2, 2**40))
def test_padding_costs_an_eighth_at_most_and_is_stable(length: int) -> None:
    assert length <= padme(length) <= length * 1.125 + 1
    assert padme(padme(length)) == padme(length)


@given(st.binary(min_size=1, max_size=20_000))
def test_a_file_comes_back_as_it_was(content: bytes) -> None:
    plaintext = build_file(file_of(content), content)
    assert open_file(plaintext) == (file_of(content), content)
    assert is_file_length(len(plaintext))


def test_a_file_of_another_length_than_it_says_is_refused() -> None:
    content = b"picture"
    for document in (
        file_of(content, length=6),
        file_of(content, length=True),
        file_of(content, sha256="0" * 64),
        file_of(content, padding="x" * 5000),
    ):
        with pytest.raises(DocumentError):
            build_file(document, content)
    for wrong in (b"", bytes(MAX_CONTENT + 1)):
        with pytest.raises(DocumentError):
            build_file(file_of(wrong), wrong)
    plaintext = build_file(file_of(content), content)
    for damaged in (
        plaintext[:-1],
        plaintext + b"\0",
        plaintext[:-1] + b"x",
        plaintext[:4096],
        b"",
        plaintext[:4096] * 2,
    ):
        with pytest.raises(DocumentError):
            open_file(damaged)


def test_a_length_that_is_no_padme_length_is_no_file() -> None:
    assert not is_file_length(4096)
    assert not is_file_length(padme(MAX_CONTENT * 2))
    assert not is_file_length(padme(1_000_000) + 1)


def test_the_longest_file_is_four_mebibytes_and_not_a_byte_more() -> None:
    content = bytes(MAX_CONTENT)
    plaintext = build_file(file_of(content), content)
    assert open_file(plaintext)[1] == content
    assert is_file_length(len(plaintext))
    longer = head_of(MAX_CONTENT + 1) + bytes(MAX_CONTENT + 1)
    with pytest.raises(DocumentError):
        open_file(longer.ljust(padme(len(longer)), b"\0"))


def head_of(length: object, document_type: str = "file") -> bytes:
    """A file's first block, whatever it says."""
    return build_document(document_of(document_type, {"length": length}), TALK)


@pytest.mark.parametrize("length", [0, -1, True, "7", None])
def test_a_file_whose_head_says_no_length_is_refused(length: object) -> None:
    for content in (b"", b"p", b"picture"):
        plaintext = head_of(length) + content
        with pytest.raises(DocumentError):
            open_file(plaintext.ljust(padme(len(plaintext)), b"\0"))


def test_a_report_with_a_length_is_no_file() -> None:
    plaintext = head_of(7, "report") + b"picture"
    with pytest.raises(DocumentError):
        open_file(plaintext.ljust(padme(len(plaintext)), b"\0"))


def test_a_file_is_known_by_its_beginning() -> None:
    assert is_file(build_file(file_of(b"x"), b"x"))
    assert not is_file(head_of(7, "report"))
    assert not is_file(b" " + head_of(7))
    assert not is_file(b"")


def test_a_file_with_another_content_than_it_describes_is_refused() -> None:
    plaintext = bytearray(build_file(file_of(b"picture"), b"picture"))
    plaintext[4096] ^= 1
    with pytest.raises(DocumentError):
        open_file(bytes(plaintext))


def test_a_file_of_another_conversation_is_forged() -> None:
    with pytest.raises(ForgedError):
        open_with(build_file(file_of(b"picture"), b"picture"), bytes(32))
