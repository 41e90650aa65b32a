"""What is called for each kind of case; `adapter.ts` is the Node half. Whoever renames one of these mends it here.

A case is `{"id", "kind", "fault", … inputs …, "expected"}`; what a kind's inputs are called stands in its
function, which returns whether the case holds, and what was seen.
"""

import contextlib
import io
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from functools import cached_property
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from flask import Flask
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from app import create_app
from crypto import ReceiptError, check_document, parse_code, portal_fingerprint, unseal
from crypto.__main__ import main as crypto
from crypto.written import implausible, tidy_answer
from reporting.envelopes.frames import read_report
from reporting.mail import MailServer, NotSent
from reporting.store.roster import name_key
from reporting.submissions.photos import NotAPhoto, rewrite
from tests.support.browser import launch
from tests.support.cast import Advisor, enrol, read_case, sql
from tests.support.journey import fill_in, send, send_plain
from tests.support.node import run_node
from tests.support.portal import Portal
from tests.support.postbox import open_postbox
from tests.support.signed import KEY, KEY_TEXT

Case = dict[str, Any]
Verdict = tuple[bool, object]

CODE = "TTTFBY0QT9ATVAAF2PJ3"
"""The code that the cases of codes mangle."""
ORGANISATION = {"slug": "eksempelboligen", "name": "Eksempelboligen"}
INTAKE = "prove"


class World:
    """What the cases happen to: begun when a case first asks for it, and ended once."""

    def __init__(self, cases: list[Case], folder: Path) -> None:
        """Take all cases, so that Node is asked once, and the folder that their files are in."""
        self._cases, self.folder = cases, folder
        self._ends = contextlib.ExitStack()
        self.temporary = Path(self._ends.enter_context(tempfile.TemporaryDirectory()))

    def end(self) -> None:
        """Stop whatever was begun."""
        self._ends.close()

    @cached_property
    def in_browser(self) -> dict[str, object]:
        """What the browser's side makes of a case, by the case's id."""
        asked = [(case["id"], [case["kind"], inputs(case)]) for case in self._cases if case["kind"] in _FOR_NODE]
        found = run_node("../cases/adapter.ts", [each for _, each in asked])
        return dict(zip([id_ for id_, _ in asked], found, strict=True))

    @cached_property
    def app(self) -> Flask:
        """A portal without a server, and its advisor."""
        os.environ["BEKYMRET_INSTANCE"], os.environ["BEKYMRET_PORTAL_KEY"] = str(self.temporary / "app"), KEY_TEXT
        app = create_app({"RATELIMIT_ENABLED": False, "ORGANISATIONS": [ORGANISATION]})
        self.run(app, "intake", "add", INTAKE)
        return app

    @cached_property
    def advisor(self) -> Advisor:
        return enrol(self.app, "Rådgiver 1")

    @cached_property
    def portal(self) -> Portal:
        """A portal as it is served."""
        portal = Portal(self.temporary, ORGANISATIONS=json.dumps([ORGANISATION]))
        portal.start()
        self._ends.callback(portal.stop)
        portal.enrol("Rådgiver 1", "Rådgiver 2")
        return portal

    @cached_property
    def token(self) -> str:
        return self.portal.command("intake", "add", INTAKE).split()[0]

    @contextlib.contextmanager
    def page(self, *, with_script: bool) -> Iterator[Page]:
        self.portal  # noqa: B018 - before the browser, which keeps a loop running
        with sync_playwright() as playwright:
            browser = launch(playwright)
            yield browser.new_context(locale="da-DK", java_script_enabled=with_script).new_page()
            browser.close()

    def run(self, app: Flask, *arguments: str) -> tuple[int, str, BaseException | None]:
        """Run a `flask` command: exit code, what it said, and what it stumbled over."""
        done = app.test_cli_runner().invoke(args=list(arguments))
        stumbled = None if isinstance(done.exception, SystemExit) else done.exception
        return done.exit_code, done.output, stumbled

    def ask(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
        connection = HTTPConnection("localhost", self.portal.port, timeout=20)
        with contextlib.closing(connection):
            connection.request(method, path, body, headers or {}, encode_chunked=not isinstance(body, bytes | None))
            answer = connection.getresponse()
            return answer.status, answer.read()


def inputs(case: Case) -> list[Any]:
    """Return what the Node half is given of a case."""
    return [case[name] for name in _FOR_NODE[case["kind"]]]


_FOR_NODE = {
    "code": ("typed",),
    "plausible": ("question", "answer"),
    "passphrase": ("typed",),
    "search": ("stored", "typed"),
    "home": ("one", "other"),
    "estate": ("one", "other"),
}


def csv(case: Case, world: World) -> Verdict:
    """`file`: taken by `flask intake csv`. `sealed`: the answers of what was; `says`: part of the sentence."""
    world.advisor  # noqa: B018 - or nobody could be sealed to
    sql(world.app, "DELETE FROM intake_keys")
    before = {id_ for (id_,) in sql(world.app, "SELECT id FROM cases")}
    exit_, said, stumbled = world.run(world.app, "intake", "csv", INTAKE, str(world.folder / case["file"]))
    new = [id_ for (id_,) in sql(world.app, "SELECT id FROM cases") if id_ not in before]
    sealed = [_report(world, id_.hex())["answers"] for id_ in new]
    wanted = case["expected"]
    exits = wanted["exit"] if isinstance(wanted["exit"], list) else [wanted["exit"]]
    holds = exit_ in exits and stumbled is None and len(new) == wanted.get("added", len(new))
    holds &= "sealed" not in wanted or exit_ != 0 or _sorted(sealed) == _sorted(wanted["sealed"])
    holds &= wanted.get("says", "").lower() in said.lower()
    holds &= all(each.get("story") in wanted.get("story_if_taken", [each.get("story")]) for each in sealed)
    return holds, {"exit": exit_, "said": said, "sealed": sealed, "stumbled": repr(stumbled)}


def seal(case: Case, world: World) -> Verdict:
    """`file`: sealed by `python -m crypto seal`."""
    identity, into = world.advisor.identity, Path(tempfile.mkdtemp(dir=world.temporary))
    told = world.temporary / "recipients.json"
    told.write_bytes(world.app.test_client().get("/recipients.json").data)
    out, said = io.TextIOWrapper(io.BytesIO()), io.StringIO()
    asked = ("seal", "--portal", portal_fingerprint(KEY), "--to", str(told), "--into", str(into))
    stumbled = None
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(said):
        try:
            exit_ = crypto([*asked, str(world.folder / case["file"])])
        except Exception as error:
            exit_, stumbled = 99, repr(error)
    frames = [file.read_bytes() for file in sorted(into.iterdir())] or [out.buffer.getvalue()]  # type: ignore[attr-defined]
    envelopes = [read_report(frame, 0).envelopes[0].envelope for frame in frames if frame]
    sealed = [check_document(unseal(envelope, identity), None).body["answers"] for envelope in envelopes]
    wanted = case["expected"]
    holds = (
        exit_ == wanted["exit"] and stumbled is None and sealed == wanted.get("sealed", sealed if exit_ == 0 else [])
    )
    return holds, {"exit": exit_, "said": said.getvalue(), "sealed": sealed, "stumbled": stumbled}


def intake(case: Case, world: World) -> Verdict:
    """`body`: sent to `POST /intake`, as JSON in `encoding`, as it stands (`intake-raw`), or in chunks."""
    sent, is_raw = case["body"], case["kind"] == "intake-raw"
    text = sent if is_raw else json.dumps(sent, ensure_ascii=False)
    body = text.encode(case.get("encoding", "utf-8"))
    headers = {"Authorization": f"{case.get('scheme', 'Bearer')} {world.token}", "Idempotency-Key": case["id"]}
    headers |= {"Content-Type": "application/json"}
    status, said = world.ask("POST", "/intake", iter([body]) if case["kind"] == "intake-chunked" else body, headers)
    wanted = case["expected"]["status"]
    holds = status in (wanted if isinstance(wanted, list) else [wanted])
    if case["expected"].get("json_sentence") and status >= 400:
        holds &= "sentence" in json.loads(said)
    return holds, {"status": status, "said": said.decode(errors="replace")[:300]}


def intake_name(case: Case, world: World) -> Verdict:
    """`added`, `asked`: names of an intake."""
    world.advisor  # noqa: B018 - or nobody could be sealed to
    table = world.temporary / "name.csv"
    table.write_text("where,deadline\nEksempelvej 9,2027-01-05\n", "utf-8")
    sql(world.app, "DELETE FROM intake_keys")
    world.run(world.app, "intake", "add", case["added"])
    exit_, said, stumbled = world.run(world.app, "intake", "csv", case["asked"], str(table))
    return exit_ == case["expected"]["exit"] and stumbled is None, {"exit": exit_, "said": said}


def form(case: Case, world: World) -> Verdict:
    """`body`: of the plain form."""
    status, _ = world.ask(
        "POST", "/report", case["body"].encode(), {"Content-Type": "application/x-www-form-urlencoded"}
    )
    return status == case["expected"]["status"], status


def url(case: Case, world: World) -> Verdict:
    """`path`, and `host` where it is another."""
    host = {"Host": f"{case['host']}:{world.portal.port}"} if "host" in case else {}
    status, _ = world.ask("GET", case["path"], headers=host)
    return status in case["expected"]["status"], status


def code(case: Case, world: World) -> Verdict:
    """`typed`: read by both sides, as `CODE`."""
    try:
        here: str | None = parse_code(case["typed"])
    except ReceiptError:
        here = None
    there = world.in_browser[case["id"]]
    wanted = {"opens": CODE, "refused": None}.get(case["expected"], there)
    return here == there == wanted, {"python": here, "javascript": there}


def plausible(case: Case, world: World) -> Verdict:
    """`question`: its kind; `answer`."""
    here = implausible(case["question"], tidy_answer(case["question"], case["answer"]))
    there = world.in_browser[case["id"]]
    return here == there == case["expected"], {"python": here, "javascript": there}


def as_node_says(case: Case, world: World) -> Verdict:
    """What only the browser's side reads: searches, homes, passphrases."""
    found = world.in_browser[case["id"]]
    return found == case["expected"], found


def name(case: Case, world: World) -> Verdict:
    """`typed`: the name of an advisor."""
    key = name_key(case["typed"])
    return key == name_key(case["expected"]), key


def photo(case: Case, world: World) -> Verdict:
    """`file`: sent without JavaScript. `pixels` by place, each part within `within`."""
    wanted = case["expected"]
    try:
        image = Image.open(io.BytesIO(rewrite((world.folder / case["file"]).read_bytes())))
    except NotAPhoto:
        return bool(wanted.get("refused")), "refused"
    seen = {place: image.getpixel(tuple(map(int, place.split(",")))) for place in wanted["pixels"]}
    pairs = [(a, b) for place in seen for a, b in zip(seen[place], wanted["pixels"][place], strict=True)]
    near = all(abs(a - b) <= wanted["within"] for a, b in pairs)
    return near and list(image.size) == wanted.get("size", list(image.size)), seen


def mail(case: Case, world: World) -> Verdict:
    """`to`: addresses; one that begins with `afvist` is refused, one that begins with `graa` put off."""
    with open_postbox() as box:
        box.refused = {each: "550 no" for each in case["to"] if each.startswith("afvist")}
        box.refused |= {each: "451 later" for each in case["to"] if each.startswith("graa")}
        said: object = ""
        try:
            said = MailServer("127.0.0.1", box.port, "none", "", "", "portal@eksempel.example").send(
                case["to"], "x", "y"
            )
        except NotSent as error:
            said = error.reason
        delivered = [each for _, to, _ in box.mails for each in to]
    return delivered == case["expected"]["delivered"], {"delivered": delivered, "said": said}


def translate(case: Case, world: World) -> Verdict:
    """`where`: what of which page is looked at."""
    probe = """(each) => { for (; each; each = each.parentElement) {
        const told = each.getAttribute("translate"); if (told !== null) return told; } return "yes"; }"""
    with world.page(with_script="without JavaScript" not in case["where"]) as page:
        shown = page.locator("[data-code] bdi")
        if "without JavaScript" in case["where"]:
            send_plain(page, world.portal, story="en historie", where="Eksempelvej 1")
        else:
            fill_in(page, world.portal, story="en historie", where="Eksempelvej 1")
            if "Tjek" in case["where"]:
                shown = page.locator("dd bdi", has_text="en historie").first
            else:
                send(page)
        found = shown.evaluate(probe)
    return found == case["expected"], found


KINDS: dict[str, Callable[[Case, World], Verdict]] = {
    "csv": csv,
    "seal": seal,
    "intake-json": intake,
    "intake-raw": intake,
    "intake-chunked": intake,
    "intake-name": intake_name,
    "form": form,
    "url": url,
    "code": code,
    "plausible": plausible,
    "passphrase": as_node_says,
    "search": as_node_says,
    "home": as_node_says,
    "estate": as_node_says,
    "name": name,
    "photo": photo,
    "mail": mail,
    "translate": translate,
}


def _report(world: World, case: str) -> dict[str, Any]:
    (report,) = read_case(world.app, case, world.advisor).items
    assert report.document
    return report.document.body


def _sorted(answers: list[Any]) -> list[str]:
    return sorted(json.dumps(each, sort_keys=True) for each in answers)
