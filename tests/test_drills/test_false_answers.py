"""Every endpoint whose answer makes a browser seal, unwrap, show as ours or fill in is lied about, or said why not.

The endpoints are found by walking the code: the routes that the portal has, and the addresses that the scripts ask for.
Whoever adds one has to say here what is lied about it. Whatever the inbox or a reporter's page reads is bent value by
value (`LIED_ABOUT`), and judged by the browser's own modules: nobody sees something else without being told, and
nothing is sealed to a thief. What an answer does before there is anything to bend is tried in a real browser. Whoever
writes the database lies in `test_database_writer.py`, in every column of every table.
"""

import ast
import base64
import json
import random  # noqa: TID251 - the same lies in every run
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from app import create_app
from crypto import TEAM, SealError, open_code
from crypto.age import file_key_of
from tests.support import ROOT
from tests.support.cast import enrol
from tests.support.drills import figure, length
from tests.support.lies import bend, bend_bytes, false_lists, leaves
from tests.support.node import run_node
from tests.support.scene import STATES, Scene, unflagged
from tests.support.signed import KEY_TEXT
from tests.support.thief import THIEF

LIED_ABOUT = {
    "/unlock",
    "/inbox/lists",
    "/inbox/state",
    "/inbox/ledgers",
    "/inbox/rows",
    "/inbox/texts",
    "/inbox/team-key",
    "/inbox/cases/<case>",
    "/inbox/casefiles/<case>",
    "/inbox/reseal",
    "/inbox/reseal/kept",
    "/inbox/retention",
    "/return/lookup",
}
REFUSED = {
    "/inbox/cases",
    "/inbox/cases/<case>/replies",
    "/inbox/casefiles/<case>",
    "/inbox/ledgers",
    "/inbox/cards",
    "/inbox/team-key",
    "/inbox/reseal",
}
"""What is posted sealed, and refused with whatever list the server likes."""

_FALSE, _ENROL = "test_browser/test_false_server.py", "test_browser/test_enrolment.py"
IN_A_BROWSER = {
    "/": (_FALSE, "test_a_story_survives_every_false_answer_to_the_language_link_and_nothing_leaves"),
    "/report": (_FALSE, "test_a_page_whose_list_alone_was_changed_is_believed_by_nobody"),
    "/return": (_FALSE, "test_a_page_whose_list_alone_was_changed_is_believed_by_nobody"),
    "/inbox": (_FALSE, "test_after_the_recovery_sheet_nothing_is_sealed_to_a_list_that_nobody_has_compared"),
    "/inbox/settings.json": (_FALSE, "test_what_the_inbox_computes_and_prints_with_is_believed_only_as_it_was_signed"),
    "/pages.json": (_FALSE, "test_where_no_pages_are_signed_no_case_is_closed"),
    "/report/sealed": (_FALSE, "test_a_report_that_is_refused_with_a_false_list_is_not_sealed_to_it"),
    "/return/message/sealed": (_FALSE, "test_a_message_that_is_refused_with_a_false_list_is_not_sealed_to_it"),
    "/static/<path:name>": (_FALSE, "test_a_story_survives_every_false_answer_to_the_language_link_and_nothing_leaves"),
    "/unlock/challenge": (_FALSE, "test_no_stored_envelope_passes_for_a_challenge"),
    "/enrol/invitation": (_ENROL, "test_a_portal_with_another_key_than_the_link_names_gets_no_key_made"),
    "/enrol": (_ENROL, "test_a_portal_with_another_key_than_the_link_names_gets_no_key_made"),
}

SAME_AS = {
    "/o/<organisation>": "/",
    "/o/<organisation>/report": "/report",
    "/o/<organisation>/<any(staff, own):door>": "/report",
    "/report/<any(staff, own):door>": "/report",
    "/page/<slug>": "/",
    "/return/more": "/return",
    "/report/staff/sealed": "/report/sealed",
}
"""The same page or the same scripts."""

NOTHING = {
    "/112": "a page without a script",
    "/health": "no browser asks",
    "/intake": "no browser asks",
    "/recipients.json": "no script asks: it is there for who compares",
    "/report/received/<token>": "the code for who has no scripts, whom the server could tell anything",
    "/report/staff/outbox.js": "a script: that scripts are ours is what the signed pages are for",
    "/inbox/absence": "no more than that it was taken",
    "/inbox/cases/<case>/purge": "no more than whether the log was wiped",
    "/inbox/cases/<case>/read": "no more than that it was taken",
    "/inbox/cases/<case>/retention": "no more than that it was taken",
    "/inbox/reseal/opened": "no more than that it was taken",
    "/inbox/reseal/back": "no more than that it was taken",
    "/inbox/posters": "which links are closed, shown as the server's word; posters are made of what is signed",
    "/inbox/posters/<slug>": "no more than that it was taken",
    "/lock": "no more than that it was taken",
    "/unlock/keep": "no more than that it was taken",
    "/unlock/sessions": "times and kinds of one's own sessions, shown as the server's word",
    "/unlock/sessions/end": "no more than that it was taken",
    "/unlock/passkeys": "names of one's own slots, shown as the server's word",
    "/unlock/passkeys/remove": "no more than that it was taken",
}


BEGINNINGS = {("/o/",), ("/report/staff/",), ("/lookup",), ("/more",), ("/message",)}
"""Parts of addresses that stand in the scripts by themselves."""


def test_every_endpoint_is_lied_about_or_told_why_not(app: Flask) -> None:
    known = LIED_ABOUT | REFUSED | IN_A_BROWSER.keys() | SAME_AS.keys() | NOTHING.keys()
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    assert rules - known == set()
    assert known - rules == set()
    assert not NOTHING.keys() & (LIED_ABOUT | REFUSED | IN_A_BROWSER.keys())


def test_every_address_that_a_script_asks_for_is_one_of_them(app: Flask) -> None:
    adapter = app.url_map.bind("localhost")
    scripts = sorted((ROOT / "static/js").rglob("*.ts"))
    texts = [
        text for found in run_node("tools/syntax.ts", [each.read_text() for each in scripts]) for text in found["texts"]
    ]
    asked = {tuple(parts) for parts in texts if parts[0].startswith("/") and parts != ["/"]} - BEGINNINGS
    assert len(asked) > 30

    def is_known(parts: tuple[str, ...]) -> bool:
        paths = [hole.join(parts).partition("?")[0] for hole in ("staff", "")]
        return any(adapter.test(path, method) for path in paths for method in ("GET", "POST"))

    assert [parts for parts in asked if not is_known(parts)] == []


@pytest.mark.parametrize("path", IN_A_BROWSER)
def test_the_lies_that_are_told_in_a_browser_are_there(path: str) -> None:
    file, name = IN_A_BROWSER[path]
    tree = ast.parse((ROOT / "tests" / file).read_text())
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """One for all: the lies are told on the way, so what it keeps stays as it is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BEKYMRET_INSTANCE", str(tmp_path_factory.mktemp("portal") / "instance"))
        patch.setenv("BEKYMRET_PORTAL_KEY", KEY_TEXT)
        app = create_app({"RATELIMIT_ENABLED": False})
    scene = Scene(app, [enrol(app, "Rådgiver 1"), enrol(app, "Rådgiver 2")])
    yield scene
    scene.lookers.close()


def url_of(path: str, case: str) -> str:
    """The addresses that are asked for a path that is lied about."""
    return {"/inbox/team-key": "/inbox/team-key?n=2", "/inbox/rows": f"/inbox/rows?only={case}"}.get(
        path, path.replace("<case>", case)
    )


def lie(asked: dict[str, Any], path: str, chance: random.Random) -> str:
    """Bend one answer to the first advisor, or to one reporter; return what was done."""
    if path == "/return/lookup":
        place = chance.randrange(len(asked["reporters"]))
        told = asked["reporters"][place]["answer"]
        at = chance.choice(list(leaves(told)))
        asked["reporters"][place]["answer"], value = bend(told, at, chance)
        return f"reporter {STATES[place]}: {at} = {value!r:.80}"
    advisor = asked["advisors"][0]
    if path == "/unlock":  # who one is
        at = chance.choice(list(leaves(advisor["advisor"])))
        advisor["advisor"], value = bend(advisor["advisor"], at, chance)
        return f"advisor: {at} = {value!r:.80}"
    kind = "packed" if path in ("/inbox/rows", "/inbox/texts") else "answers"
    urls = [url for url in advisor[kind] if url.partition("?")[0] == path or _is_of(path, url)]
    url = chance.choice(urls)
    if kind == "packed":
        raw = base64.b64decode(advisor[kind][url])
        advisor[kind][url] = base64.b64encode(bend_bytes(raw, chance)).decode()
        return f"{url}: bytes"
    at = chance.choice(list(leaves(advisor[kind][url])))
    advisor[kind][url], value = bend(advisor[kind][url], at, chance)
    return f"{url}: {at} = {value!r:.80}"


def _is_of(path: str, url: str) -> bool:
    start, hole, _ = path.partition("<")
    return bool(hole) and url.startswith(start)


def opens(body: str) -> bool:
    """Whether the thief opens anything of what was posted."""
    raw = base64.b64decode(body)
    starts = [at for at in range(len(raw)) if raw.startswith(b"age-encryption.org/v1\n", at)]
    for start in starts:
        try:
            file_key_of(raw[start:], THIEF)
        except SealError:
            continue
        return True
    return False


@pytest.mark.parametrize("path", sorted(LIED_ABOUT))
def test_whatever_is_answered_falsely_is_told_and_nothing_is_sealed_to_a_thief(path: str, scene: Scene) -> None:
    chance, complaints = random.Random(f"4711 {path}"), []  # noqa: S311 - the same lies in every run
    true, count = scene.lookers.ask(), length(4, 200)
    case = open_code(scene.codes[STATES.index("conversation")]).case
    for _ in range(count):
        asked = json.loads(json.dumps(true))
        what = lie(asked, path, chance)
        after = scene.lookers.judge(asked) | {"plain": scene.seen["plain"]}
        if found := unflagged(scene.seen, after, on_the_way=path == "/return/lookup"):
            complaints.append((what, found))
        posts = scene.lookers.judge({"makes": asked["advisors"][0] | {"by": case}})["posts"]
        complaints += [(what, f"sealed to the thief: {post['url']}") for post in posts if opens(post["body"])]
    assert complaints == []
    figure(f"false answers to {path}", f"{count}, 0 untold")


def test_of_no_false_list_is_anything_sealed_to_a_thief(scene: Scene) -> None:
    """Told at once, or with the refusal of whatever was sealed to the true one."""
    true = scene.lookers.ask()["advisors"][0]
    case = open_code(scene.codes[STATES.index("conversation")]).case
    honest = scene.lookers.judge({"makes": true | {"by": case}})["posts"]
    assert {post["url"].replace(case, "<case>") for post in honest} >= REFUSED - {"/inbox/reseal", "/inbox/team-key"}
    for name, false in false_lists(true["answers"]["/inbox/lists"]):
        told = true | {"answers": true["answers"] | {"/inbox/lists": false}}
        refusing = {"status": 400, "text": json.dumps({"error": "recipients"} | false)}
        for asked in (told, true | {"answered": refusing}, told | {"answered": refusing}):
            posts = scene.lookers.judge({"makes": asked | {"by": case}})["posts"]
            assert not [post["url"] for post in posts if opens(post["body"])], name
        assert scene.lookers.judge({"makes": told | {"by": case}})["posts"] == [], name


def test_a_case_that_is_opened_shorter_than_it_was_listed_is_named(scene: Scene) -> None:
    asked = scene.lookers.ask()
    case = open_code(scene.codes[STATES.index("conversation")]).case
    asked["advisors"][0]["answers"][f"/inbox/cases/{case}"]["places"].pop()
    assert scene.lookers.judge(asked)["advisors"][0]["remembered"]["back"] == [case]


def test_a_case_under_the_id_of_what_all_cases_share_takes_nothing_of_its_place(scene: Scene) -> None:
    case = open_code(scene.codes[STATES.index("conversation")]).case
    asked = scene.lookers.ask()
    packed = base64.b64decode(asked["advisors"][0]["packed"]["/inbox/rows"])
    moved = packed.replace(bytes.fromhex(case), bytes.fromhex(TEAM))
    assert moved != packed
    told = asked["advisors"][0]["packed"]
    told["/inbox/rows"] = base64.b64encode(moved).decode()
    alone = base64.b64decode(told[f"/inbox/rows?only={case}"]).replace(bytes.fromhex(case), bytes.fromhex(TEAM))
    told[f"/inbox/rows?only={TEAM}"] = base64.b64encode(alone).decode()
    states = asked["advisors"][0]["answers"]["/inbox/state"]["cases"]
    states[TEAM] = states.pop(case)
    seen = scene.lookers.judge(asked)["advisors"][0]
    assert seen["team"] == scene.seen["advisors"][0]["team"]
    assert TEAM not in seen["cases"]


def test_sealing_again_ends_whatever_the_server_says_there_is_more(scene: Scene) -> None:
    asked = scene.lookers.ask()["advisors"][0]
    case = open_code(scene.codes[STATES.index("conversation")]).case
    for items in (
        [],
        [{"case": case, "seq": 0, "by": "reporter", "header": "AA==", "envelope": None, "reply_to": None}],
    ):
        asked["answers"]["/inbox/reseal"] = {"items": items, "left": 7, "more": True}
        assert scene.lookers.judge({"makes": asked})["posts"]
