"""How things are sealed. Imports `cryptography` and the standard library; knows neither Flask nor a database."""

from .age import (
    FILE_KEY_LENGTH,
    HYBRID,
    Inspection,
    inspect,
    seal,
    seal_with_passphrase,
    unseal,
    unseal_with_passphrase,
)
from .crockford import group
from .decoy import decoy_slot
from .document import Document, build_document, check_document, is_case_id, is_padded_length
from .errors import DocumentError, EnvelopeError, NoMatch, ReceiptError, RecipientError, SealError
from .file import build_file, is_file_length, open_file
from .header import SCRYPT
from .keys import RECIPIENT_LENGTH, Identity, Recipient, recipients_digest
from .place import Opened, open_at
from .receipt import LOCATOR_LENGTH, Receipt, generate_code, locator_hash, open_code, parse_code
from .stream import decrypt, encrypt

__all__ = [
    "FILE_KEY_LENGTH",
    "HYBRID",
    "LOCATOR_LENGTH",
    "RECIPIENT_LENGTH",
    "SCRYPT",
    "Document",
    "DocumentError",
    "EnvelopeError",
    "Identity",
    "Inspection",
    "NoMatch",
    "Opened",
    "Receipt",
    "ReceiptError",
    "Recipient",
    "RecipientError",
    "SealError",
    "build_document",
    "build_file",
    "check_document",
    "decoy_slot",
    "decrypt",
    "encrypt",
    "generate_code",
    "group",
    "inspect",
    "is_case_id",
    "is_file_length",
    "is_padded_length",
    "locator_hash",
    "open_at",
    "open_code",
    "open_file",
    "parse_code",
    "recipients_digest",
    "seal",
    "seal_with_passphrase",
    "unseal",
    "unseal_with_passphrase",
]
