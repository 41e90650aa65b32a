"""Every table with its key and its other columns; those that are referred to come first."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """A table, the columns of its key, and the rest."""

    name: str
    key: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def columns(self) -> str:
        """All columns as a list in SQL, those of the key first."""
        return ", ".join(f'"{column}"' for column in (*self.key, *self.others))

    @property
    def order(self) -> str:
        """The key as a list in SQL."""
        return ", ".join(self.key)


def _table(name: str, key: str, others: str = "") -> Table:
    return Table(name, tuple(key.split()), tuple(others.split()))


TABLES = (
    _table("advisors", "id", "name name_key status recipient voice enrolled_day invitation_hash invitation_expires"),
    _table("slots", "id", "advisor kind envelope credential device added_day"),
    _table("challenges", "id", "advisor answer_hash expires"),
    _table("sessions", "token_hash", "advisor created seen"),
    _table("ledgers", "advisor", "number envelope"),
    _table("blobs", "number", "content"),
    _table("cases", "id", "day locator_hash reply_to read_seq messages read_mark purge_day purge_mark"),
    _table("envelopes", "case_id seq", "envelope by payload_hash tag sealed_n purge_day purge_mark"),
    _table("old_headers", "case_id seq", "header sealed_n day advisor"),
    _table("casefiles", "case_id version", "payload_hash envelope sealed_n"),
    _table("cards", "case_id", "n card text"),
    _table("team_keys", "n", "envelope"),
    _table("shown_once", "id", "ciphertext expires"),
    _table("notice", "id", "reading_day"),
    _table("intakes", "name", "token_hash added_day"),
    _table("intake_keys", "key_hash", "content_hash day"),
    _table("closed_links", "slug"),
)
