"""What the portal says to its operator before it serves."""

from pathlib import Path

from reporting.commands.serve import OWN_PAGES, what_is_missing
from tests.support import ROOT

SET = {"OPERATOR": "Eksempelboligerne", "PHONE": "00 00 00 00"}
FILLED = "# Persondata\n\nSkriv til [os](mailto:en@eksempel.dk).\n"


def fill(folder: Path, text: str = FILLED) -> Path:
    for name in OWN_PAGES:
        (folder / f"{name}.md").write_text(text, "utf-8")
    return folder


def test_a_portal_that_says_who_it_is_gets_no_warning(tmp_path: Path) -> None:
    assert what_is_missing(SET, fill(tmp_path)) == []


def test_each_thing_that_people_would_look_for_is_named(tmp_path: Path) -> None:
    without_operator, without_phone, *pages = what_is_missing({"OPERATOR": "", "PHONE": ""}, tmp_path)
    assert "`operator` is not set" in without_operator
    assert "`phone` is not set" in without_phone
    assert [name for name, sentence in zip(OWN_PAGES, pages, strict=True) if f"`{name}.md`" in sentence] == [*OWN_PAGES]


def test_a_template_that_was_only_copied_is_not_taken_for_a_page(tmp_path: Path) -> None:
    for name in OWN_PAGES:
        (tmp_path / f"{name}.md").write_text((ROOT / f"deploy/pages/{name}.md").read_text("utf-8"), "utf-8")
    assert len(what_is_missing(SET, tmp_path)) == len(OWN_PAGES)
