"""The packed rows of the inbox, read from docs/formats.md, apart from the browser's own reader."""

from dataclasses import dataclass
from struct import unpack_from
from typing import Any

UNREAD = 0xFFFF_FFFF


@dataclass
class Packed:
    """A row, and the two things behind it: its card's `n` and card, or its report and case file."""

    case: str
    day: str
    purge_day: str
    read_seq: int
    mark: bytes
    places: list[tuple[int, int, bytes, bytes]]
    versions: list[tuple[int, int, bytes]]
    rest: dict[str, Any]


def read_rows(packed: bytes, *, whole: bool = False) -> list[Packed]:
    """All rows: with cards, or `whole`."""
    at, rows = 0, []
    while at < len(packed):
        case, day, purge, read_seq, mark, places, versions = unpack_from(">16s10s10sI32sHH", packed, at)
        at += 76
        placed = [unpack_from(">IB32s32s", packed, at + 69 * number) for number in range(places)]
        at += 69 * places
        numbered = [unpack_from(">II32s", packed, at + 40 * number) for number in range(versions)]
        at += 40 * versions
        rest: dict[str, Any] = {}
        if not whole:
            (rest["n"],) = unpack_from(">I", packed, at)
            at += 4
        for name in ("envelope", "file") if whole else ("card",):
            (length,) = unpack_from(">I", packed, at)
            rest[name] = packed[at + 4 : at + 4 + length]
            at += 4 + length
        came, goes = (each.rstrip(b"\0").decode() for each in (day, purge))
        rows.append(Packed(case.hex(), came, goes, read_seq, mark, placed, numbered, rest))
    assert at == len(packed)
    return rows
