"""axe-core on a page: what it finds is a defect."""

import json
from typing import Literal

from playwright.sync_api import Page

from tests.support import ROOT

AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_COLOURS = ["color-contrast", "link-in-text-block"]
"""What another scheme can change; everything else is the same in each."""

RUN = """async ([kind, values]) => {
  const enabled = kind === "tag" ? { rules: { "target-size": { enabled: true } } } : {};
  const found = await axe.run(document, { runOnly: { type: kind, values }, ...enabled });
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
    if not page.evaluate("'axe' in window"):
        page.evaluate(f"(0, eval)({json.dumps(AXE)})")
    for color_scheme, forced_colors in SCHEMES:
        page.emulate_media(color_scheme=color_scheme, forced_colors=forced_colors)
        is_usual = (color_scheme, forced_colors) == SCHEMES[-1]
        found = page.evaluate(RUN, ["tag", TAGS] if is_usual else ["rule", OF_COLOURS])
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
