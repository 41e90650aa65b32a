"""What a mail server's refusal means, in a sentence for the operator.

Codes: RFC 5321, 4.2.3; with three numbers RFC 3463. What Microsoft's mean:
https://learn.microsoft.com/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online
"""

import re
import smtplib
import socket
import ssl

_XOAUTH2 = "set `mail_token_url`, `mail_client_id` and `mail_client_secret`, and leave `mail_password` empty"
_BY_ENHANCED = {
    "5.7.139": f"Microsoft 365 refuses this mailbox a log-in by password: {_XOAUTH2}, or allow it there",
    "5.7.30": f"Microsoft 365 takes no passwords over SMTP any more: {_XOAUTH2}",
    "5.7.3": f"the log-in is not accepted; at Microsoft 365, {_XOAUTH2}",
    "5.7.57": "the server wants a log-in: set `mail_user`, with a password or `mail_token_url`",
    "5.7.60": "`mail_user` may not send as `mail_from`: use its own address, or give it that right",
    "5.7.8": "`mail_user` and `mail_password` are not accepted",
    "5.1.1": "there is no such mailbox",
    "5.1.10": "there is no such mailbox",
    "5.2.2": "the mailbox is full",
    "4.2.2": "the mailbox is full",
    "5.7.1": "the server may not, or will not, pass this on",
    "4.3.2": "the server is not taking mail now",
    "4.7.0": "the server is not taking mail from here now",
}
_BY_CODE = {
    421: "the server is not taking mail now",
    450: "the mailbox can't be reached now",
    451: "the server could not take it now",
    452: "the server has no room now",
    454: "the server can't check the log-in now",
    503: "the server wants the steps in another order",
    530: "the server wants a log-in, or a sealed line: see `mail_user` and `mail_security`",
    534: "the server wants another way of logging in",
    535: "`mail_user` and `mail_password`, or the token, are not accepted",
    550: "the server refuses this address, or us",
    551: "the address is not at home here",
    552: "the mailbox is full",
    553: "the address is not one as the server knows them",
    554: "the server refuses it",
}
_ENHANCED = re.compile(rb"^([245]\.[0-9]{1,3}\.[0-9]{1,3})\b")


def say(error: Exception) -> str:
    """Return what went wrong, and which setting may be."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
        return _say_code(code, text)
    if isinstance(error, smtplib.SMTPResponseException):
        return _say_code(error.smtp_code, error.smtp_error)
    for kind, sentence in _BY_KIND:
        if isinstance(error, kind):
            return f"{sentence} ({type(error).__name__})"
    return type(error).__name__


_BY_KIND: tuple[tuple[type[Exception], str], ...] = (
    (
        smtplib.SMTPNotSupportedError,
        "the server lacks what is asked of it: STARTTLS, a log-in, letters beyond a to z",
    ),
    (smtplib.SMTPServerDisconnected, "the server ended the line"),
    (ssl.SSLCertVerificationError, "nobody vouches for the server's certificate, or it is for another name"),
    (ssl.SSLError, "the line can't be sealed: see `mail_security`"),
    (socket.gaierror, "no server has the name in `mail_server`"),
    (ConnectionRefusedError, "nothing listens there: see the port in `mail_server`"),
    (TimeoutError, "the server does not answer in time"),
    (UnicodeError, "an address has letters that the server can't be told"),
)


def _say_code(code: int, text: bytes | str) -> str:
    raw = text if isinstance(text, bytes) else text.encode(errors="replace")
    found = _ENHANCED.match(raw)
    enhanced = found[1].decode() if found else ""
    sentence = _BY_ENHANCED.get(enhanced) or _BY_CODE.get(code) or "the server refuses it"
    return f"{sentence} ({' '.join(filter(None, (str(code), enhanced)))})"
