import os
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from reporting.public import pages
from reporting.public.pages import sanitise


@pytest.fixture
def folder(instance: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The operator's folder, looked at anew for every request."""
    monkeypatch.setattr(pages, "_LOOK_SECONDS", 0)
    folder = instance / "pages"
    folder.mkdir(parents=True)
    (folder / "om-os.md").write_text("# Om os\n\nVi er **to**.", "utf-8")
    (folder / "om-os.en.md").write_text("# About us\n\nWe are **two**.", "utf-8")
    return folder


def test_each_page_is_rendered_once_for_each_change_of_its_file(
    folder: Path, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered: list[str] = []
    monkeypatch.setattr(pages, "sanitise", lambda text: rendered.append(text) or sanitise(text))
    for path in ("/", "/112", "/page/om-os", "/return", "/page/om-os?lang=en"):
        client.get(path)
    assert len(rendered) == 2
    (folder / "om-os.md").write_text("# Hvem vi er\n\nVi er **tre**.", "utf-8")
    os.utime(folder / "om-os.md", ns=(1, 1))
    assert "<strong>tre</strong>" in client.get("/page/om-os").text
    assert ">Hvem vi er</a>" in client.get("/112").text
    assert len(rendered) == 3


def test_a_page_that_is_taken_away_is_gone_from_every_foot(folder: Path, client: FlaskClient) -> None:
    assert ">Om os</a>" in client.get("/").text
    for file in folder.iterdir():
        file.unlink()
    assert "Om os" not in client.get("/").text
    assert client.get("/page/om-os").status_code == 404


def test_the_foot_keeps_the_language_and_shows_titles_in_it(folder: Path, client: FlaskClient) -> None:
    assert '<a href="/page/om-os">Om os</a>' in client.get("/").text
    assert '<a href="/page/om-os?lang=en">About us</a>' in client.get("/?lang=en").text
    # Whoever reads neither gets the English one, and a screen reader is told so.
    assert '<a href="/page/om-os?lang=ar" lang="en" dir="ltr">About us</a>' in client.get("/?lang=ar").text
    page = client.get("/page/om-os?lang=ar").text
    assert '<div lang="en" dir="ltr">' in page


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[klik](javascript:alert(1))",
        "<a href='JaVaScRiPt:alert(1)'>klik</a>",
        "<a href='data:text/html,<script>alert(1)</script>'>klik</a>",
        "<p style='position:fixed' onclick='alert(1)'>hej</p>",
        "<iframe src='https://elsewhere.example'></iframe>",
        "<svg><script>alert(1)</script></svg>",
        "<form action='https://elsewhere.example'><input></form>",
    ],
)
def test_nothing_that_could_run_or_load_gets_through(text: str) -> None:
    html = str(sanitise(text)).lower()
    for danger in ("<script", "<img", "<iframe", "<svg", "<form", "<input", "javascript:", "data:", " on", "style="):
        assert danger not in html.replace("alert(1)", "")


def test_ordinary_markdown_becomes_ordinary_html() -> None:
    html = sanitise("## Om os\n\nVi er **to**. [Ring](tel:00000000)\n\n- en\n- to")
    assert html == (
        '<h2>Om os</h2>\n<p>Vi er <strong>to</strong>. <a href="tel:00000000">Ring</a></p>\n'
        "<ul>\n<li>en</li>\n<li>to</li>\n</ul>"
    )
