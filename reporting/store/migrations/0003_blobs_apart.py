"""What is long goes into a table of its own, so that the trees that are searched stay shallow.

Nothing refers to a blob as a foreign key: whoever deletes one would have to search every row for it. Its number is
random, so that it tells no order. `messages` is how many bytes a case got after its report.
"""

import secrets

from .steps import Schema

_LONGEST_MESSAGE = 96 * 1024
_STATEMENTS = (
    "CREATE TABLE blobs (number INTEGER PRIMARY KEY, content BLOB NOT NULL) STRICT",
    """CREATE TABLE new_cases (
           id BLOB PRIMARY KEY,
           day TEXT NOT NULL,
           locator_hash BLOB NOT NULL UNIQUE,
           reply_to INTEGER NOT NULL,
           read_seq INTEGER NOT NULL DEFAULT -1,
           messages INTEGER NOT NULL DEFAULT 0
       ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE new_envelopes (
           case_id BLOB NOT NULL REFERENCES new_cases (id),
           seq INTEGER NOT NULL,
           envelope INTEGER NOT NULL,
           PRIMARY KEY (case_id, seq)
       ) STRICT, WITHOUT ROWID""",
)


def step(db: Schema) -> None:
    """Move the blobs out. Which envelopes came with a report was not kept: what is longer than a message is a photo."""
    for statement in _STATEMENTS:
        db.execute(statement)
    for case, day, locator_hash, reply_to, read_seq in db.execute(
        "SELECT id, day, locator_hash, reply_to, read_seq FROM cases"
    ).fetchall():
        row = [case, day, locator_hash, _move(db, reply_to), read_seq]
        db.execute("INSERT INTO new_cases (id, day, locator_hash, reply_to, read_seq) VALUES (?, ?, ?, ?, ?)", row)
    for case, seq in db.execute("SELECT case_id, seq FROM envelopes").fetchall():
        ((envelope,),) = db.execute("SELECT envelope FROM envelopes WHERE case_id = ? AND seq = ?", [case, seq])
        row = [case, seq, _move(db, envelope)]
        db.execute("INSERT INTO new_envelopes (case_id, seq, envelope) VALUES (?, ?, ?)", row)
        if seq and len(envelope) <= _LONGEST_MESSAGE:
            db.execute("UPDATE new_cases SET messages = messages + ? WHERE id = ?", [len(envelope), case])
    for table in ("envelopes", "cases"):
        db.execute(f"DROP TABLE {table}")
    for table in ("cases", "envelopes"):
        db.execute(f"ALTER TABLE new_{table} RENAME TO {table}")
    db.execute("CREATE INDEX cases_by_day ON cases (day, id)")


def _move(db: Schema, content: bytes) -> int:
    number = secrets.randbits(62)
    db.execute("INSERT INTO blobs (number, content) VALUES (?, ?)", [number, content])
    return number
