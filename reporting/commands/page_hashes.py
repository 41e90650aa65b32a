"""What the public pages and scripts are, as hashes that the portal key signs, so that a change of them can be seen.

Of each page everything counts but what stands in two JSON blocks, with the signed list and what depends on the day:
`<script type="application/json" id="sealing">…</script>` and `id="now"`. `tools/watch.py` has the same rule, and looks
into both blocks; the page's script wants its key to be the one whose fingerprint stands in `<html data-portal>`.
"""

import re
from collections.abc import Iterator
from contextvars import Context

from flask import current_app

from crypto import write_pages
from reporting.advisors.words import PATH as WORDS
from reporting.public.pages import list_slugs
from reporting.public.report import OUTBOX_WORKER
from reporting.questions import QUESTION_SETS
from reporting.web.assets import names

_BLOCK = re.compile(rb'(<script type="application/json" id="(?:sealing|now)">).*?(</script>)', re.DOTALL)


def hash_pages(n: int) -> str:
    """Return the text to sign with list `n`: a line for each script, style, and page in each language."""
    client, url = current_app.test_client(), current_app.config["URL"]
    served = []
    for path in sorted(_static_paths()) + list(_page_paths()):
        # In a context of its own: a command's own one would keep the first page's language for all.
        answer = Context().run(client.get, path, base_url=url)
        assert answer.status_code == 200, path  # noqa: S101 - a page that is not there is a fault of ours
        served.append((path, without_block(answer.data)))
    return write_pages(n, served)


def without_block(page: bytes) -> bytes:
    """Return a page without what changes by the day or the hour."""
    return _BLOCK.sub(rb"\1\2", page)


def _static_paths() -> Iterator[str]:
    yield from (f"/static/{name}" for name in names())
    yield OUTBOX_WORKER
    yield WORDS


def _page_paths() -> Iterator[str]:
    doors = [each.id for each in QUESTION_SETS][1:]
    paths = ["/", "/112", "/report", *(f"/report/{door}" for door in doors), "/return", "/inbox", "/enrol"]
    for each in current_app.config["ORGANISATIONS"]:
        slug = each["slug"]
        paths += [f"/o/{slug}", f"/o/{slug}/report", *(f"/o/{slug}/{door}" for door in doors)]
        paths += [f"{path}?o={slug}" for path in ("/112", "/return")]
    paths += [f"/page/{slug}" for slug in list_slugs()]
    for language in current_app.config["LANGUAGES"]:
        yield from (f"{path}{'&' if '?' in path else '?'}lang={language}" for path in paths)
