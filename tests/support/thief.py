"""Somebody who can write to the database, and what everybody sees afterwards.

Every column of every table, in cases of every state: changed, swapped with another row's, taken away; rows deleted and
played again; what was there before put back; forged with everything that the database holds.
"""

import base64
import json
import re
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from crypto import (
    SHARED,
    CaseFile,
    Identity,
    Recipient,
    SealError,
    Thread,
    build_casefile,
    casefile_chain,
    generate_code,
    open_code,
    payload_hash,
    seal,
    transcript,
    unseal,
)
from tests.support import ROOT
from tests.support.cast import Advisor, all_ids, post_frame, sign_in
from tests.support.signed import KEY, SITE

THIEF = Identity.generate()
OF_ALL = (
    *("/inbox/lists", "/inbox/state", "/inbox/ledgers", "/inbox/reseal", "/inbox/reseal/kept", "/inbox/retention"),
    *(f"/inbox/casefiles/{each}" for each in SHARED),
)
OF_TEAMS = [f"/inbox/team-key?n={n}" for n in (1, 2, 3)]
PACKED = ("/inbox/rows", "/inbox/texts")
ROWS_A_TABLE = 12
JUDGING_SECONDS = 60
HUGE = 50_000_000
_ENVELOPES = 'envelopes (case_id, seq, envelope, "by", payload_hash, tag, sealed_n)'


@dataclass(frozen=True, slots=True)
class Attack:
    """Statements that somebody runs, by a name."""

    name: str
    statements: tuple[str, ...]


def attacks(app: Flask) -> Iterator[Attack]:
    """Every attack on what is in the database now."""
    with closing(_connect(app)) as db:
        for (table,) in db.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%migrations'"
        ):
            columns = [(name, kind) for _, name, kind, *_ in db.execute(f"PRAGMA table_info({table})")]
            key = [name for _, name, _, _, _, pk in db.execute(f"PRAGMA table_info({table})") if pk]
            rows = db.execute(f"SELECT * FROM {table}").fetchall()[:ROWS_A_TABLE]
            for number, row in enumerate(rows):
                values = dict(zip([name for name, _ in columns], row, strict=True))
                where = " AND ".join(f'"{name}" = {_literal(values[name])}' for name in key)
                yield Attack(f"{table} {number}: deleted", (f"DELETE FROM {table} WHERE {where}",))
                other = rows[(number + 1) % len(rows)]
                others = dict(zip([name for name, _ in columns], other, strict=True))
                elsewhere = " AND ".join(f'"{name}" = {_literal(others[name])}' for name in key)
                for name, kind in columns:
                    for what, value in _values(values[name], kind):
                        change = f'UPDATE {table} SET "{name}" = {value} WHERE {where}'
                        yield Attack(f"{table}.{name} {number}: {what}", (change,))
                    if others[name] != values[name] and name not in key:
                        swap = (
                            f'UPDATE {table} SET "{name}" = {_literal(others[name])} WHERE {where}',
                            f'UPDATE {table} SET "{name}" = {_literal(values[name])} WHERE {elsewhere}',
                        )
                        yield Attack(f"{table}.{name} {number}: swapped", swap)
        yield from _forgeries(db)
        rows = db.execute("SELECT id, recipient FROM advisors WHERE status = 'active' ORDER BY id").fetchall()
        yield from _forged_casefiles(db, [Recipient.parse(text) for _, text in rows], rows[0][0])


def _forgeries(db: Any) -> Iterator[Attack]:
    """A reply, a message and a whole case by somebody who knows all that is stored, and holds keys of his own."""
    texts = [row[0] for row in db.execute("SELECT recipient FROM advisors WHERE status = 'active' ORDER BY id")]
    advisors = [Recipient.parse(text) for text in texts]
    found = db.execute("SELECT id, content FROM cases JOIN blobs ON number = reply_to").fetchall()
    for number, (case, reply_to) in enumerate(found):
        hashes = [
            row[0] for row in db.execute("SELECT payload_hash FROM envelopes WHERE case_id = ? ORDER BY seq", [case])
        ]
        for by, to in (("advisor", advisors), ("reporter", advisors), ("advisor", [*advisors, THIEF.recipient])):
            thread = Thread(case.hex(), bytes(32), to, "2026-11-24", "da")
            thread.state, thread.seq = transcript(case.hex(), hashes), len(hashes)
            sealed = (
                thread.reply("FORFALSKET: skriv dit navn", Recipient(reply_to))
                if by == "advisor"
                else thread.message("FORFALSKET: glem det")
            )
            blob = 4711 + number
            yield Attack(
                f"case {number}: {by} forged, {len(to)} recipients",
                (
                    f"INSERT INTO blobs VALUES ({blob}, {_literal(sealed.envelope)})",
                    f"INSERT INTO {_ENVELOPES} VALUES ({_literal(case)}, {len(hashes)}, {blob}, '{by}', "
                    f"{_literal(sealed.payload_hash)}, {_literal(sealed.tag)}, 2)",
                ),
            )
        receipt = open_code(generate_code())
        report = Thread(case.hex(), receipt.talk, advisors, "2026-11-24", "da").report(
            {"answers": {"where": "FORFALSKET"}}, receipt
        )
        blob = 8000 + number
        yield Attack(
            f"case {number}: report replaced",
            (
                f"INSERT INTO blobs VALUES ({blob}, {_literal(report.envelope)})",
                f"UPDATE envelopes SET envelope = {blob}, payload_hash = {_literal(report.payload_hash)}, "
                f"tag = {_literal(report.tag)} WHERE case_id = {_literal(case)} AND seq = 0",
            ),
        )


def _forged_casefiles(db: Any, advisors: list[Recipient], writer: str) -> Iterator[Attack]:
    """A next version that an advisor never wrote, and an older one played again as the next."""
    cases = [row[0] for row in db.execute("SELECT DISTINCT case_id FROM casefiles ORDER BY case_id")]
    for number, case in enumerate(cases):
        rows = db.execute("SELECT payload_hash FROM casefiles WHERE case_id = ? ORDER BY version", [case]).fetchall()
        hashes, version = [row[0] for row in rows], len(rows) + 1
        before = casefile_chain(case.hex(), hashes)[-1].hex()
        content = {"level": "grey", "next": "2030-01-01", "log": [], "links": [], "apart": [], "replies": []}
        casefile = CaseFile(SITE, 2, writer, case.hex(), version, before, content)
        forged = seal(build_casefile(casefile, THIEF.voice_seed), advisors)
        played = db.execute(
            "SELECT content FROM casefiles JOIN blobs ON number = envelope WHERE case_id = ? LIMIT 1", [case]
        ).fetchone()[0]
        for name, envelope in (("forged", forged), ("played again", played)):
            yield Attack(
                f"case file {number}: {name}",
                (
                    f"INSERT INTO blobs VALUES ({9000 + number}, {_literal(envelope)})",
                    f"INSERT INTO casefiles VALUES ({_literal(case)}, {version}, "
                    f"{_literal(payload_hash(envelope))}, {9000 + number}, 2)",
                ),
            )


def _values(value: object, kind: str) -> Iterator[tuple[str, str]]:
    if kind == "INTEGER" and value is not None:
        for what, other in (("one more", f"{value} + 1"), ("huge", str(HUGE)), ("nothing", "0"), ("negative", "-1")):
            yield what, other
    elif kind == "BLOB" and isinstance(value, bytes):
        yield "zeros", f"zeroblob({len(value)})"
        yield "cut", _literal(value[: len(value) // 2])
        yield "one bit", _literal(value[:-1] + bytes([value[-1] ^ 1]))
        yield "the thief's key", _literal(bytes(THIEF.recipient))
    elif kind == "TEXT":
        for other in ("reporter", "advisor", "2019-01-01", "retired", "active", "waiting", str(THIEF.recipient), "x"):
            if other != value:
                yield other[:10], _literal(other)
    yield "taken away", "NULL"


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        return f"x'{value.hex()}'"
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def together(some: list[Attack]) -> Attack:
    """Several attacks in one transaction."""
    return Attack(" + ".join(each.name for each in some), tuple(line for each in some for line in each.statements))


class Snapshot:
    """All rows of a database at one moment, to be put back."""

    def __init__(self, app: Flask) -> None:
        with closing(_connect(app)) as db:
            tables = [row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
            self.rows = {table: db.execute(f"SELECT * FROM {table}").fetchall() for table in tables}

    def restore(self, app: Flask, *tables: str) -> None:
        """Put all tables back, or some."""
        with closing(_connect(app)) as db:
            db.execute("BEGIN IMMEDIATE")
            for table, rows in self.rows.items():
                if tables and table not in tables:
                    continue
                db.execute(f"DELETE FROM {table}")
                if rows:
                    marks = ", ".join("?" * len(rows[0]))
                    db.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
            db.execute("COMMIT")


def run(app: Flask, attack: Attack) -> bool:
    """Carry an attack out; False if SQLite itself does not let it happen."""
    with closing(_connect(app)) as db:
        try:
            db.execute("BEGIN IMMEDIATE")
            for statement in attack.statements:
                db.execute(statement)
            db.execute("COMMIT")
        except sqlite3.IntegrityError:
            return False
    return True


def what_the_thief_reads(app: Flask) -> list[int]:
    """Which stored blobs open with the thief's key."""
    with closing(_connect(app)) as db:
        blobs = db.execute("SELECT number, content FROM blobs").fetchall()
    opened = []
    for number, content in blobs:
        try:
            unseal(bytes(content), THIEF)
        except SealError:
            continue
        opened.append(number)
    return opened


class Lookers:
    """Two advisors and the reporters, each with the browser's own modules, and a reporter without JavaScript."""

    def __init__(self, app: Flask, advisors: list[Advisor], codes: list[str]) -> None:
        self._app, self._advisors, self._codes = app, advisors, codes
        self._threads = ThreadPoolExecutor(2 * max(1, len(codes)))
        node = ROOT / ".venv/bin/node"
        self._node = subprocess.Popen(
            [node, ROOT / "tests/js/tools/look.ts"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.remembered: dict[str, dict[str, object]] = {}

    def close(self) -> None:
        self._node.communicate(timeout=20)
        self._threads.shutdown()

    def look(self) -> dict[str, list[Any]]:
        """What all of them see now. An advisor who can't sign in sees nothing, and is told so."""
        plain = self._threads.map(self._page, self._codes)
        seen: dict[str, list[Any]] = self.judge(self.ask())
        return seen | {"plain": list(plain)}

    def ask(self) -> dict[str, list[Any]]:
        """What the server answers to each of them."""
        # A look-up waits on purpose; reporters wait at the same time.
        looking = self._threads.map(self._look_up, self._codes)
        advisors = [self._asked_by(advisor) for advisor in self._advisors]
        reporters = [{"code": code, "answer": answer} for code, answer in zip(self._codes, looking, strict=True)]
        return {"advisors": advisors, "reporters": reporters}

    def judge(self, asked: dict[str, Any]) -> Any:
        """What the browser's modules make of answers; of `{"makes": …}`, what they post."""
        assert self._node.stdin and self._node.stdout
        self._node.stdin.write(json.dumps(asked) + "\n")
        self._node.stdin.flush()
        limit = threading.Timer(JUDGING_SECONDS, self._node.kill)
        limit.start()
        line = self._node.stdout.readline()
        limit.cancel()
        assert line, "the browser's modules came to no end"
        return json.loads(line)

    def make_cards(self, advisor: Advisor) -> None:
        """Have an advisor's browser make the cards of all cases."""
        made = self.judge({"makes": self._asked_by(advisor)})
        cards = [post for post in made["posts"] if post["url"] in ("/inbox/team-key", "/inbox/cards")]
        assert cards
        for post in cards:
            answer = post_frame(sign_in(self._app, advisor), post["url"], base64.b64decode(post["body"]))
            assert answer.status_code == 204, answer.text

    def _asked_by(self, advisor: Advisor) -> dict[str, Any] | None:
        try:
            client = sign_in(self._app, advisor)
        except (SealError, AssertionError):
            return None
        told = {url: client.get(url).get_json() for url in (*OF_ALL, *OF_TEAMS)}
        packed = {url: client.get(url).data for url in PACKED}
        for case in all_ids(self._app):
            for url in (f"/inbox/cases/{case}", f"/inbox/casefiles/{case}"):
                told[url] = client.get(url).get_json()
            packed[f"/inbox/rows?only={case}"] = client.get(f"/inbox/rows?only={case}").data
        return {
            "identity": str(advisor.identity),
            "key": KEY.hex(),
            "advisor": {"id": advisor.id, "name": advisor.name, "recipient": str(advisor.identity.recipient)},
            "answers": {url: answer for url, answer in told.items() if answer and "error" not in answer},
            "packed": {url: base64.b64encode(each).decode() for url, each in packed.items()},
            "remembered": self.remembered.get(advisor.id),
        }

    def _look_up(self, code: str) -> Any:
        locator = base64.urlsafe_b64encode(open_code(code).locator).rstrip(b"=").decode()
        return self._app.test_client().post("/return/lookup", data={"locator": locator}).get_json()

    def _page(self, code: str) -> dict[str, Any]:
        page = self._app.test_client().post("/return", data={"code": code}).text
        entries = re.findall(r'<article class="entry ([a-z ]+)">\s*<h2>(.*?)</h2>(.*?)</article>', page, re.DOTALL)
        state = re.search(r"data-state *>(.*?)</p>", page)
        wrong = re.search(r'id="code-error" *>(.*?)</p>', page, re.DOTALL)
        return {"entries": entries, "state": state and state.group(1), "wrong": wrong and wrong.group(1).strip()}


def _connect(app: Flask) -> Any:
    return sqlite3.connect(Path(app.instance_path) / "bekymret.db", isolation_level=None)
