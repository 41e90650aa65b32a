"""Who wrote what, whom it was sealed to, and by which list; names without case; several slots; replaced headers;
ledgers.

Documents of the first version can't be authenticated, and advisors without a voice can't be put on a signed list: both
stay as they are, the advisors `waiting`. Whoever is signed in signs in again.
"""

import hashlib
import secrets
import unicodedata

from .steps import Schema

_END_OF_HEADER = b"\n--- "
_STATEMENTS = (
    """CREATE TABLE new_advisors (
           id TEXT PRIMARY KEY,
           name TEXT NOT NULL,
           name_key TEXT NOT NULL,
           status TEXT NOT NULL CHECK (status IN ('invited', 'waiting', 'active', 'retired')),
           recipient TEXT,
           voice TEXT,
           enrolled_day TEXT,
           invitation_hash BLOB,
           invitation_expires INTEGER
       ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE new_slots (
           id BLOB PRIMARY KEY,
           advisor TEXT NOT NULL REFERENCES new_advisors (id),
           kind TEXT NOT NULL,
           envelope BLOB NOT NULL
       ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE new_challenges (
           id BLOB PRIMARY KEY,
           advisor TEXT REFERENCES new_advisors (id),
           answer_hash BLOB NOT NULL,
           expires INTEGER NOT NULL
       ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE new_sessions (
           token_hash BLOB PRIMARY KEY,
           advisor TEXT NOT NULL REFERENCES new_advisors (id),
           created INTEGER NOT NULL,
           seen INTEGER NOT NULL
       ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE new_envelopes (
           case_id BLOB NOT NULL REFERENCES cases (id),
           seq INTEGER NOT NULL,
           envelope INTEGER NOT NULL,
           "by" TEXT NOT NULL CHECK ("by" IN ('reporter', 'advisor')),
           payload_hash BLOB NOT NULL,
           tag BLOB,
           sealed_n INTEGER NOT NULL,
           PRIMARY KEY (case_id, seq)
       ) STRICT, WITHOUT ROWID""",
    "ALTER TABLE cases ADD COLUMN read_mark BLOB",
    """CREATE TABLE old_headers (
           case_id BLOB NOT NULL,
           seq INTEGER NOT NULL,
           header INTEGER NOT NULL,
           sealed_n INTEGER NOT NULL,
           day TEXT NOT NULL,
           advisor TEXT NOT NULL,
           PRIMARY KEY (case_id, seq)
       ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE ledgers (
           advisor TEXT PRIMARY KEY REFERENCES new_advisors (id),
           number INTEGER NOT NULL,
           envelope INTEGER NOT NULL
       ) STRICT, WITHOUT ROWID""",
)
_TABLES = ("slots", "challenges", "sessions", "advisors", "envelopes")


def step(db: Schema) -> None:
    """Make the tables anew and move what is in them."""
    for statement in _STATEMENTS:
        db.execute(statement)
    _move_advisors(db)
    _move_envelopes(db)
    for table in _TABLES:
        db.execute(f"DROP TABLE {table}")
    for table in _TABLES:
        db.execute(f"ALTER TABLE new_{table} RENAME TO {table}")
    db.execute("CREATE UNIQUE INDEX advisor_names ON advisors (name_key) WHERE status <> 'retired'")
    db.execute("CREATE INDEX slots_of_advisor ON slots (advisor)")


def _move_advisors(db: Schema) -> None:
    query = "SELECT id, name, status, recipient, enrolled_day, invitation_hash, invitation_expires FROM advisors"
    for id_, name, status, *others in db.execute(query).fetchall():
        key = unicodedata.normalize("NFC", name).casefold()
        row = [id_, name, key, "waiting" if status == "active" else status, *others]
        db.execute(
            """INSERT INTO new_advisors
               (id, name, name_key, status, recipient, enrolled_day, invitation_hash, invitation_expires)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
            row,
        )
    for advisor, kind, envelope in db.execute("SELECT advisor, kind, envelope FROM slots").fetchall():
        row = [secrets.token_bytes(16), advisor, kind, envelope]
        db.execute("INSERT INTO new_slots (id, advisor, kind, envelope) VALUES (?, ?, ?, ?)", row)


def _move_envelopes(db: Schema) -> None:
    """The advisors' were sealed to one more than the report: the reporter."""
    stanzas: dict[bytes, int] = {}
    for case, seq, number in db.execute(
        "SELECT case_id, seq, envelope FROM envelopes ORDER BY case_id, seq"
    ).fetchall():
        ((content,),) = db.execute("SELECT content FROM blobs WHERE number = ?", [number]).fetchall() or [(b"",)]
        end = content.find(b"\n", content.find(_END_OF_HEADER) + 1) + 1
        count = content[:end].count(b"\n-> ")
        by = "advisor" if count > stanzas.setdefault(case, count) else "reporter"
        row = [case, seq, number, by, hashlib.sha256(content[end:]).digest()]
        db.execute(
            """INSERT INTO new_envelopes (case_id, seq, envelope, "by", payload_hash, sealed_n)
               VALUES (?, ?, ?, ?, ?, 0)""",
            row,
        )
