"""axe-core on a page: what it finds is a defect."""

from typing import Literal

from playwright.sync_api import Page

from tests.support import ROOT

AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async ([source, tags]) => {
  if (!window.axe) (0, eval)(source);
  const options = { runOnly: { type: "tag", values: tags }, rules: { "target-size": { enabled: true } } };
  const found = await axe.run(document, options);
  return found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(", ")}`);
}"""


PRESSED = (
    "button, .button, input, textarea, summary, .choice > label, a.phone, a.door, a.exit, a.alone, a.back, a.case,"
    " .strip a, .foot nav a"
)


SCHEMES: tuple[tuple[Literal["light", "dark"], Literal["none", "active"]], ...] = (
    ("dark", "none"),
    ("light", "active"),
    ("dark", "active"),
    ("light", "none"),
)
"""Colour scheme and forced colours."""


def check(page: Page, state: str) -> None:
    """Fail if axe finds anything in any of four schemes, if the page scrolls sideways, or if something to press is
    smaller than 44 px.

    From the top of the page: what is half under the header that stays would count as half as large.
    """
    page.wait_for_load_state()
    page.evaluate("window.scrollTo(0, 0)")
    for color_scheme, forced_colors in SCHEMES:
        page.emulate_media(color_scheme=color_scheme, forced_colors=forced_colors)
        found = page.evaluate(RUN, [AXE, TAGS])
        assert not found, (state, color_scheme, forced_colors, found)
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, (state, overflow)
    small = page.evaluate(
        """(pressed) => [...document.querySelectorAll(pressed)]
          .filter((e) => e.checkVisibility() && !e.closest(".trap") && e.getBoundingClientRect().height < 43.5)
          .map((e) => e.outerHTML.slice(0, 80))""",
        PRESSED,
    )
    assert not small, (state, small)
