"""Texts as people write them, brought to one form. `static/js/crypto/written/text.ts` has the same rules.

`text.json`, the table of both: ranges of code points in hex, of Unicode 12.1 (the Chromium 80, Safari 14 and Firefox 91
that are served know no more).

* `settled`: what a normal form or the small letter of can be asked for. Characters that came later are left as they
  are: two programs that know different Unicodes would make different texts of them. Between its ranges stand only such
  characters, those that no normal form changes, and halves of surrogate pairs.
* `blanks`: White_Space, and what is drawn as nothing at all. `unseen`: what shapes or directs other characters, or
  nothing. Of these `joiners` and `shaping` are kept inside a text (emoji, Persian), `shaping` at its end, too.
* `marks`: what stands above or below a letter and is left out when somebody searches. `letters`: where letters are.
* `zeros`: the zero of every script; its nine follow it. `alike`: small letters that look like those of a code.
  `written_as`: letters that are written in two ways.
"""

import json
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal

_TABLE: Final = json.loads((Path(__file__).parent / "text.json").read_text("utf-8"))
_RING, _DIAERESIS = "\u030a", "\u0308"
"""They make other letters in Danish, Swedish and German: å is no a."""

_Form = Literal["NFC", "NFKC", "NFD", "NFKD"]


def _ranges(*names: str) -> list[tuple[int, int]]:
    ends = [part.split("-") for name in names for part in " ".join(_TABLE[name]).split()]
    return [(int(first, 16), int(rest[0] if rest else first, 16)) for first, *rest in ends]


def _set(*names: str) -> frozenset[str]:
    return frozenset(chr(point) for first, last in _ranges(*names) for point in range(first, last + 1))


def _class(*names: str) -> str:
    return "".join(rf"\U{first:08x}-\U{last:08x}" for first, last in _ranges(*names))


_SETTLED = re.compile(f"[{_class('settled')}]+")
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters but tab and line end, and halves of surrogate pairs."""
_BETWEEN_DIGITS = re.compile(f"([0-9]){_UNWANTED.pattern}+(?=[0-9])")
_BLANK = re.compile(f"[{_class('blanks')}]")
_UNSEEN = re.compile(f"[{_class('unseen')}]")
_MARK = re.compile(f"[{_class('marks')}]")
_OTHER_MARK = re.compile(f"(?![{_RING}{_DIAERESIS}])[{_class('marks')}]")
_NOTHING_AT_ENDS = "".join(_set("blanks", "unseen"))
_NOTHING_AT_END = "".join(_set("blanks", "unseen") - _set("shaping"))
_NOTHING_IN_A_LINE = {ord(each): None for each in _set("unseen") - _set("joiners", "shaping")}
_AS_DIGITS = {int(zero, 16) + value: str(value) for zero in " ".join(_TABLE["zeros"]).split() for value in range(10)}
_AS_DASH = dict.fromkeys(map(ord, _set("dashes")), "-")
_NO_APOSTROPHE = dict.fromkeys(map(ord, _set("apostrophes")))
_WRITTEN_AS = str.maketrans(_TABLE["written_as"])
_OF_A_CODE: Final[dict[str, str]] = {letter: sign for sign, letters in _TABLE["alike"].items() for letter in letters}
_LETTER = re.compile(f"[{_class('letters')}]")
_NUMBER = re.compile(r"(?:(\+)[ (]*)?([0-9][0-9 ().-]*)")
_AMOUNT = re.compile(
    "(?:kr[.]? ?|dkk ?)?([0-9]{1,3}(?:[. ][0-9]{3}){1,2}|[0-9]{1,9})(?:[.,]([0-9]{1,2})|,-)?(?: ?(?:kr[.]?|dkk))?",
    re.IGNORECASE | re.ASCII,
)


def tidy(text: str | None) -> str:
    """Return what a person typed with Unix line ends, composed (NFC), without control characters and without what can't
    be seen at its ends; empty if nothing can be seen."""
    text = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    text = _normal("NFC", _wanted(text))
    return text.lstrip(_NOTHING_AT_ENDS).rstrip(_NOTHING_AT_END)


def tidy_line(text: str | None) -> str:
    """Return what a person typed into one line: also without line ends, and without what can't be seen inside."""
    text = _wanted((text or "").replace("\r", "\n"))
    text = _normal("NFC", text.translate(_NOTHING_IN_A_LINE))
    return re.sub(" +", " ", _BLANK.sub(" ", text)).lstrip(_NOTHING_AT_ENDS).rstrip(_NOTHING_AT_END)


def tidy_answer(kind: str, typed: str | None) -> str:
    """Return the answer to a question of this kind, in one line or in several."""
    return tidy(typed) if kind == "text" else tidy_line(typed)


def folded(text: str) -> str:
    """Return a text as it is searched and compared: small letters without marks, in their longer way of being written
    (å is aa), digits of any script as 0 to 9, one blank between words."""
    text = _UNSEEN.sub("", _wanted(text).translate(_NO_APOSTROPHE))
    text = _normal("NFC", _OTHER_MARK.sub("", _lower(text)))
    text = _MARK.sub("", _normal("NFKD", text.translate(_WRITTEN_AS)))
    text = _UNSEEN.sub("", text).translate(_AS_DIGITS | _AS_DASH | _NO_APOSTROPHE)
    return re.sub(" +", " ", _BLANK.sub(" ", text)).strip(" ")


def as_code(text: str) -> list[str]:
    """Return the groups of a code as it was typed, in the letters and digits that codes are made of.

    Whatever is neither letter nor digit parts two groups. A letter that no code has stays as it is, to be named.
    """
    plain = in_digits(_MARK.sub("", _lower(_UNSEEN.sub("", text))))
    return [each for each in "".join(_as_sign(character) for character in plain).split(" ") if each]


def phone_numbers(text: str) -> list[str]:
    """Return every number in a text: its digits as 0 to 9, after a + if there is one.

    Blanks, dashes, full stops and brackets may stand inside a number; anything else ends it.
    """
    return [plus + re.sub("[^0-9]", "", digits) for plus, digits in _NUMBER.findall(in_digits(text))]


def amount_of(typed: str) -> str:
    """Return an amount in kroner with two digits of øre, as 23412.50; empty for what is none.

    Danes write 23.412,50, programs 23412.50; both leave out the øre.
    """
    found = _AMOUNT.fullmatch(in_digits(tidy_line(typed)))
    if not found:
        return ""
    kroner = re.sub("[. ]", "", found[1]).lstrip("0") or "0"
    return f"{kroner}.{(found[2] or '').ljust(2, '0')}"


def in_digits(text: str) -> str:
    """Return a text with digits of any script as 0 to 9, plain dashes and blanks, and nothing that can't be seen."""
    return _BLANK.sub(" ", _UNSEEN.sub("", text)).translate(_AS_DIGITS | _AS_DASH)


def _wanted(text: str) -> str:
    """Leave out what is no character. Where that parted two numbers they stay two: 12, 2. tv is not 122. tv."""
    return _UNWANTED.sub("", _BETWEEN_DIGITS.sub(r"\1 ", text))


def _as_sign(character: str) -> str:
    if "0" <= character <= "9":
        return character
    if sign := _OF_A_CODE.get(character):
        return sign
    if "a" <= character <= "z":
        return character.upper()
    return character if _LETTER.match(character) else " "


def _lower(text: str) -> str:
    return _normal("NFKD", _normal("NFKD", text, str.lower))


def _normal(form: _Form, text: str, then: Callable[[str], str] = str) -> str:
    if text.isascii():
        return then(text)
    return _SETTLED.sub(lambda found: then(unicodedata.normalize(form, found[0])), text)
