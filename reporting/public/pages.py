"""The operator's own pages: Markdown in `instance/pages/`, shown as the few harmless tags that bleach lets through.

The only text in the portal that becomes HTML. What reporters write never passes here.
"""

import re
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import bleach
from flask import abort, current_app, g, render_template, url_for
from markdown import markdown
from markupsafe import Markup

from reporting.web.languages import current_language

from . import blueprint

_TAGS = frozenset({"a", "blockquote", "br", "code", "em", "h2", "h3", "hr", "li", "ol", "p", "strong", "ul"})
_NAME = re.compile(r"[a-z0-9-]{1,60}(\.[a-z]{2,3})?")
_LOOK_SECONDS = 1.0

bp = blueprint("pages")


@dataclass(frozen=True, slots=True)
class OwnPage:
    """One page of the operator's: the first heading as its title, the rest as sanitised HTML, and the language that
    its file's name says; empty for the one that stands for all others."""

    slug: str
    title: str
    html: Markup
    language: str


@bp.get("/page/<slug>")
def page(slug: str) -> str:
    """Show a text of the operator's.

    :raise 404: there is no such page.
    """
    return render_template("public/page.html", page=read_page(slug, current_language()))


def read_page(slug: str, language: str) -> OwnPage:
    """Return `<slug>.<language>.md`, or where there is no translation `<slug>.en.md`, or else `<slug>.md`.

    :raise 404: none of them exists.
    """
    return _best(_folder().pages(), slug, language) or abort(404)


def list_links(language: str) -> list[tuple[str, OwnPage]]:
    """Return (address, page) of all pages in `language`, by slug, for the foot of every public page."""
    pages = _folder().pages()
    found = [_best(pages, slug, language) for slug in sorted({page.slug for page in pages.values()})]
    return [(_address(page.slug, g.get("language"), g.get("organisation")), page) for page in found if page]


def list_slugs() -> list[str]:
    """Return the slugs of all pages."""
    return sorted({page.slug for page in _folder().pages().values()})


def own_language(given: str) -> str:
    """Return the `lang` of an operator's text that is written in `given`; nothing said stands for the first one."""
    return given or str(current_app.config["LANGUAGES"][0])


def _best(pages: dict[str, OwnPage], slug: str, language: str) -> OwnPage | None:
    is_first = language == current_app.config["LANGUAGES"][0]
    wanted = (f"{slug}.{language}", slug) if is_first else (f"{slug}.{language}", f"{slug}.en", slug)
    return next((pages[name] for name in wanted if name in pages), None)


def sanitise(text: str) -> Markup:
    """Return Markdown as HTML without scripts, styles, images, or links that are not web, mail or phone."""
    clean = bleach.clean(
        markdown(text), tags=_TAGS, attributes={"a": ["href"]}, protocols={"http", "https", "mailto", "tel"}, strip=True
    )
    return Markup(clean)  # noqa: S704 - bleach has just cleaned it


class _Folder:
    """The operator's folder as it was at most a second ago: every page is rendered once for each change of its file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._looked = 0.0
        self._known: dict[str, tuple[int, OwnPage]] = {}

    def pages(self) -> dict[str, OwnPage]:
        """Return all pages by file name without the ending."""
        now = time.perf_counter()
        if now - self._looked > _LOOK_SECONDS or not self._looked:
            self._known = {
                file.stem: self._read(file) for file in self._path.glob("*.md") if _NAME.fullmatch(file.stem)
            }
            self._looked = now
        return {name: page for name, (_, page) in self._known.items()}

    def _read(self, file: Path) -> tuple[int, OwnPage]:
        changed = file.stat().st_mtime_ns
        known = self._known.get(file.stem)
        if known and known[0] == changed:
            return known
        first, _, rest = file.read_text("utf-8").strip().partition("\n")
        slug, _, language = file.stem.partition(".")
        return changed, OwnPage(slug, first.lstrip("# ").strip(), sanitise(rest), language)


def _folder() -> _Folder:
    found: _Folder = current_app.extensions.setdefault("pages", _Folder(Path(current_app.instance_path) / "pages"))
    return found


@cache
def _address(slug: str, _language: str | None, _organisation: str | None) -> str:
    """Making an address takes longer than all else in the foot, and it depends on nothing but these."""
    return url_for("pages.page", slug=slug)
