"""The portal key: made and kept off the server, and used there to sign what the server has drafted.

python portal_key.py new KEYFILE PAPER                makes a key, and the text to print and keep in another drawer
python portal_key.py recover KEYFILE                  makes KEYFILE again from what stands on the paper
python portal_key.py sign KEYFILE DRAFT [hashes.txt]  shows what the folder DRAFT says, and signs it if all is compared

hashes.txt is of a release that you have built yourself (`make build`); with it the scripts are compared, too. This is
one file: take it to the machine that has the key. It needs Python 3.11 and the package `cryptography` (38 or later).
"""

import base64
import hashlib
import json
import os
import secrets
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

TITLE = "bekymret portal key"
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LAST = ".last"
"""What the name of the key's file gets besides, for the file that remembers what was signed last."""

GROUPS = 4
"""How many groups of a fingerprint are compared: 80 bits, which nobody finds a second key for."""

TEXTS = ("recipients.txt", "pages.txt")
SCRIPTS = "/static/"


class Refused(Exception):
    """Why nothing was signed, as a sentence."""


@dataclass(frozen=True)
class Listed:
    """An advisor as the draft names them: id, name, recipient as text, voice as base64url."""

    id: str
    name: str
    recipient: str
    voice: str

    @property
    def fingerprint(self) -> str:
        """What the advisor reads out from their own sheet."""
        return fingerprint_of(self.recipient.encode())

    @property
    def line(self) -> str:
        """The line that a list has for them."""
        name = unicodedata.normalize("NFC", self.name)
        digest = hashlib.sha256(f"{self.id}\n{self.recipient}\n{name}".encode()).hexdigest()
        return f"voice {self.id} {self.voice} {digest}"


@dataclass(frozen=True)
class Draft:
    """What is to be signed, and who stands behind the digests in it."""

    recipients: str
    pages: str
    advisors: tuple[Listed, ...]

    @classmethod
    def read(cls, folder: Path) -> "Draft":
        """Read the folder that `flask portal draft` has written.

        :raise Refused: it holds no draft.
        """
        try:
            texts = [(folder / name).read_text("utf-8") for name in TEXTS]
            lines = (folder / "advisors.txt").read_text("utf-8").splitlines()
            return cls(*texts, tuple(Listed(**json.loads(line)) for line in lines))
        except (OSError, ValueError, TypeError):
            raise Refused(f"{folder} holds no draft: recipients.txt, pages.txt and advisors.txt.") from None

    def value(self, name: str) -> str:
        """Return what the list says under a name.

        :raise Refused: nothing.
        """
        found = [line.partition(" ")[2] for line in self.recipients.splitlines() if line.startswith(f"{name} ")]
        if not found:
            raise Refused(f"the list says no `{name}`.")
        return found[0]

    @property
    def hashes(self) -> dict[str, str]:
        """Return the hash of each page and script, by its path."""
        lines = (line.partition(" ") for line in self.pages.splitlines()[2:])
        return {path: digest for digest, _, path in lines}

    def check(self) -> None:
        """Recompute every digest.

        :raise Refused: the texts are not of these advisors, or not of each other.
        """
        listed = sorted(self.advisors, key=lambda each: each.id)
        if [each.line for each in listed] != [each for each in self.recipients.splitlines() if each[:6] == "voice "]:
            raise Refused("the list names others than advisors.txt does.")
        texts = "\n".join(sorted(each.recipient for each in listed))
        if not listed or self.value("to") != hashlib.sha256(texts.encode()).hexdigest():
            raise Refused("the list seals to others than advisors.txt names.")
        if self.pages.splitlines()[:2] != ["bekymret pages v1", f"n {self.value('n')}"]:
            raise Refused("the hashes of the pages belong to another list.")


def new(file: Path, paper: Path) -> None:
    """Write a new secret key to `file`, which must not be there yet, and to `paper`; print what is public of it."""
    seed = secrets.token_bytes(32)
    _write_key(file, seed)
    key = public_of(seed)
    _write_private(paper, f"{TITLE}\n\n{in_groups(seed)}\n\nfingerprint: {fingerprint_of(key)}\n")
    print(f"public key:  {to_text(key)}\nfingerprint: {fingerprint_of(key)}")
    print(f"{file} is the secret half: keep it on a stick, never on the server. Print {paper}, lock the print into")
    print("another drawer, and delete the file.")


def recover(file: Path) -> None:
    """Write the key again that stands on the paper.

    :raise Refused: a typing error.
    """
    seed = from_groups(input("The groups on the paper, on one line: "))
    _write_key(file, seed)
    print(f"fingerprint: {fingerprint_of(public_of(seed))}\nIt must be the one on the paper.")


def sign(file: Path, folder: Path, release: Path | None) -> None:
    """Show what the draft says, have it compared, and sign it.

    :raise Refused: something does not fit, or somebody says no.
    """
    seed, draft, last = read_key(file), Draft.read(folder), _last(file)
    draft.check()
    if last and int(draft.value("n")) <= int(last.value("n")) and draft.recipients != last.recipients:
        raise Refused(f"list {last.value('n')} was signed before; this one is number {draft.value('n')}.")
    print(f"\n{draft.recipients}")
    for line in changes(last, draft):
        print(line)
    for each in draft.advisors:
        _compare(each)
    for line in page_changes(last, draft, release):
        print(line)
    if input("\nSign all of that? (yes/no) ").strip() != "yes":
        raise Refused("you said no.")
    for name, text in zip(TEXTS, (draft.recipients, draft.pages), strict=True):
        signature = Ed25519PrivateKey.from_private_bytes(seed).sign(text.encode())
        (folder / name).with_suffix(".sig").write_text(f"{to_text(signature)}\n", "utf-8")
    advisors = [vars(each) for each in draft.advisors]
    told = {"recipients": draft.recipients, "pages": draft.pages, "advisors": advisors}
    Path(f"{file}{LAST}").write_text(json.dumps(told), "utf-8")
    print("Signed. Bring the folder back, and: flask portal publish")


def changes(last: Draft | None, draft: Draft) -> Iterator[str]:
    """Say who comes, goes or has other keys than on the list that was signed last."""
    if last is None:
        yield "This key has signed no list before, as far as this machine knows: all of it is new."
        return
    before, now = ({each.id: each for each in of.advisors} for of in (last, draft))
    yield from (f"LEAVES:   {each.name}" for each in last.advisors if each.id not in now)
    yield from (f"NEW:      {each.name}" for each in draft.advisors if each.id not in before)
    for each in draft.advisors:
        if each.id in before and before[each.id] != each:
            yield f"CHANGED:  {before[each.id].name}, now {each.name}, has other keys or another name"


def page_changes(last: Draft | None, draft: Draft, release: Path | None) -> Iterator[str]:
    """Say which pages and scripts are not those that were signed last, and which scripts are not the release's."""
    before = last.hashes if last else {}
    for path, digest in draft.hashes.items():
        if before.get(path) != digest:
            yield f"{'changed' if path in before else 'new'}: {path}"
    yield from (f"gone: {path}" for path in before if path not in draft.hashes)
    if release is None:
        yield "The scripts were compared with no release: give the hashes.txt of a build of your own."
        return
    built = {f"{SCRIPTS}{name}": digest for digest, name in map(str.split, release.read_text("utf-8").splitlines())}
    served = {path: digest for path, digest in draft.hashes.items() if path.startswith(SCRIPTS)}
    wrong = sorted(path for path in built.keys() | served.keys() if built.get(path) != served.get(path))
    if wrong:
        raise Refused(f"these are not what the release builds: {', '.join(wrong)}")
    yield f"All {len(served)} scripts and styles are the release's."


def _compare(each: Listed) -> None:
    """Have the first groups of a fingerprint typed as their holder reads them out; it is shown only afterwards.

    :raise Refused: they are others.
    """
    typed = input(f"\nCall {each.name} on a number you know. The first {GROUPS} groups of their fingerprint: ")
    wanted = each.fingerprint.replace("-", "")[: 4 * GROUPS]
    if "".join(letter for letter in typed.upper() if letter.isalnum()) != wanted:
        raise Refused(f"that is not the fingerprint of the key that the draft has for {each.name}.")
    print(f"{each.name}: {each.fingerprint}")


def read_key(file: Path) -> bytes:
    """Return the secret key in a file.

    :raise Refused: there is none.
    """
    try:
        seed = base64.urlsafe_b64decode(file.read_text("utf-8").split()[-1] + "=")
    except (OSError, ValueError, IndexError):
        seed = b""
    if len(seed) != 32:
        raise Refused(f"{file} holds no portal key.")
    return seed


def _last(file: Path) -> Draft | None:
    try:
        told = json.loads(Path(f"{file}{LAST}").read_text("utf-8"))
        return Draft(told["recipients"], told["pages"], tuple(Listed(**each) for each in told["advisors"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def public_of(seed: bytes) -> bytes:
    """Return the public key (Ed25519, RFC 8032), 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def to_text(raw: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def fingerprint_of(public: bytes) -> str:
    """Return six groups of four characters: the first 120 bits of SHA-256, in Crockford's base32."""
    return _grouped(_encode(int.from_bytes(hashlib.sha256(public).digest()[:15], "big"), 24))


def in_groups(seed: bytes) -> str:
    """Return a secret as 14 groups of four characters, the last of which shows a typing error."""
    return _grouped(_encode(int.from_bytes(seed, "big"), 52) + _check_of(seed))


def from_groups(typed: str) -> bytes:
    """Return the secret that was typed.

    :raise Refused: a typing error.
    """
    letters = "".join(typed.split()).replace("-", "").upper().translate(str.maketrans("OIL", "011"))
    if len(letters) != 56 or not set(letters) <= set(CROCKFORD):
        raise Refused("14 groups of four letters and digits stand on the paper.")
    number = 0
    for letter in letters[:52]:
        number = number << 5 | CROCKFORD.index(letter)
    seed = (number & (1 << 256) - 1).to_bytes(32, "big")
    if number >> 256 or letters[52:] != _check_of(seed):
        raise Refused("a typing error: the last group does not fit the others.")
    return seed


def _check_of(seed: bytes) -> str:
    return _encode(int.from_bytes(hashlib.sha256(f"{TITLE} paper".encode() + seed).digest()[:3], "big") & 0xFFFFF, 4)


def _encode(number: int, length: int) -> str:
    return "".join(CROCKFORD[number >> 5 * place & 31] for place in reversed(range(length)))


def _grouped(letters: str) -> str:
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def _write_key(file: Path, seed: bytes) -> None:
    _write_private(file, f"{TITLE} {to_text(seed)}\n")


def _write_private(file: Path, text: str) -> None:
    """:raise Refused: the file is there already."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Refused(f"{file} is there already.") from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(text)


def main(arguments: list[str]) -> None:
    """Do what was asked for.

    :raise Refused: it can't be done.
    """
    match arguments:
        case ["new", file, paper]:
            new(Path(file), Path(paper))
        case ["recover", file]:
            recover(Path(file))
        case ["sign", file, folder]:
            sign(Path(file), Path(folder), None)
        case ["sign", file, folder, release]:
            sign(Path(file), Path(folder), Path(release))
        case _:
            raise Refused(f"\n{__doc__}")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Refused as why:
        sys.exit(f"Nothing was signed: {why}")
    except EOFError:
        sys.exit("Nothing was signed: nobody answered.")
