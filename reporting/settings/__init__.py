"""What an operator can set, and where it comes from.

Order: the defaults of `table`, `config.toml` in the instance folder, `BEKYMRET_…` in the environment, then what the
caller of `create_app` passes. Anything unknown or impossible stops the start: better no portal than half of one.
"""

import difflib
import json
import os
import secrets
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from click import ClickException
from flask import Flask

from .kinds import SettingRefused
from .table import LANGUAGES, SECRET_LENGTH, SETTINGS

__all__ = ["INSTANCE", "LANGUAGES", "SETTINGS", "CannotStart", "load_settings"]

INSTANCE = "BEKYMRET_INSTANCE"
"""The variable of the environment that names the instance folder; no setting, as the settings are in there."""

_PREFIX = "BEKYMRET_"
_BY_KEY = {setting.key: setting for setting in SETTINGS}
# What Flask and its extensions read besides, and no operator can change.
_FIXED = {
    "MAX_CONTENT_LENGTH": 64 * 1024,
    "MAX_FORM_PARTS": 40,
    "WTF_CSRF_TIME_LIMIT": None,  # the session's own limits decide
}


class CannotStart(ClickException):
    """Why the portal can't start, as a sentence for the operator. Commands print it and exit with 1."""


def load_settings(app: Flask, overrides: Mapping[str, Any] | None) -> None:
    """Fill `app.config`; make the instance folder and its secret on the first run.

    :raise CannotStart: the folder can't be made, read or written, or a setting is unknown or impossible.
    """
    instance = Path(app.instance_path)
    try:
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
        given = {setting.key: setting.default for setting in SETTINGS}
        given |= _checked(_from_file(instance / "config.toml"), "config.toml")
        given |= _checked(_from_environment(), "the environment")
        given |= _checked({key.lower(): value for key, value in (overrides or {}).items()}, "create_app")
        given["secret_key"] = given["secret_key"] or _secret_key(instance / "secret_key")
    except OSError as error:
        raise CannotStart(f"The instance folder {instance} can't be used: {error.strerror}.") from None
    app.config.from_mapping(_FIXED, TRUSTED_HOSTS=given["hosts"])
    app.config.from_mapping({key.upper(): value for key, value in given.items()})


def _checked(given: Mapping[str, Any], source: str) -> dict[str, Any]:
    checked = {}
    for key, value in given.items():
        if key not in _BY_KEY:
            raise CannotStart(f"`{key}` in {source} is not a setting.{_did_you_mean(key)}")
        kind = _BY_KEY[key].kind
        try:
            checked[key] = kind.check(value)
        except SettingRefused as refused:
            # A table can hold a secret that slipped into it, and this sentence ends in the journal.
            found = f" is {value!r}" if kind.may_be_shown else f", at `{refused.part}`" if refused.part else ""
            raise CannotStart(f"`{key}` in {source}{found}; allowed: {kind.allowed}.") from None
    return checked


def _did_you_mean(key: str) -> str:
    close = difflib.get_close_matches(key, _BY_KEY, n=1)
    return f" Did you mean `{close[0]}`?" if close else ""


def _from_file(file: Path) -> dict[str, Any]:
    if not file.exists():
        return {}
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CannotStart(f"{file} can't be read as TOML: {error}.") from None


def _from_environment() -> dict[str, Any]:
    """Texts as they stand, everything else as JSON."""
    found: dict[str, Any] = {}
    for name, text in os.environ.items():
        key = name.removeprefix(_PREFIX).lower()
        if not name.startswith(_PREFIX) or name == INSTANCE:
            continue
        is_text = key in _BY_KEY and isinstance(_BY_KEY[key].default, str | None)
        found[key] = text if is_text else _as_json(text)
    return found


def _as_json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _secret_key(file: Path) -> bytes:
    """Return the installation's secret, made with mode 0600 if it is not there yet."""
    if not file.exists():
        fresh = file.with_name(f"secret_key.{secrets.token_hex(8)}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(secrets.token_bytes(SECRET_LENGTH))
        # A link appears whole or not at all: two workers that start together end up with the same secret.
        try:
            file.hardlink_to(fresh)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    secret = file.read_bytes()
    if len(secret) < SECRET_LENGTH:
        raise CannotStart(f"{file} is shorter than {SECRET_LENGTH} bytes. Remove it, and a new one is made.")
    return secret
