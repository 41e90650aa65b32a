"""One mail server, as the settings name it."""

import smtplib
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, localtime, make_msgid
from typing import Any

from .sentences import say
from .tokens import NoToken, Tokens

SECONDS = 20.0
"""How long the mail server may take over any step."""


class NotSent(Exception):
    """The mail server can't be reached, is too slow, or takes nothing. `reason` is a sentence for the operator."""

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
    tokens: Tokens | None = None

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> "MailServer | None":
        """Return what the settings say; None if mails are not to be sent."""
        if not (config["MAIL_SERVER"] and config["MAIL_TO"] and config["MAIL_FROM"]):
            return None
        host, _, port = config["MAIL_SERVER"].rpartition(":")
        login = config["MAIL_USER"], config["MAIL_PASSWORD"]
        return cls(host, int(port), config["MAIL_SECURITY"], *login, config["MAIL_FROM"], Tokens.of(config))

    def send(self, to: list[str], subject: str, body: str) -> dict[str, str]:
        """Hand in one mail for each address, whatever becomes of the others.

        Return by address why its mail was not taken; an empty text for one that was.

        :raise NotSent: none was.
        """
        found: dict[str, str] = {}
        server: smtplib.SMTP | None = None
        for address in to:
            try:
                server = server or self._connect()
                server.send_message(self._write(address, subject, body), self.sender, [address])
                found[address] = ""
            except NotSent as error:
                found[address] = error.reason
                break  # nobody else would be taken to the server either
            except (OSError, smtplib.SMTPException, UnicodeError) as error:
                found[address] = say(error)
                _say_goodbye(server)  # the next one begins anew: who knows how the line stands
                server = None
        _say_goodbye(server)
        if all(found.values()):
            raise NotSent(next(iter(found.values()), "there is no address"))
        return found

    def try_log_in(self) -> None:
        """Reach the server, and log in if that is asked for.

        :raise NotSent: that can't be done.
        """
        _say_goodbye(self._connect())

    def _connect(self) -> smtplib.SMTP:
        """:raise NotSent: the server can't be reached, or does not let us in."""
        context = ssl.create_default_context()
        server: smtplib.SMTP | None = None
        try:
            if self.security == "tls":
                server = smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS, context=context)
            else:
                server = smtplib.SMTP(self.host, self.port, timeout=SECONDS)
            if self.security == "starttls":
                server.starttls(context=context)
            if self.tokens:
                self._log_in_by(server, self.tokens.fetch(SECONDS))
            elif self.user:
                server.login(self.user, self.password)
        except (OSError, smtplib.SMTPException, UnicodeError, NoToken) as error:
            _say_goodbye(server)
            raise NotSent(str(error) if isinstance(error, NoToken) else say(error)) from None
        return server

    def _log_in_by(self, server: smtplib.SMTP, token: str) -> None:
        """XOAUTH2: https://developers.google.com/workspace/gmail/imap/xoauth2-protocol. Why a token is refused is told
        as a challenge, and an empty answer ends it."""
        first = f"user={self.user}\x01auth=Bearer {token}\x01\x01"
        server.ehlo_or_helo_if_needed()
        server.auth("XOAUTH2", lambda challenge=None: first if challenge is None else "")

    def _write(self, to: str, subject: str, body: str) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, to, subject
        message["Date"] = format_datetime(localtime())
        message["Message-ID"] = make_msgid(domain=self.sender.rpartition("@")[2])
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday answers
        message.set_content(body)
        return message


def _say_goodbye(server: smtplib.SMTP | None) -> None:
    if not server:
        return
    with suppress(OSError, smtplib.SMTPException):
        server.quit()  # what was taken is taken, however it says goodbye
    server.close()
