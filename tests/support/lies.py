"""A server that answers falsely: any value of an answer another one, and lists of the thief's beside the true ones."""

import base64
import copy
import random  # noqa: TID251 - the same lies in every run
from collections.abc import Iterator
from typing import Any

from crypto import Identity, Voice, read_list, texts_digest, to_text, verifying_key, voice_digest
from tests.support.signed import SITE, said_of, signed
from tests.support.thief import THIEF

Place = tuple[str | int, ...]
THIEFS_SEED = b"\x66" * 32
_OTHER = Identity(b"\x67" * 32)


def leaves(answer: Any, path: Place = ()) -> Iterator[Place]:
    """Where something stands in an answer, containers too."""
    if path:
        yield path
    inside = answer.items() if isinstance(answer, dict) else enumerate(answer) if isinstance(answer, list) else ()
    for key, value in inside:
        yield from leaves(value, (*path, key))


def bend(answer: Any, path: Place, chance: random.Random) -> tuple[Any, Any]:
    """The answer with one value exchanged, another one of the same answer now and then; and what stands there now."""
    whole = copy.deepcopy(answer)
    parent = whole
    for key in path[:-1]:
        parent = parent[key]
    value = parent[path[-1]]
    alike = [found for other in leaves(answer) if type(found := _at(answer, other)) is type(value) and found != value]
    parent[path[-1]] = chance.choice([*_others(value), *(alike[:1] and [chance.choice(alike)])])
    return whole, parent[path[-1]]


def bend_bytes(raw: bytes, chance: random.Random) -> bytes:
    """The same of packed rows: a bit, a piece less, a piece twice, a piece of another place."""
    if not raw:
        return b"\0"
    start = chance.randrange(len(raw))
    end = min(len(raw), start + chance.choice((1, 4, 16, 32, 1000)))
    flipped = bytes([raw[start] ^ 1 << chance.randrange(8)])
    piece = chance.choice((flipped + raw[start + 1 : end], b"", raw[start:end] * 2, bytes(end - start)))
    return raw[:start] + piece + raw[end:]


def false_lists(lists: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What may be said instead of the true lists, by name: each of them would have everything sealed to the thief."""
    true = lists["recipients"]
    texts = sorted([*true["texts"], str(THIEF.recipient)])
    newer = read_list(true["list"])
    thief = _thiefs(newer.n + 1)
    yield "the thief beside the true list", _told(lists, lists["lists"], true | {"texts": texts})
    yield (
        "the thief in place of an advisor",
        _told(lists, lists["lists"], true | {"texts": sorted([true["texts"][0], str(THIEF.recipient)])}),
    )
    yield "a list of the thief's own", _told(lists, [*lists["lists"], thief], true | thief | {"texts": _thiefs_texts()})
    only = true | thief | {"key": to_text(verifying_key(THIEFS_SEED)), "texts": _thiefs_texts()}
    yield "nothing but the thief's", _told(lists, [thief], only)
    yield "an older list", _told(lists, lists["lists"][:1], true | lists["lists"][0] | {"texts": true["texts"][:1]})
    yield "no list", _told(lists, [], None)


def _told(lists: dict[str, Any], all_: list[Any], recipients: dict[str, Any] | None) -> dict[str, Any]:
    return lists | {"lists": all_, "recipients": recipients}


def _thiefs_texts() -> list[str]:
    return sorted(str(each.recipient) for each in (THIEF, _OTHER))


def _thiefs(n: int) -> dict[str, str]:
    """A list of two of the thief's, signed with a key of the thief's."""
    both = [(f"{number:032x}", each) for number, each in enumerate((THIEF, _OTHER), 1)]
    voices = tuple(
        Voice(id_, verifying_key(each.voice_seed), voice_digest(id_, str(each.recipient), "Tyv")) for id_, each in both
    )
    kept = signed(said_of([], n, [SITE], voices=voices, to=texts_digest(_thiefs_texts())), seed=THIEFS_SEED)
    return {"list": kept.list, "signature": kept.signature}


def _others(value: Any) -> list[Any]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1, 0, 2**40, "x", None]
    if isinstance(value, str):
        middle = len(value) // 2
        flipped = value[:middle] + ("A" if value[middle : middle + 1] != "A" else "B") + value[middle + 1 :]
        zeros = base64.b64encode(bytes(len(value) // 4 * 3)).decode()
        return ["", flipped, zeros, value[:middle], str(THIEF.recipient), "2019-01-01", "9999-12-31", None, 7]
    if isinstance(value, list):
        return [[], value[1:], value[:-1], value[::-1], value * 2, None]
    if isinstance(value, dict):
        return [{}, dict(list(value.items())[1:]), None, []]
    return ["x", 0, {}, []]


def _at(answer: Any, path: Place) -> Any:
    for key in path:
        answer = answer[key]
    return answer
