"""Mails by SMTP: one line of ours, to one address at a time."""

from .server import MailServer, NotSent

__all__ = ["MailServer", "NotSent"]
