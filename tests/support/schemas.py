"""A small database of every schema that was ever released, as SQL under `tests/vectors/schemas/`.

`python -m tests.support.schemas` writes the ones that are not there yet; run it when a step is added.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from crypto import Identity, Thread, locator_hash, open_code, seal_with_passphrase
from reporting.store.migrations import migrate, step_files
from tests.support import ROOT

FOLDER = ROOT / "tests/vectors/schemas"
LOCATOR = b"l" * 32
IDENTITY = str(Identity(bytes(range(32))))
_CASE = "0" * 31 + "1"
_DAY = "2026-11-22"


def load(schema: str, path: Path) -> None:
    """Make the database of a schema, named like its last step, at `path`."""
    with closing(sqlite3.connect(path)) as db:
        db.executescript((FOLDER / f"{schema}.sql").read_text("utf-8"))


def write_missing() -> None:
    """Write the databases that are not there yet."""
    FOLDER.mkdir(exist_ok=True)
    files = step_files()
    for file, following in zip(files, [*files[1:], None], strict=True):
        target = FOLDER / f"{file}.sql"
        if not target.exists():
            db = Database(sqlite3.connect(":memory:"))
            migrate(db, before=_name(files[1]))
            _fill(db)
            migrate(db, before=following and _name(following))
            target.write_text("\n".join(db.conn.iterdump()) + "\n", "utf-8")


def _name(file: str) -> str:
    return file.partition("_")[2]


def _fill(db: Database) -> None:
    """One advisor and one case, in the first schema."""
    identity = Identity.parse(IDENTITY)
    receipt = open_code("0" * 20)
    body = {"form": "neighbour", "organisation": "", "answers": {"danger": "no", "where": "Eksempelvej 12"}}
    envelope = Thread(_CASE, receipt.talk, [identity.recipient], _DAY, "da").report(body, receipt).envelope
    advisor = ["0" * 32, "Rådgiver 1", "active", str(identity.recipient), _DAY]
    case = [bytes.fromhex(_CASE), _DAY, locator_hash(LOCATOR), bytes(identity.recipient)]
    slot = ["0" * 32, seal_with_passphrase(IDENTITY.encode(), "kalo brismu")]
    db.execute("INSERT INTO advisors (id, name, status, recipient, enrolled_day) VALUES (?, ?, ?, ?, ?)", advisor)
    db.execute("INSERT INTO slots (advisor, kind, envelope) VALUES (?, 'passphrase', ?)", slot)
    db.execute("INSERT INTO cases (id, day, locator_hash, reply_to) VALUES (?, ?, ?, ?)", case)
    db.execute("INSERT INTO envelopes (case_id, seq, envelope) VALUES (?, 0, ?)", [bytes.fromhex(_CASE), envelope])


if __name__ == "__main__":
    write_missing()
