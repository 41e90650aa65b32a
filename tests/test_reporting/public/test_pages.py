import pytest

from reporting.public.pages import sanitise


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
