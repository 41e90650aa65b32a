import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import Document, DocumentError, build_file, is_file_length, open_file
from crypto.file import MAX_CONTENT, padme

VECTORS = json.loads((Path(__file__).parent.parent / "vectors/padme.json").read_text())


def file_of(content: bytes, **body: object) -> Document:
    return Document(
        "file", "0" * 32, 1, "reporter", "2026-11-22", "da", {"mime": "image/jpeg", "length": len(content)} | body
    )


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
    for document in (file_of(content, length=6), file_of(content, length=True), file_of(content, padding="x" * 5000)):
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
