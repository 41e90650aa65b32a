"""What an operator can set, its defaults, and where it comes from.

Order: the defaults below, `instance/config.toml` (lower-case keys), `BEKYMRET_…` in the environment, then what the
caller of `create_app` passes.
"""

import os
import secrets
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask

DEFAULTS: dict[str, Any] = {
    "NAME": "Bekymret",
    "PHONE": "",
    "HOURS": {},
    "ORGANISATIONS": [],
    "LANGUAGES": ["da", "en", "ar", "uk", "tr", "pl", "so", "fa", "ro"],
    "EXIT_URL": "https://www.dmi.dk/",
    "HOSTS": ["localhost", "127.0.0.1", "[::1]"],
    "PROXIES": 0,
    "ONION": "",
    "MAX_ADVISORS": 2,
    "ADDRESS": "127.0.0.1",
    "PORT": 8000,
    "WORKERS": 1,
    "THREADS": 4,
    "URL": "http://localhost:8000",
    "TIMEZONE": "Europe/Copenhagen",
    "NUMBERS": [
        {"id": "emergency", "number": "112"},
        {"id": "police", "number": "114"},
        {"id": "doctor_hovedstaden", "number": "1813"},
        {"id": "doctor_sjaelland", "number": "1818"},
        {"id": "doctor_syddanmark", "number": "70 11 07 07"},
        {"id": "doctor_midtjylland", "number": "70 11 31 31"},
        {"id": "doctor_nordjylland", "number": "70 15 03 00"},
        {"id": "violence", "number": "1888"},
        {"id": "livslinien", "number": "70 201 201"},
        {"id": "children", "number": "116 111"},
    ],
    "MAX_CONTENT_LENGTH": 64 * 1024,
    "MAX_FORM_PARTS": 40,
    "WTF_CSRF_TIME_LIMIT": None,  # the session's own limits decide
    "RATELIMIT_ENABLED": True,
}


def load_settings(app: Flask, overrides: Mapping[str, Any] | None) -> None:
    """Fill `app.config`; make the instance folder and its secret on the first run.

    :raise tomllib.TOMLDecodeError: `config.toml` is not TOML. Better no portal than one with half its settings.
    """
    instance = Path(app.instance_path)
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    app.config.from_mapping(DEFAULTS)
    file = instance / "config.toml"
    if file.exists():
        app.config.from_mapping({key.upper(): value for key, value in tomllib.loads(file.read_text("utf-8")).items()})
    app.config.from_prefixed_env("BEKYMRET")
    app.config.from_mapping(overrides or {})
    app.config["TRUSTED_HOSTS"] = app.config["HOSTS"]
    app.config["SECRET_KEY"] = app.config["SECRET_KEY"] or _secret_key(instance / "secret_key")


def _secret_key(file: Path) -> bytes:
    """Return the installation's secret, made with mode 0600 if it is not there yet."""
    if not file.exists():
        fresh = file.with_name(f"secret_key.{secrets.token_hex(8)}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(secrets.token_bytes(32))
        # A link appears whole or not at all: two workers that start together end up with the same secret.
        try:
            file.hardlink_to(fresh)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return file.read_bytes()
