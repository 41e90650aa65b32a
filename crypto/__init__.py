"""How things are sealed. Imports `cryptography` and the standard library; knows neither Flask nor a database."""

from .age import Inspection, inspect, seal, seal_with_passphrase, unseal, unseal_with_passphrase
from .crockford import group
from .document import Document, build_document, check_document, is_padded_length
from .errors import DocumentError, EnvelopeError, NoMatch, ReceiptError, RecipientError, SealError
from .file import build_file, is_file_length, open_file
from .keys import Identity, Recipient
from .receipt import Receipt, generate_code, locator_hash, open_code, parse_code

__all__ = [
    "Document",
    "DocumentError",
    "EnvelopeError",
    "Identity",
    "Inspection",
    "NoMatch",
    "Receipt",
    "ReceiptError",
    "Recipient",
    "RecipientError",
    "SealError",
    "build_document",
    "build_file",
    "check_document",
    "generate_code",
    "group",
    "inspect",
    "is_file_length",
    "is_padded_length",
    "locator_hash",
    "open_code",
    "open_file",
    "parse_code",
    "seal",
    "seal_with_passphrase",
    "unseal",
    "unseal_with_passphrase",
]
