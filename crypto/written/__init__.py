"""How what people and programs write is read: texts, codes, numbers, answers, tables, and a case that is sent in.

The same text is read by the same rules wherever it is read, in Python and in the browser: `text.json` is the one table
of characters, `static/js/crypto/written/` mirrors this folder, and the vectors hold both to it. Needs Python alone.
"""

from .answers import KINDS, day_of, implausible, looks_like_cpr
from .delivery import COLUMNS, FIELDS, FORM, Delivery, NotADelivery, from_row, read_delivery
from .table import ENCODINGS, Row, TableError, read_table
from .text import amount_of, as_code, folded, phone_numbers, tidy, tidy_answer, tidy_line

__all__ = [
    "COLUMNS",
    "ENCODINGS",
    "FIELDS",
    "FORM",
    "KINDS",
    "Delivery",
    "NotADelivery",
    "Row",
    "TableError",
    "amount_of",
    "as_code",
    "day_of",
    "folded",
    "from_row",
    "implausible",
    "looks_like_cpr",
    "phone_numbers",
    "read_delivery",
    "read_table",
    "tidy",
    "tidy_answer",
    "tidy_line",
]
