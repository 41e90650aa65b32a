"""The operator's own pages: Markdown in `instance/pages/`, shown as the few harmless tags that bleach lets through.

The only text in the portal that becomes HTML. What reporters write never passes here.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import bleach
from flask import abort, current_app, render_template
from markdown import markdown
from markupsafe import Markup

from reporting.web.languages import current_language

from . import blueprint

_TAGS = frozenset({"a", "blockquote", "br", "code", "em", "h2", "h3", "hr", "li", "ol", "p", "strong", "ul"})
_SLUG = re.compile(r"[a-z0-9-]{1,60}")

bp = blueprint("pages")


@dataclass(frozen=True, slots=True)
class OwnPage:
    """One page of the operator's: the first heading as its title, the rest as sanitised HTML."""

    slug: str
    title: str
    html: Markup


@bp.get("/page/<slug>")
def page(slug: str) -> str:
    """Show a text of the operator's.

    :raise 404: there is no such page.
    """
    return render_template("public/page.html", page=read_page(slug, current_language()))


def read_page(slug: str, language: str) -> OwnPage:
    """Return `<slug>.<language>.md`, or `<slug>.md` where there is no translation.

    :raise 404: neither exists.
    """
    for name in (f"{slug}.{language}.md", f"{slug}.md"):
        file = _folder() / name
        if _SLUG.fullmatch(slug) and file.is_file():
            return _parse(slug, file.read_text("utf-8"))
    abort(404)


def list_pages(language: str) -> list[OwnPage]:
    """Return all pages in `language`, by slug, for the foot of every public page."""
    slugs = sorted({file.name.partition(".")[0] for file in _folder().glob("*.md")})
    return [read_page(slug, language) for slug in slugs if _SLUG.fullmatch(slug)]


def sanitise(text: str) -> Markup:
    """Return Markdown as HTML without scripts, styles, images, or links that are not web, mail or phone."""
    clean = bleach.clean(
        markdown(text), tags=_TAGS, attributes={"a": ["href"]}, protocols={"http", "https", "mailto", "tel"}, strip=True
    )
    return Markup(clean)  # noqa: S704 - bleach has just cleaned it


def _parse(slug: str, text: str) -> OwnPage:
    first, _, rest = text.strip().partition("\n")
    return OwnPage(slug, first.lstrip("# ").strip(), sanitise(rest))


def _folder() -> Path:
    return Path(current_app.instance_path) / "pages"
