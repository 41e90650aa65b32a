"""Watches from outside whether a portal still is what its portal key says it is, and says what changed.

python watch.py URL FINGERPRINT [--release hashes.txt] [--seen FOLDER]

URL           the portal, as visitors know it: https://bekymret.example
FINGERPRINT   of the portal key, from a poster or from somebody you know there: XXXX-XXXX-XXXX-XXXX-XXXX-XXXX
--release     the file that `make build` writes, when you have built the published source yourself
--seen        where this remembers what it saw (default: a folder beside this file, named after the portal)

Ends with 0 if all is as signed, with 1 if something is not, with 2 if the portal could not be asked. Needs Python 3.11
and the package `cryptography`, and nothing else of this project.
"""

import argparse
import base64
import datetime as dt
import difflib
import hashlib
import json
import re
import secrets
import sys
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

# The one thing in a page that may change without a signature: whom it says that is sealed to, and the day. What a hash
# leaves out is looked at by itself, in every page.
BLOCK = re.compile(rb'(<script type="application/json" id="(sealing|now)">)(.*?)(</script>)', re.DOTALL)
NOW = {"today", "pressing_until", "away_until", "closed"}
MOST_DAYS_AHEAD = 21
LONGEST = 16_000_000  # bytes of an answer
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BROWSER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language": "da,en-US;q=0.7,en;q=0.3",
    "Accept-Encoding": "gzip, deflate",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "none",
    "Sec-Fetch-User": "?1",
}
DIFFERENCES_SHOWN = 20


class Unreachable(Exception):
    """The portal could not be asked."""


class Watcher:
    """Compares one portal with what was signed, what was released, and what was seen before."""

    def __init__(self, url: str, fingerprint: str, seen: Path, release: Path | None) -> None:
        """Take where the portal is, what its key is known by, and where to remember.

        :param release: the `hashes.txt` of a build of one's own, if there is one.
        """
        self._url, self._fingerprint, self._release = url.rstrip("/"), fingerprint, release
        self._folder, self._notes = seen, seen / "seen.json"
        self._before = json.loads(self._notes.read_text("utf-8")) if self._notes.exists() else {}

    def watch(self) -> list[str]:
        """Return what is wrong or has changed, a sentence each, and remember what was seen.

        :raise Unreachable: the portal could not be asked.
        """
        told = json.loads(self._fetch("/recipients.json"))
        key = unpadded(told["key"])
        if fingerprint_of(key) != self._fingerprint:
            return [f"The portal shows ANOTHER KEY: {fingerprint_of(key)}. Nothing else was looked at."]
        if not is_signed(key, told["signature"], told["list"]):
            return ["The list of advisors is NOT SIGNED by the portal key. Nothing else was looked at."]
        complaints = list(self._check_list(told))
        number = int(value(told["list"], "n"))
        pages, trouble = self._signed_pages(key, number)
        bodies = {} if trouble else dict(self._fetch_all(pages))
        blocks = [each for path, body in bodies.items() for each in check_blocks(path, body, told)]
        seen = {path: BLOCK.sub(rb"\1\4", body) for path, body in bodies.items()}
        complaints += trouble or [*blocks, *self._check_pages(pages, seen), *self._check_release(pages)]
        self._remember(told["list"], {path: hash_of(body) for path, body in seen.items()}, seen)
        return complaints

    def _check_list(self, told: dict[str, object]) -> Iterator[str]:
        text, today = str(told["list"]), dt.date.today().isoformat()  # noqa: DTZ011 - as on this machine's wall
        texts = told["texts"] if isinstance(told["texts"], list) else []
        if hashlib.sha256("\n".join(sorted(texts)).encode()).hexdigest() != value(text, "to"):
            yield "The portal SEALS TO OTHERS than those on the signed list."
        if f"site {self._url}" not in text.splitlines():
            yield f"The list was not signed for {self._url}."
        if not value(text, "from") <= today <= value(text, "until"):
            yield f"The list holds from {value(text, 'from')} until {value(text, 'until')}, and today is {today}."
        before = self._before.get("list", "")
        if before and int(value(text, "n")) < int(value(before, "n")):
            yield f"The list is OLDER than the one seen last: number {value(text, 'n')}, after {value(before, 'n')}."
        elif before and text != before:
            for line in difflib.ndiff(before.splitlines(), text.splitlines()):
                if line[0] in "+-":
                    yield f"The signed list changed: {line}"

    def _signed_pages(self, key: bytes, number: int) -> tuple[dict[str, str], list[str]]:
        try:
            told = json.loads(self._fetch("/pages.json"))
        except urllib.error.HTTPError:
            return {}, ["The portal shows no signed hashes of its pages."]
        if not is_signed(key, told["signature"], told["pages"]):
            return {}, ["The hashes of the pages are NOT SIGNED by the portal key."]
        title, n, *lines = told["pages"].splitlines()
        if (title, n) != ("bekymret pages v1", f"n {number}"):
            return {}, [f"The hashes of the pages belong to another list ({n}) than the one in use (n {number})."]
        return {path: digest for digest, path in (line.split(" ", 1) for line in lines)}, []

    def _fetch_all(self, pages: dict[str, str]) -> Iterator[tuple[str, bytes]]:
        paths = list(pages)
        secrets.SystemRandom().shuffle(paths)  # nobody visits in the order of the alphabet
        for path in paths:
            try:
                yield path, self._fetch(path)
            except urllib.error.HTTPError as refusal:
                yield path, f"answered {refusal.code}".encode()

    def _check_pages(self, pages: dict[str, str], seen: dict[str, bytes]) -> Iterator[str]:
        for path, digest in pages.items():
            if hash_of(seen[path]) != digest:
                yield f"NOT AS SIGNED: {path}\n{self._differences(path, digest, seen[path])}"
        for path in sorted(set(self._before.get("pages", {})) - set(pages)):
            yield f"Not among the signed pages any more: {path}"
        for path, digest in pages.items():
            if self._before and self._before["pages"].get(path) != digest:
                yield f"Signed anew since last time: {path}"

    def _check_release(self, pages: dict[str, str]) -> Iterator[str]:
        if self._release is None:
            return
        lines = self._release.read_text("utf-8").splitlines()
        built = {f"/static/{name}": digest for digest, name in (line.split(" ", 1) for line in lines)}
        for path in sorted(built.keys() | {path for path in pages if path.startswith("/static/")}):
            if built.get(path) != pages.get(path):
                yield f"Not what the released source builds: {path}"

    def _differences(self, path: str, digest: str, now: bytes) -> str:
        """Return the lines that changed, if the page was seen once as it was signed."""
        kept = self._folder / digest
        if not kept.exists():
            return f"  (never seen as signed; it is {hash_of(now)} now)"
        was, is_ = (split(body) for body in (kept.read_bytes(), now))
        changed = [line for line in difflib.unified_diff(was, is_, path, path, n=0, lineterm="") if line]
        return "\n".join(f"  {line[:500]}" for line in changed[2 : 2 + DIFFERENCES_SHOWN])

    def _remember(self, told: str, hashes: dict[str, str], bodies: dict[str, bytes]) -> None:
        self._folder.mkdir(exist_ok=True, parents=True)
        for path, body in bodies.items():
            (self._folder / hashes[path]).write_bytes(body)
        newest = max((told, self._before.get("list", told)), key=lambda text: int(value(text, "n")))
        self._notes.write_text(json.dumps({"list": newest, "pages": hashes}, indent=1), "utf-8")

    def _fetch(self, path: str) -> bytes:
        """Return what a visitor gets.

        :raise HTTPError: the portal refuses.
        :raise Unreachable: nobody answers, or not in time.
        """
        request = urllib.request.Request(self._url + path, headers=BROWSER)  # noqa: S310 - what the caller named
        for attempt in range(4):
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                    return unpacked(answer.read(LONGEST), answer.headers.get("Content-Encoding", ""))
            except urllib.error.HTTPError as refusal:
                if refusal.code not in (429, 503) or attempt == 3:
                    raise
                wait = refusal.headers.get("Retry-After") or ""
                time.sleep(min(int(wait), 60) if wait.isdecimal() else 2)  # it may be a date
            except OSError as trouble:
                raise Unreachable(f"{self._url}{path}: {trouble}") from None
        raise AssertionError("every attempt returns or raises")


def check_blocks(path: str, body: bytes, told: dict[str, object]) -> Iterator[str]:
    """Say what is wrong with what stands in a page's blocks: they must be what the portal tells everybody."""
    blocks = [(found[1].decode(), json.loads(found[2])) for found in BLOCK.findall(body)]
    if len({name for name, _ in blocks}) < len(blocks):
        yield f"A page has {len(blocks)} blocks that say whom is sealed to, and the day: {path}"
    for name, said in blocks:
        if name == "now":
            yield from check_now(path, said)
        elif said != {"recipients": {name: told[name] for name in ("list", "signature", "key", "texts")}}:
            yield f"A page SEALS TO OTHERS than the portal tells everybody: {path}"


def check_now(path: str, said: object) -> Iterator[str]:
    """Say what is wrong with what a page says of this hour."""
    if not isinstance(said, dict) or not said.keys() <= NOW or type(said.get("closed", False)) is not bool:
        yield f"A page's block says more than what the day is: {path}"
    elif not all(is_near(str(said[name])) for name in ("today", "pressing_until") if name in said):
        yield f"A page says that it is another day: {path}: {said['today']}"
    elif said.get("away_until") and not is_day(str(said["away_until"])):
        yield f"A page says that nobody reads until something that is no day: {path}"


def is_day(text: str) -> bool:
    """Whether this is a day, as YYYY-MM-DD."""
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def is_near(day: str) -> bool:
    """Whether a day is today, or at most `MOST_DAYS_AHEAD` later; clocks differ by one."""
    try:
        ahead = (dt.date.fromisoformat(day) - dt.date.today()).days  # noqa: DTZ011 - as on this machine's wall
    except ValueError:
        return False
    return -1 <= ahead <= MOST_DAYS_AHEAD


def unpacked(body: bytes, how: str) -> bytes:
    """Return what was packed for the way; what unpacks to more than `LONGEST` is cut, and so is not as signed."""
    if how not in ("gzip", "deflate"):
        return body
    try:
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 32).decompress(body, LONGEST)
    except zlib.error:
        return body


def fingerprint_of(key: bytes) -> str:
    """Return six groups of four characters: the first 120 bits of SHA-256, in Crockford's base32."""
    bits = int.from_bytes(hashlib.sha256(key).digest()[:15], "big")
    letters = "".join(CROCKFORD[bits >> 5 * place & 31] for place in reversed(range(24)))
    return "-".join(letters[start : start + 4] for start in range(0, 24, 4))


def is_signed(key: bytes, signature: str, text: str) -> bool:
    """Whether the key signed the text (Ed25519, RFC 8032)."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(unpadded(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def unpadded(text: str) -> bytes:
    """Return what base64url without padding stands for."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def value(text: str, name: str) -> str:
    """Return what a line of the signed list says."""
    return next(line.removeprefix(f"{name} ") for line in text.splitlines() if line.startswith(f"{name} "))


def hash_of(body: bytes) -> str:
    """Return the SHA-256 in hex."""
    return hashlib.sha256(body).hexdigest()


def split(body: bytes) -> list[str]:
    """Return a page or a script in lines that a person can compare, however it was packed."""
    return re.sub(r"(?<=[>;}])", "\n", body.decode("utf-8", "replace")).splitlines()


def main(arguments: list[str]) -> int:
    """Watch once, print what is to be said, and return 0, 1 or 2."""
    reader = argparse.ArgumentParser(usage=__doc__)
    reader.add_argument("url")
    reader.add_argument("fingerprint")
    reader.add_argument("--release", type=Path)
    reader.add_argument("--seen", type=Path)
    given = reader.parse_args(arguments)
    beside = Path(__file__).parent / re.sub(r"[^A-Za-z0-9.-]+", "_", f"seen-{given.url.split('//')[-1]}")
    try:
        complaints = Watcher(given.url, given.fingerprint.upper(), given.seen or beside, given.release).watch()
    except (Unreachable, urllib.error.HTTPError, ValueError, KeyError, TypeError, StopIteration) as trouble:
        print(f"{given.url} could not be asked, or answered nonsense: {trouble!r}", file=sys.stderr)
        return 2
    print(*complaints or [f"{given.url} is as signed."], sep="\n")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
