"""What can go wrong when sealing and unsealing. Messages never carry content."""


class SealError(Exception):
    """Root of every error that this package raises on purpose."""


class EnvelopeError(SealError):
    """Not a sound age file: bad grammar, a wrong MAC, a damaged or cut payload."""


class HeaderError(EnvelopeError):
    """The header breaks the grammar, or a stanza of a known type is malformed."""


class MacError(EnvelopeError):
    """The header was changed after it was sealed."""


class PayloadError(EnvelopeError):
    """The payload is damaged, cut, reordered, or followed by something."""


class NoMatch(SealError):
    """A sound age file that is not meant for this identity or passphrase."""


class RecipientError(SealError):
    """A text that is not a recipient or identity, or a recipient that can't be used."""


class ReceiptError(SealError):
    """No receipt code, or one with a typing error. `length` is how many letters and digits there are, `group` the
    number of a group that can't be one of a code, from 1; 0 if that can't be said."""

    def __init__(self, length: int, group: int) -> None:
        super().__init__("not a receipt code")
        self.length, self.group = length, group


class DocumentError(SealError):
    """Unsealed bytes that are not a sealed document of ours."""


class ForgedError(DocumentError):
    """A document that nobody of its conversation has written."""


class ListError(SealError):
    """A list of recipients that can't be believed: not as lists are written, not signed by this key, not for now."""
