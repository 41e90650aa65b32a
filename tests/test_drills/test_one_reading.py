"""What people write is read with one result in both languages: tens of thousands of texts, codes, numbers, days and
tables, each bent by what keyboards, programs and scripts do to them."""

import base64
import random  # noqa: TID251 - to try the same inputs in every run
from collections.abc import Callable
from typing import Any

from crypto import ReceiptError, generate_code, group, parse_code
from crypto.written import (
    COLUMNS,
    TableError,
    amount_of,
    as_code,
    day_of,
    folded,
    implausible,
    looks_like_cpr,
    phone_numbers,
    read_table,
    tidy,
    tidy_line,
)
from tests.support import IS_FULL
from tests.support.node import run_node

COUNT = 200_000 if IS_FULL else 15_000
STEP = 1 if IS_FULL else 37
"""Every how manieth character is tried alone."""
SEED = 23
CHANCE = random.Random(SEED)  # noqa: S311 - no secret

POOLS = (
    "abcdefghijklmnopqrstuvwxyzæøåABCÆØÅéüöäßıİŁłŒœþð",
    "0123456789٠١٢٣٩۰۱۲۳۹०१९０１９𝟎𝟗৪",
    "АВСЕНКМРТХабвгдежзийёїґΑΒΕΖΗΙΚΜΝΟΡΤΥΧΣσςΔ",
    "ابتثجحخأإآىيیكکةهہٱـًٌٍَُِّْ\u0670",
    "\u0300\u0301\u0308\u030a\u0323\u0327\u0345\u05bc\u0653\u0654\u1ab0\u1dfa\u20d0\ufe20\U00011930\U0001e4ec",
    " \t\n\r\u00a0\u1680\u2003\u2007\u2028\u2029\u202f\u205f\u3000\u2800\u3164\u0085\u000b\u000c\u001c\u001f",
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u202a\u202c\u2066\u2069\u2060\ufeff\ufe0f\U000e0067\U000e007f",
    "-‐‑‒–—−'’‘`´ʼ.,:;/()[]«»\"+#&@_",
    "ﬁ㎏½²①Ⅷ™℡ＡａÅΩKſŉǆẛ가각힣ᄀ中丽豈\U0002f800😀👩🏴\U0001d400\U00011935\U00011938\ua7f1\ud83d\udc00\x00\x1b\x7f",
)


def pick(count: int, pools: tuple[str, ...] = POOLS) -> str:
    return as_sent("".join(CHANCE.choice(CHANCE.choice(pools)) for _ in range(CHANCE.randrange(count))))


def as_sent(text: str) -> str:
    """Two halves of a pair side by side are one character to whoever reads JSON."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def bend(text: str) -> str:
    """Put in, take out or change a few characters."""
    letters = list(text)
    for _ in range(CHANCE.randrange(4)):
        at = CHANCE.randrange(len(letters) + 1)
        letters[at : at + CHANCE.randrange(2)] = pick(3)
    return as_sent("".join(letters))


def text() -> str:
    return pick(30)


def address() -> str:
    street = CHANCE.choice(["Ærøvej", "Gl. Prøvegade", "H.C. Prøves Vej", "Åvej", "Skt. Prøves Plads"])
    flat = CHANCE.choice(["2. tv", "st. th", "kl.", "opg. B, 3. mf", "1204", "k2", ""])
    return bend(
        f"{street} {CHANCE.randrange(200)}{CHANCE.choice(['', 'B'])}{CHANCE.choice([', ', chr(10), ' '])}{flat}"
    )


def code() -> str:
    right = group(generate_code())
    return bend(CHANCE.choice([right, right.lower(), right.replace("-", " "), f"Kode: {right}.", f"»{right}«", text()]))


def number() -> str:
    shapes = (
        "+45 12 34 56 78",
        "12345678 / 87654321",
        "(+45) 12.34-56",
        "23.412,50 kr.",
        "a@b.example",
        "2026-11-30",
        "",
    )
    return bend(CHANCE.choice(shapes))


def day() -> list[str]:
    return [bend(str(CHANCE.choice([1, 3, 12, 31, 26, 99, 2026, ""]))) for _ in range(3)]


def table() -> list[Any]:
    delimiter = CHANCE.choice(",,;\t")
    names = CHANCE.sample(sorted(COLUMNS), CHANCE.randrange(1, 6))
    if CHANCE.randrange(10) == 0:
        names[CHANCE.randrange(len(names))] = CHANCE.choice(["", "frist", names[0]])
    rows = [names] + [[cell(delimiter) for _ in names] for _ in range(CHANCE.randrange(4))]
    lines = [delimiter.join(row) for row in rows]
    if CHANCE.randrange(8) == 0:
        lines.insert(0, f"sep={delimiter}")
    if CHANCE.randrange(6) == 0:
        lines.insert(CHANCE.randrange(len(lines) + 1), CHANCE.choice(["", delimiter * (len(names) - 1), "x"]))
    whole = CHANCE.choice(["\n", "\r\n", "\r"]).join(lines) + CHANCE.choice(["", "\n"])
    if CHANCE.randrange(3) == 0:
        at = CHANCE.randrange(len(whole) + 1)
        whole = whole[:at] + CHANCE.choice('"",;\n\r\tx') + whole[at + CHANCE.randrange(2) :]
    raw = whole.encode(CHANCE.choice(["utf-8", "utf-8", "utf-8-sig", "cp1252"]), "replace")
    if CHANCE.randrange(20) == 0:
        at = CHANCE.randrange(len(raw) + 1)
        raw = raw[:at] + CHANCE.randbytes(1) + raw[at:]
    return [base64.b64encode(raw).decode(), sorted(COLUMNS), CHANCE.choice(["utf-8", "utf-8", "windows-1252"])]


def cell(delimiter: str) -> str:
    inside = CHANCE.choice(
        ["", "Ærøvej 12", "x", f"a{delimiter}b", "en\nto", "en\r\nto", 'sagde "ja"', " ", "\u2028", "2027-01-05"]
    )
    is_quoted = CHANCE.randrange(2) or any(each in inside for each in f'{delimiter}\n\r"')
    return '"' + inside.replace('"', '""') + '"' if is_quoted else inside


def read_code(typed: str) -> list[Any]:
    try:
        return [as_code(typed), parse_code(typed)]
    except ReceiptError as wrong:
        return [as_code(typed), wrong.length, wrong.group]


def read_rows(asked: list[Any]) -> dict[str, Any]:
    raw, columns, encoding = asked
    try:
        return {"rows": [[row.line, row.cells] for row in read_table(base64.b64decode(raw), columns, encoding)]}
    except TableError as wrong:
        return {"wrong": [wrong.line, wrong.reason]}


def read_number(typed: str) -> list[Any]:
    line = tidy_line(typed)
    return [
        phone_numbers(typed),
        amount_of(typed),
        *(implausible(kind, line) for kind in ("phone", "email", "reach", "date")),
    ]


KINDS: dict[str, tuple[tuple[Callable[[], Any], ...], Callable[[Any], Any]]] = {
    "text": ((text, address), lambda typed: [tidy(typed), tidy_line(typed), folded(typed), looks_like_cpr(typed)]),
    "code": ((code,), read_code),
    "number": ((number,), read_number),
    "day": ((day,), lambda parts: day_of(*parts)),
    "table": ((table,), read_rows),
}


def test_texts_codes_numbers_days_and_tables_are_read_alike_in_both_languages() -> None:
    makers = [(kind, maker) for kind, (all_, _) in KINDS.items() for maker in all_]
    items = [[kind, maker()] for number in range(COUNT) for kind, maker in [makers[number % len(makers)]]]
    there = compare(items)
    tables = [answer for (kind, _), answer in zip(items, there, strict=True) if kind == "table"]
    reasons = {answer["wrong"][1] for answer in tables if "wrong" in answer}
    assert reasons == {"encoding", "empty", "quote", "unknown", "double", "nameless", "cells"}
    assert sum("rows" in answer for answer in tables) > len(tables) / 5
    print(f"\n{COUNT} inputs, {len(tables)} of them tables, were read alike")


def test_every_character_is_read_alike_alone_and_behind_another() -> None:
    characters = [chr(point) for point in range(0, 0x32400, STEP) if not 0xD800 <= point < 0xE000]
    compare([["text", written] for each in characters for written in (each, f"a{each}b")])


def compare(items: list[list[Any]]) -> list[Any]:
    """Return what the browser's side makes of all; here it is the same."""
    there: list[Any] = run_node("tools/read.ts", items)
    pairs = [(item, KINDS[item[0]][1](item[1]), browser) for item, browser in zip(items, there, strict=True)]
    differing = [pair for pair in pairs if pair[1] != pair[2]]
    assert not differing, f"{len(differing)} of {len(items)}, seed {SEED}: " + ascii(differing[:3])
    return there
