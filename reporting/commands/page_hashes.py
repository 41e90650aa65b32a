"""What the public pages and scripts are, as hashes that the portal key signs, so that a change of them can be seen.

Of each page everything counts but what stands in two JSON blocks, with the signed list and what depends on the day:
`<script type="application/json" id="sealing">…</script>` and `id="now"`. `tools/watch.py` has the same rule, and looks
into both blocks; the page's script wants its key to be the one whose fingerprint stands in `<html data-portal>`.
"""

import fcntl
import hashlib
import logging
import os
import re
import threading
import time
from collections.abc import Iterator
from contextvars import Context
from http.client import OK
from pathlib import Path

from flask import Flask, current_app

from crypto import write_pages
from reporting import current
from reporting.advisors.inbox_settings import PATH as INBOX_SETTINGS
from reporting.authority import NotOurRecipients
from reporting.public.pages import list_slugs
from reporting.public.report import OUTBOX_WORKER
from reporting.questions import QUESTION_SETS
from reporting.web.assets import names

LOCK = "pages.lock"
"""The file in the instance that one process of a machine holds while it serves."""

SOON = 5.0
"""Seconds after the start: whoever comes then is answered first."""

PAUSE = 0.05
"""Seconds of rest between two pages."""

_BLOCK = re.compile(rb'(<script type="application/json" id="(?:sealing|now)">).*?(</script>)', re.DOTALL)


def hash_pages(n: int) -> str:
    """Return the text to sign with list `n`: a line for each script, style, and page in each language."""
    served = []
    for path in _paths():
        status, content = _fetch(path)
        assert status == OK, path  # noqa: S101 - a page that is not there is a fault of ours
        served.append((path, content))
    return write_pages(n, served)


def changed_pages(signed: str, *, pause: float = 0.0) -> list[str]:
    """Return the paths under which something else is served than was signed, or that nobody has signed.

    `pause` is how many seconds to rest behind each, where others have to be served meanwhile.
    """
    expected = {path: digest for digest, _, path in (line.partition(" ") for line in signed.splitlines()[2:])}
    changed = [path for path in _paths() if path not in expected]
    for path, digest in expected.items():
        status, content = _fetch(path)
        if status != OK or hashlib.sha256(content).hexdigest() != digest:
            changed.append(path)
        time.sleep(pause)
    return sorted(changed)


def watch_own_pages(app: Flask) -> None:
    """Look once, in the background and soon after the start, whether this machine serves what was signed, and say in
    the log if not. Of several processes one does it.
    """
    lock = os.open(Path(app.instance_path) / LOCK, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # kept until this process ends
    except OSError:
        os.close(lock)
        return
    timer = threading.Timer(SOON, _look, [app])
    timer.daemon = True
    timer.start()


def _look(app: Flask) -> None:
    with app.app_context():
        try:
            signed = current.sealing().published.pages
        except NotOurRecipients:
            return
        changed = changed_pages(signed, pause=PAUSE) if signed else []
    if changed:
        logging.getLogger("bekymret").error(
            "%s pages are not served as they were signed, such as %s: see flask check", len(changed), changed[0]
        )


def _fetch(path: str) -> tuple[int, bytes]:
    """Return the status of what a visitor gets, and its content but for what changes by the hour."""
    # In a context of its own: a command's own one would keep the first page's language for all.
    answer = Context().run(current_app.test_client().get, path, base_url=current_app.config["URL"])
    return answer.status_code, without_block(answer.data)


def without_block(page: bytes) -> bytes:
    """Return a page without what changes by the day or the hour."""
    return _BLOCK.sub(rb"\1\2", page)


def _paths() -> list[str]:
    return [*sorted(_static_paths()), *_page_paths()]


def _static_paths() -> Iterator[str]:
    yield from (f"/static/{name}" for name in names())
    yield OUTBOX_WORKER
    yield INBOX_SETTINGS


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
