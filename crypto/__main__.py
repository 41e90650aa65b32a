"""`python -m crypto seal`: seals a case for a portal's advisors, for programs that send cases in; `keygen` makes a key
for `backup_root`.

Needs this folder, Python and `cryptography`, nothing else of the portal. Whom it seals to, the portal's signed list
says; that the list is the portal's, the fingerprint says, which stands on its pages and posters.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from .errors import DocumentError, ListError, RecipientError
from .keys import Identity, Recipient
from .receipt import generate_code, open_code
from .recipients_list import open_list, portal_fingerprint, texts_digest
from .talk import from_text
from .thread import Thread
from .written import (
    COLUMNS,
    ENCODINGS,
    FORM,
    NotADelivery,
    TableError,
    as_code,
    from_row,
    read_delivery,
    read_table,
)

_VERSION = b"\x02"
_FROM_A_PROGRAM = b"\x00"


class ArgumentRefused(Exception):
    """Why nothing was sealed, as a sentence for whoever called."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what is asked for; return the exit code."""
    asked = _parser().parse_args(arguments)
    try:
        asked.run(asked)
    except (ArgumentRefused, OSError) as why:
        print(f"Nothing was {asked.done}: {why}", file=sys.stderr)
        return 1
    return 0


def _seal(asked: argparse.Namespace) -> None:
    to, n = read_recipients(asked.to.read_bytes(), asked.portal, _today())
    if n < asked.at_least:
        raise ArgumentRefused(f"list {n} is older than the one that was asked for.")
    if asked.file.suffix.lower() == ".csv":
        _seal_table(asked, to, n)
    else:
        sys.stdout.buffer.write(seal_case(_read(asked.file), to, n, _today()))


def _keygen(asked: argparse.Namespace) -> None:
    """Make an identity, with a paper: for `backup_root`."""
    identity = Identity.generate()
    recipient = identity.recipient
    page = f"backup_root\n\n{identity}\n\nfingerprint: {recipient.fingerprint}\n"
    for file, text in ((asked.file, f"{identity}\n"), (asked.paper, page)):
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as out:
            out.write(text)
    print(f"recipient:   {recipient}\nfingerprint: {recipient.fingerprint}")
    print(
        f"{asked.file} opens every copy: keep it on a stick, never on the server. Print {asked.paper}, lock the print"
    )
    print("into another drawer, and delete the file. What is typed from it goes into a file again, as it stands.")


def read_recipients(told: bytes, fingerprint: str, today: date) -> tuple[list[Recipient], int]:
    """Return whom to seal to, and the number of the list that says so.

    :param told: what `GET /recipients.json` answered.
    :raise ArgumentRefused: it is not a list that this portal's key has signed, or holds no more.
    """
    try:
        found = json.loads(told)
        key = from_text(found["key"])
        if key is None or as_code(portal_fingerprint(key)) != as_code(fingerprint):
            raise ArgumentRefused("this list is of another portal than the fingerprint.")
        said = open_list(found["list"], found["signature"], key)
        recipients = [Recipient.parse(text) for text in found["texts"]]
    except (ValueError, TypeError, KeyError, ListError, RecipientError):
        raise ArgumentRefused("the list can't be believed: it is none, or its signature is wrong.") from None
    if not said.holds_on(today):
        raise ArgumentRefused(
            f"the list holds from {said.first_day} to {said.last_day}; fetch it again, or look at the clock."
        )
    if texts_digest(found["texts"]) != said.to:
        raise ArgumentRefused("the recipients are not those that the portal's key has signed.")
    return recipients, said.n


def seal_case(case: Any, to: Sequence[Recipient], n: int, today: date) -> bytes:
    """Return the frame of a case that nobody can answer: its code is drawn, used and forgotten.

    :raise ArgumentRefused: the portal would not take it if it could see it, or it is too long.
    """
    try:
        delivery = read_delivery(case, today)
    except NotADelivery as why:
        raise ArgumentRefused(str(why)) from None
    receipt = open_code(generate_code())
    thread = Thread(receipt.case, receipt.talk, to, today.isoformat(), "da")
    body = {"origin": "intake", "form": FORM, "organisation": delivery.organisation}
    try:
        sealed = thread.report({**body, "answers": dict(delivery.answers), "answerable": False}, receipt)
    except DocumentError as error:
        raise ArgumentRefused(f"a case that can't be written: {error}.") from None
    head = [_VERSION, bytes.fromhex(receipt.case), receipt.locator, bytes(receipt.identity.recipient)]
    length = len(sealed.envelope).to_bytes(4, "big")
    return b"".join([*head, n.to_bytes(4, "big"), _FROM_A_PROGRAM, length, sealed.envelope, sealed.tag])


def _seal_table(asked: argparse.Namespace, to: Sequence[Recipient], n: int) -> None:
    """One frame a row, numbered as the lines are.

    :raise ArgumentRefused: no folder, or lines that are no case; nothing is written then.
    """
    if asked.into is None:
        raise ArgumentRefused("a table needs --into FOLDER: one frame a line.")
    try:
        rows = read_table(asked.file.read_bytes(), COLUMNS, asked.encoding)
    except TableError as why:
        raise ArgumentRefused(str(why)) from None
    frames, wrong = {}, []
    for row in rows:
        try:
            frames[row.line] = seal_case(from_row(row.cells), to, n, _today())
        except ArgumentRefused as why:
            wrong.append(f"line {row.line}: {why}")
    if wrong:
        raise ArgumentRefused("\n".join(wrong))
    asked.into.mkdir(mode=0o700, parents=True, exist_ok=True)
    for line, frame in frames.items():
        (asked.into / f"{line:05}.frame").write_bytes(frame)


def _today() -> date:
    """Return the day where this machine is."""
    return datetime.now().astimezone().date()


def _read(file: Path) -> Any:
    try:
        return json.loads(file.read_bytes())
    except (ValueError, RecursionError):
        raise ArgumentRefused(f"{file} is no JSON.") from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m crypto", description="Seals a case for a portal's advisors.")
    commands = parser.add_subparsers(required=True)
    keygen = commands.add_parser("keygen", help="make the key for `backup_root`, and a paper of it")
    keygen.add_argument("file", type=Path, metavar="FILE")
    keygen.add_argument("paper", type=Path, metavar="PAPER")
    keygen.set_defaults(run=_keygen, done="made")
    seal = commands.add_parser("seal", help="write a frame for POST /intake to standard output")
    seal.add_argument("--portal", required=True, metavar="FINGERPRINT", help="the portal's, from its pages")
    seal.add_argument(
        "--to", required=True, type=Path, metavar="recipients.json", help="what GET /recipients.json gave"
    )
    seal.add_argument(
        "--at-least", type=int, default=1, metavar="N", help="the number of the newest list that you know of"
    )
    seal.add_argument("--into", type=Path, metavar="FOLDER", help="where the frames of a table go")
    seal.add_argument("--encoding", choices=ENCODINGS, default=ENCODINGS[0], help="what a table is written in")
    seal.add_argument("file", type=Path, metavar="FILE", help="JSON of one case, or a .csv with one a line")
    seal.set_defaults(run=_seal, done="sealed")
    return parser


if __name__ == "__main__":
    sys.exit(main())
