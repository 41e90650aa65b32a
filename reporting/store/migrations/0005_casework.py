"""What the advisors do with a case: sealed case files, when a case or a place of it goes, who sends cases in.

A case file's version keeps its payload hash when its envelope is gone, and so does a place of a conversation. `0` is
the number of no blob. `notice` has one row at most: the day on which the advisors read again, if both are away.
"""

from .steps import Schema

_STATEMENTS = (
    "ALTER TABLE cases ADD COLUMN purge_day TEXT",
    "CREATE INDEX cases_by_purge_day ON cases (purge_day) WHERE purge_day IS NOT NULL",
    "ALTER TABLE envelopes ADD COLUMN purge_day TEXT",
    "CREATE INDEX envelopes_by_purge_day ON envelopes (purge_day) WHERE purge_day IS NOT NULL",
    """CREATE TABLE casefiles (
           case_id BLOB NOT NULL,
           version INTEGER NOT NULL,
           payload_hash BLOB NOT NULL,
           envelope INTEGER NOT NULL,
           sealed_n INTEGER NOT NULL,
           PRIMARY KEY (case_id, version)
       ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE notice (
           id INTEGER PRIMARY KEY CHECK (id = 1),
           reading_day TEXT NOT NULL
       ) STRICT""",
    """CREATE TABLE intakes (
           name TEXT PRIMARY KEY,
           token_hash BLOB NOT NULL UNIQUE,
           added_day TEXT NOT NULL
       ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE intake_keys (
           key_hash BLOB PRIMARY KEY,
           content_hash BLOB NOT NULL,
           day TEXT NOT NULL
       ) STRICT, WITHOUT ROWID""",
)


def step(db: Schema) -> None:
    """Add the columns and tables."""
    for statement in _STATEMENTS:
        db.execute(statement)
