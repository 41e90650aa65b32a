"""The key that all advisors share for their cards, signed by whoever made it, inside the seal.

Lines of text, the key, the signature, then zeros. `docs/formats.md` has the lines; the browser writes them
(`static/js/crypto/team-key.ts`), and this reads and writes the same bytes.
"""

import hashlib
import re
from dataclasses import dataclass

from .errors import DocumentError
from .file import padme
from .signing import SIGNATURE_LENGTH, is_signed, sign

_SHORTEST = 4097
_KEY_LENGTH = 32
_HEAD = re.compile(
    r"bekymret teamkey v1\nsite ([!-~]{1,300})\nn ([1-9][0-9]{0,8})\nwriter ([0-9a-f]{32})\n",
    re.ASCII,
)
_LONGEST_HEAD = 512
_FIRST = f"1\n{'0' * 64}"  # there is one version, and none before it


@dataclass(frozen=True, slots=True)
class TeamKey:
    """A key of 32 bytes, and who made it. `n` is the number of the first list that names the advisors it is for."""

    site: str
    n: int
    writer: str
    key: bytes


def build_team_key(team: TeamKey, seed: bytes) -> bytes:
    """Return the bytes to seal, signed by the voice with this seed."""
    content = f"bekymret teamkey v1\nsite {team.site}\nn {team.n}\nwriter {team.writer}\n".encode() + team.key
    signed = content + sign(seed, _statement(team, content))
    return signed.ljust(padme(max(_SHORTEST, len(signed))), b"\0")


def open_team_key(plaintext: bytes, voice: bytes) -> TeamKey:
    """Return the key that the voice with this public key has signed.

    :raise DocumentError: not a team key, or not signed by this voice.
    """
    found = _HEAD.match(plaintext[:_LONGEST_HEAD].decode("latin-1"))
    if not found or len(plaintext) < _SHORTEST:
        raise DocumentError("not a team key")
    end = found.end() + _KEY_LENGTH
    team = TeamKey(found[1], int(found[2]), found[3], plaintext[found.end() : end])
    signature = plaintext[end : end + SIGNATURE_LENGTH]
    if not is_signed(voice, signature, _statement(team, plaintext[:end])):
        raise DocumentError("not signed by this voice")
    return team


def _statement(team: TeamKey, content: bytes) -> bytes:
    digest = hashlib.sha256(content).hexdigest()
    return f"bekymret teamkey v1\n{team.site}\n{team.n}\n{team.writer}\n-\n{_FIRST}\n{digest}".encode()
