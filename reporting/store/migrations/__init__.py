"""The schema, step by step. A step that has been released is never changed; the next one is added below it.

Cases and envelopes have random ids and no rowid, so that nothing tells the order in which they came within a
day. `seq` is an envelope's place in its case's conversation.
"""

from sqlite_utils import Database, Migrations

migrations = Migrations("bekymret")


class NewerSchema(RuntimeError):
    """The database was made by a later version of this program, which this one must not touch."""


def migrate(db: Database) -> None:
    """Bring `db` up to this program's schema, each step and its record in one transaction.

    :raise NewerSchema: a step was applied that this program does not know.
    """
    if {step.name for step in migrations.applied(db)} - _known():
        raise NewerSchema
    migrations.apply(db)


def _known() -> set[str]:
    return {step.name for step in migrations.pending(Database(memory=True))}


@migrations()
def first_report(db: Database) -> None:
    """Advisors with their wrapped keys and sessions; cases with their envelopes; what is shown once."""
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


@migrations()
def conversation(db: Database) -> None:
    """How far an advisor has read: the place of the last envelope that was opened, -1 for none."""
    db.execute("ALTER TABLE cases ADD COLUMN read_seq INTEGER NOT NULL DEFAULT -1")
