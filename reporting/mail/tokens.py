"""Log-ins without a password: a token from the mailbox's provider, for XOAUTH2.

OAuth 2.0 client credentials: RFC 6749, 4.4. How Microsoft 365 wants it:
https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth
"""

import json
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

_LONGEST = 64 * 1024
_AT_MICROSOFT = re.compile(r"AADSTS[0-9]{4,8}")


class NoToken(Exception):
    """Why there is no token, as a sentence for the operator. Nothing secret is in it."""


class _Stay(HTTPRedirectHandler):
    """Whoever sends us elsewhere gets no secret sent there."""

    def redirect_request(self, *_: object) -> None:
        """Follow nobody."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Where tokens come from, as what, and for what."""

    url: str
    client: str
    secret: str
    scope: str

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> "Tokens | None":
        """Return what the settings say; None where a password is used, or nothing."""
        if not config["MAIL_TOKEN_URL"]:
            return None
        return cls(*(config[f"MAIL_{key}"] for key in ("TOKEN_URL", "CLIENT_ID", "CLIENT_SECRET", "TOKEN_SCOPE")))

    def fetch(self, seconds: float) -> str:
        """Return a token, asked for within so many seconds.

        :raise NoToken: there is none.
        """
        sent = {"client_id": self.client, "client_secret": self.secret, "scope": self.scope}
        body = urlencode({"grant_type": "client_credentials", **sent}).encode("ascii")
        opener = build_opener(HTTPSHandler(context=ssl.create_default_context()), _Stay)
        try:
            with opener.open(Request(self.url, body), timeout=seconds) as answer:  # noqa: S310 - the setting allows https
                found = json.loads(answer.read(_LONGEST))
            token = found["access_token"]
        except HTTPError as error:
            raise NoToken(f"`mail_token_url` refuses ({error.code}{_reason(error)}): see `mail_client_id`.") from None
        except OSError as error:
            raise NoToken(f"`mail_token_url` does not answer ({type(error).__name__}).") from None
        except (ValueError, KeyError, TypeError):
            raise NoToken("`mail_token_url` answers with something that is no token.") from None
        if not isinstance(token, str) or not re.fullmatch(r"[\x21-\x7e]{1,8192}", token):
            raise NoToken("`mail_token_url` answers with something that is no token.")
        return token


def _reason(error: HTTPError) -> str:
    """Return the error's standard name, and Microsoft's number of it; its text may hold anything."""
    try:
        text = error.read(_LONGEST).decode(errors="replace")
        name = json.loads(text)["error"]
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    number = _AT_MICROSOFT.search(text)
    named = name if isinstance(name, str) and re.fullmatch("[a-z_]{1,40}", name) else ""
    return "".join(f", {each}" for each in (named, number and number[0]) if each)
