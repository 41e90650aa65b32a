"""Mails by SMTP: one line of ours, to one address at a time."""

import smtplib
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, localtime, make_msgid
from typing import Any

SECONDS = 20.0
"""How long the mail server may take over any step."""


class NotSent(Exception):
    """The mail server can't be reached, is too slow, or takes nothing. `reason` is for the operator."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mails are handed in, and from whom they come. `security` is `starttls`, `tls` or `none`."""

    host: str
    port: int
    security: str
    user: str
    password: str
    sender: str

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> "MailServer | None":
        """Return what the settings say; None if mails are not to be sent."""
        if not (config["MAIL_SERVER"] and config["MAIL_TO"] and config["MAIL_FROM"]):
            return None
        host, _, port = config["MAIL_SERVER"].rpartition(":")
        login = config["MAIL_USER"], config["MAIL_PASSWORD"]
        return cls(host, int(port), config["MAIL_SECURITY"], *login, config["MAIL_FROM"])

    def send(self, to: list[str], subject: str, body: str) -> list[str]:
        """Hand in one mail for each address, and return the addresses that were taken.

        :raise NotSent: none was.
        """
        taken, why = [], ""
        try:
            server = self._connect()
            for address in to:
                try:
                    server.send_message(self._write(address, subject, body), self.sender, [address])
                    taken.append(address)
                except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
                    why = type(error).__name__
            with suppress(OSError, smtplib.SMTPException):
                server.quit()  # what was taken is taken, however it says goodbye
        except (OSError, smtplib.SMTPException) as error:
            why = type(error).__name__
        if not taken:
            raise NotSent(why)
        return taken

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=SECONDS)
        if self.security == "starttls":
            server.starttls(context=context)
        if self.user:
            server.login(self.user, self.password)
        return server

    def _write(self, to: str, subject: str, body: str) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, to, subject
        message["Date"] = format_datetime(localtime())
        message["Message-ID"] = make_msgid(domain=self.sender.rpartition("@")[2])
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday answers
        message.set_content(body)
        return message
