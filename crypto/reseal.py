"""A new header over the same payload, for other recipients: what was written does not change, who can open it does."""

from collections.abc import Iterable

from .age import file_key_of, header_for
from .errors import HeaderError
from .header import parse_header
from .keys import Identity, Recipient


def new_header(header: bytes, identity: Identity, recipients: Iterable[Recipient]) -> bytes:
    """Return a header that opens for `recipients`, made from one that opens for `identity`.

    :raise NoMatch: it does not.
    :raise EnvelopeError: not a sound header.
    """
    if parse_header(header).length != len(header):
        raise HeaderError("something behind the header")
    return header_for(file_key_of(header, identity), recipients)
