"""The header's grammar, where the public vectors do not reach."""

import pytest

from crypto.errors import HeaderError
from crypto.header import MAX_LENGTH, MAX_STANZAS, Stanza, decode_base64, encode_base64, encode_stanzas, parse_header

MAC = encode_base64(bytes(32))


def header_of(*stanzas: Stanza) -> bytes:
    return encode_stanzas(stanzas) + b" " + MAC + b"\n"


@pytest.mark.parametrize("length", [0, 1, 2, 47, 48, 49, 95, 96, 97, 200])
def test_a_stanza_body_of_any_length_comes_back(length: int) -> None:
    stanzas = (Stanza("one", ("an", "argument"), bytes(range(length))), Stanza("two", (), b"x"))
    header = header_of(*stanzas)
    parsed = parse_header(header + b"payload")
    assert parsed.stanzas == stanzas
    assert parsed.length == len(header)
    assert parsed.authenticated + b" " + MAC + b"\n" == header


def test_a_body_ends_with_a_line_that_is_shorter_than_64_columns() -> None:
    lines = Stanza("x", (), bytes(48)).encode().split(b"\n")
    assert [len(line) for line in lines] == [4, 64, 0, 0]
    assert [len(line) for line in Stanza("x", (), bytes(47)).encode().split(b"\n")] == [4, 63, 0]


@pytest.mark.parametrize(
    "header",
    [
        b"\n",
        b"\n" + header_of(Stanza("x", (), b"")),
        header_of(Stanza("x", (), b"")).replace(b"-> x", b"->  x"),
        header_of(Stanza("x", (), b"")).replace(b"-> x", b"-> x "),
        header_of(Stanza("x", (), b"")).replace(b"--- ", b"---  "),
        header_of(Stanza("x", (), b"")).replace(b"--- ", b"--- x "),
        header_of(Stanza("x", (), b"")).replace(b"--- ", b"---x "),
        header_of(Stanza("x", (), b""))[:-1],
        header_of(),
    ],
)
def test_what_the_grammar_does_not_allow_is_refused(header: bytes) -> None:
    with pytest.raises(HeaderError):
        parse_header(header)


@pytest.mark.parametrize("raw", [b"", b"a", b"ab", b"abc", b"abcd", bytes(range(256))])
def test_base64_comes_back_without_padding(raw: bytes) -> None:
    assert decode_base64(encode_base64(raw)) == raw
    assert b"=" not in encode_base64(raw)


@pytest.mark.parametrize("text", [b"A", b"AAAAA", b"YQ==", b"YR", b"Y Q", b"Y-_Q", b"YQ\n"])
def test_base64_in_another_form_is_refused(text: bytes) -> None:
    with pytest.raises(HeaderError):
        decode_base64(text)


def test_a_header_that_does_not_end_within_its_longest_length_is_refused() -> None:
    longest = header_of(Stanza("x", (), bytes(48_300)))
    assert len(longest) <= MAX_LENGTH < len(header_of(Stanza("x", (), bytes(48_400))))
    assert parse_header(longest + bytes(100_000)).length == len(longest)
    with pytest.raises(HeaderError):
        parse_header(header_of(Stanza("x", (), bytes(48_400))) + bytes(100_000))


def test_more_stanzas_than_anybody_needs_are_refused() -> None:
    stanzas = [Stanza("x", (), b"")] * MAX_STANZAS
    assert len(parse_header(header_of(*stanzas)).stanzas) == MAX_STANZAS
    with pytest.raises(HeaderError):
        parse_header(header_of(*stanzas, Stanza("x", (), b"")))
