"""The signed list and the signed hashes of the pages, for whoever watches whether this portal is what it says it is."""

from flask import abort, current_app, jsonify
from flask.typing import ResponseReturnValue

from reporting import current
from reporting.authority import NotOurRecipients

from . import blueprint

bp = blueprint("signed")


@bp.get("/recipients.json")
def recipients() -> ResponseReturnValue:
    """Return the list in use, its signature, the key, and the recipients' texts.

    :raise 503: there is none that can be believed.
    """
    try:
        sealing = current.sealing()
    except NotOurRecipients:
        abort(503)
    published = sealing.published
    return jsonify(
        list=published.list,
        signature=published.signature,
        key=current_app.config["PORTAL_KEY"],
        texts=sealing.texts,
    )


@bp.get("/pages.json")
def pages() -> ResponseReturnValue:
    """Return the signed hashes of the public pages and scripts.

    :raise 404: no pages were signed with the list.
    :raise 503: there is no list that can be believed.
    """
    try:
        published = current.sealing().published
    except NotOurRecipients:
        abort(503)
    if not published.pages:
        abort(404)
    return jsonify(pages=published.pages, signature=published.pages_signature, key=current_app.config["PORTAL_KEY"])


def was_open() -> bool:
    """Whether a list was ever in use here: then a portal without one is closed, and not just new."""
    return current.authority().last_number() > 0
