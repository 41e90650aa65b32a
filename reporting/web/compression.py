"""Pages are packed on the way out; nothing that a POST asked for ever is, so that no length tells what was sent."""

import gzip

from flask import Flask, Response, request


def compress(app: Flask) -> None:
    """Pack pages for browsers that take them packed."""
    app.after_request(_pack)


def _pack(response: Response) -> Response:
    # A page that a GET asked for holds nothing secret that somebody could guess at through its length.
    if request.method != "GET" or response.mimetype != "text/html":
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code == 200 and request.accept_encodings["gzip"]:
        response.set_data(gzip.compress(response.get_data(), compresslevel=6, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response
