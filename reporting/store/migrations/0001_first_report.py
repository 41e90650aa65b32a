"""Advisors with their wrapped keys and sessions; cases with their envelopes; what is shown once."""

from .steps import Schema


def step(db: Schema) -> None:
    """Make the tables."""
    for statement in (
        """CREATE TABLE advisors (
               id TEXT PRIMARY KEY,
               name TEXT NOT NULL,
               status TEXT NOT NULL CHECK (status IN ('invited', 'active', 'retired')),
               recipient TEXT,
               enrolled_day TEXT,
               invitation_hash BLOB,
               invitation_expires INTEGER
           ) STRICT, WITHOUT ROWID""",
        "CREATE UNIQUE INDEX advisor_names ON advisors (name) WHERE status <> 'retired'",
        """CREATE TABLE slots (
               advisor TEXT NOT NULL REFERENCES advisors (id),
               kind TEXT NOT NULL,
               envelope BLOB NOT NULL,
               PRIMARY KEY (advisor, kind)
           ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE challenges (
               id BLOB PRIMARY KEY,
               advisor TEXT REFERENCES advisors (id),
               answer_hash BLOB NOT NULL,
               expires INTEGER NOT NULL
           ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE sessions (
               token_hash BLOB PRIMARY KEY,
               advisor TEXT NOT NULL REFERENCES advisors (id),
               created INTEGER NOT NULL,
               seen INTEGER NOT NULL
           ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE cases (
               id BLOB PRIMARY KEY,
               day TEXT NOT NULL,
               locator_hash BLOB NOT NULL UNIQUE,
               reply_to BLOB NOT NULL
           ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX cases_by_day ON cases (day, id)",
        """CREATE TABLE shown_once (
               id BLOB PRIMARY KEY,
               ciphertext BLOB NOT NULL,
               expires INTEGER NOT NULL
           ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE envelopes (
               case_id BLOB NOT NULL REFERENCES cases (id),
               seq INTEGER NOT NULL,
               envelope BLOB NOT NULL,
               PRIMARY KEY (case_id, seq)
           ) STRICT, WITHOUT ROWID""",
    ):
        db.execute(statement)
