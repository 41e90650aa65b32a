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
    """A receipt code with a typing error."""


class DocumentError(SealError):
    """Unsealed bytes that are not a sealed document of ours."""


class ForgedError(DocumentError):
    """A document that nobody of its conversation has written."""


class ListError(SealError):
    """A list of recipients that can't be believed: not as lists are written, not signed by this key, not for now."""
