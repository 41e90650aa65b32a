"""Names are compared without counting the blanks in them."""

import re

from .steps import Schema


def step(db: Schema) -> None:
    """Bring the keys of advisors and the names of intakes into that form. Names on signed lists stay as they are."""
    for id_, key in db.execute("SELECT id, name_key FROM advisors").fetchall():
        db.execute("UPDATE advisors SET name_key = ? WHERE id = ?", [_one_blank(key), id_])
    for (name,) in db.execute("SELECT name FROM intakes").fetchall():
        db.execute("UPDATE intakes SET name = ? WHERE name = ?", [_one_blank(name), name])


def _one_blank(name: str) -> str:
    return re.sub(" +", " ", name)
