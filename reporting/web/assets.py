"""Scripts and styles, from memory, in the smallest form that the browser takes."""

import base64
import hashlib
from functools import cache
from pathlib import Path

from flask import Blueprint, abort, current_app, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
}
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))

bp = Blueprint("assets", __name__)


@bp.get("/static/<path:name>", endpoint="static")
def asset(name: str) -> ResponseReturnValue:
    """Return one built file.

    :raise 404: the build made no such file.
    """
    found = _build(Path(current_app.root_path) / "static/build").get(name)
    if found is None:
        abort(404)
    encoding = next((e for e, _ in _ENCODINGS if e in found and request.accept_encodings[e]), None)
    headers = {"Content-Type": _TYPES[Path(name).suffix], "Vary": "Accept-Encoding"}
    if encoding:
        headers["Content-Encoding"] = encoding
    return found[encoding or "identity"], headers


def own_script(name: str) -> Markup:
    """Return the one script of a public page: the browser runs it only if it is, to the bit, the one that was built."""
    address = url_for("assets.static", name=name)
    return Markup('<script type="module" src="{}" integrity="{}" crossorigin="anonymous"></script>').format(
        address, integrity(name)
    )


def names() -> list[str]:
    """Return the names of all built files that are served."""
    return list(_build(Path(current_app.root_path) / "static/build"))


def integrity(name: str) -> str:
    """Return what a page says of a script so that the browser runs no other."""
    return _integrity(Path(current_app.root_path) / "static/build", name)


@cache
def _integrity(folder: Path, name: str) -> str:
    digest = hashlib.sha256(_build(folder)[name]["identity"]).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


@cache
def _build(folder: Path) -> dict[str, dict[str, bytes]]:
    """Read the built files once, each as it is and as the build compressed it."""
    return {
        file.name: {"identity": file.read_bytes()}
        | {
            encoding: packed.read_bytes()
            for encoding, suffix in _ENCODINGS
            if (packed := file.with_name(file.name + suffix)).exists()
        }
        for file in folder.iterdir()
        if file.suffix in _TYPES
    }
