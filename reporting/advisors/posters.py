"""Posters and slips with an organisation's link, to print. Never finer than an organisation: a code for one stairwell
would tell who reported.
"""

import segno
from flask import abort, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext
from markupsafe import Markup

from reporting import current
from reporting.submissions.organisations import is_organisation, organisation_name
from reporting.web.languages import direction_of
from reporting.web.requests import sent_text

from . import blueprint

KINDS = ("poster", "slip")
DANISH = "da"

bp = blueprint("posters")


@bp.get("/inbox/posters")
def posters() -> ResponseReturnValue:
    """Return the organisations' links, whether they are closed, and the languages that a poster may have besides."""
    closed = current.links().closed
    links = [each | {"closed": each["slug"] in closed} for each in current_app.config["ORGANISATIONS"]]
    others = [language for language in current_app.config["LANGUAGES"] if language != DANISH]
    return jsonify(links=links, languages=others)


@bp.get("/inbox/posters/<slug>/<kind>")
def sheet(slug: str, kind: str) -> str:
    """Show a poster (A4) or slips (four to a page) in Danish and the languages in `with`, for the printer.

    :raise 404: no such organisation or kind.
    :raise 400: a language that the portal does not have.
    """
    if not is_organisation(slug) or kind not in KINDS:
        abort(404)
    others = [language for language in request.args.get("with", "").split(",") if language]
    if not set(others) <= set(current_app.config["LANGUAGES"]):
        abort(400)
    texts = [_in_language(language) for language in dict.fromkeys([DANISH, *others])]
    address = f"{current_app.config['URL'].rstrip('/')}/o/{slug}"
    code = segno.make(f"{address}#p={current.fingerprint()}", error="m", micro=False)
    svg = Markup(code.svg_inline(border=4, omitsize=True, svgclass=None, lineclass=None))  # noqa: S704 - segno's own paths
    return render_template(
        "advisors/sheet.html",
        kind=kind,
        copies=1 if kind == "poster" else 4,
        texts=texts,
        address=address,
        code=svg,
        organisation=organisation_name(slug),
        phone=current_app.config["PHONE"],
    )


@bp.post("/inbox/posters/<slug>")
def close(slug: str) -> ResponseReturnValue:
    """Close an organisation's link that is misused, or open it again.

    :raise 400: neither `closed` nor `open`.
    :raise 404: no such organisation.
    """
    if not is_organisation(slug):
        abort(404)
    state = sent_text("state")
    if state not in ("closed", "open"):
        abort(400)
    current.links().set_closed(slug, closed=state == "closed")
    return "", 204


def _in_language(language: str) -> dict[str, str]:
    operator = current_app.config["OPERATOR"]
    with force_locale(language):
        who = gettext("start.who", operator=operator) if operator else gettext("start.who_alone")
        said = {name: gettext(f"start.{name}") for name in ("title", "anonymous", "how_sealed")}
        said |= {"who": who, "scan": gettext("poster.scan"), "compare": gettext("base.fingerprint")}
    return said | {"language": language, "direction": direction_of(language)}
