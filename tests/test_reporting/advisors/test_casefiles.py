"""Case files as the server keeps them: versions in order, sealed to all, and the days on which things go."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crypto import TEAM, Identity, open_casefile, seal, unseal, verifying_key
from tests.support.casefiles import STATE, casefile_frame, write_casefile
from tests.support.cast import CASE, Advisor, new_case, post_frame, sign_in, sql
from tests.support.packed import read_rows

URL = f"/inbox/casefiles/{CASE}"


@pytest.fixture
def case(app: Flask, advisors: list[Advisor]) -> str:
    found = new_case([each.identity.recipient for each in advisors], "0" * 20, 2)
    app.extensions["cases"].add_case(found, "2026-11-22")
    return found.case


def test_versions_follow_each_other_and_the_newest_two_keep_their_envelopes(
    app: Flask, advisors: list[Advisor], case: str
) -> None:
    envelopes = [write_casefile(app, advisors, case, {"next": f"2027-01-0{day}"}, day % 2) for day in range(1, 5)]
    told = sign_in(app, advisors[0]).get(URL).get_json()["versions"]
    assert [each["version"] for each in told] == [1, 2, 3, 4]
    assert [each["envelope"] is not None for each in told] == [False, False, True, True]
    assert sql(app, "SELECT count(*) FROM casefiles JOIN blobs ON number = envelope") == [(2,)]
    newest = open_casefile(unseal(envelopes[-1], advisors[1].identity), verifying_key(advisors[0].identity.voice_seed))
    assert (newest.version, newest.content["next"]) == (4, "2027-01-04")


def test_whoever_comes_second_hears_it_and_the_same_again_is_no_second_version(
    app: Flask, advisors: list[Advisor], case: str
) -> None:
    first = write_casefile(app, advisors, case, {"next": "2027-01-01"})
    client, to = sign_in(app, advisors[1]), [each.identity.recipient for each in advisors]
    other = seal(bytes(8192), to)
    assert post_frame(client, URL, casefile_frame(2, 1, STATE, other)).get_json() == {"error": "version"}
    assert post_frame(client, URL, casefile_frame(2, 3, STATE, other)).status_code == 409
    assert post_frame(client, URL, casefile_frame(2, 1, STATE, first)).status_code == 201
    assert sql(app, "SELECT count(*) FROM casefiles") == [(1,)]


def test_what_is_not_sealed_to_exactly_the_advisors_is_refused(app: Flask, advisors: list[Advisor], case: str) -> None:
    client, to = sign_in(app, advisors[0]), [each.identity.recipient for each in advisors]
    wrong = [seal(bytes(8192), to[:1]), seal(bytes(8192), [*to, Identity.generate().recipient]), seal(bytes(5000), to)]
    for envelope in (*wrong, b"plain"):
        assert post_frame(client, URL, casefile_frame(2, 1, STATE, envelope)).status_code == 400
    for frame in (
        b"",
        casefile_frame(2, 1, STATE, wrong[0])[:-1],
        casefile_frame(2, 1, {"removal": {"places": [1] * 9}}, b"")[:40],
    ):
        assert post_frame(client, URL, frame).get_json()["error"] == "frame"
    assert sql(app, "SELECT count(*) FROM casefiles") == [(0,)]


def test_the_days_are_told_with_a_version_and_nothing_else_is(app: Flask, advisors: list[Advisor], case: str) -> None:
    removal = {"day": "2027-01-05", "places": [0, 7], "kept": []}
    write_casefile(app, advisors, case, {"closed": "2026-12-22", "purge": "2027-06-22", "removal": removal})
    assert sql(app, "SELECT purge_day FROM cases") == [("2027-06-22",)]
    assert sql(app, "SELECT seq, purge_day FROM envelopes") == [(0, "2027-01-05")]
    write_casefile(app, advisors, case, {"next": "2027-01-02"})
    assert sql(app, "SELECT purge_day FROM cases UNION ALL SELECT purge_day FROM envelopes") == [(None,), (None,)]


def test_no_level_no_outcome_and_no_word_shows_in_a_size(app: Flask, advisors: list[Advisor], case: str) -> None:
    sizes = set()
    for level in ("red", "orange", "yellow", "grey", "not_us"):
        for outcome in ("", "helped", "moved_or_dead"):
            sizes.add(
                len(write_casefile(app, advisors, case, {"level": level, "outcome": outcome, "next": "2027-01-02"}))
            )
    assert len(sizes) == 1


def test_the_advisors_own_file_belongs_to_no_case(app: Flask, advisors: list[Advisor]) -> None:
    write_casefile(app, advisors, TEAM, {"replies": [], "handovers": []})
    client = sign_in(app, advisors[1])
    assert [each["version"] for each in client.get(f"/inbox/casefiles/{TEAM}").get_json()["versions"]] == [1]
    assert client.get("/inbox/state").get_json()["team"] == 1


@pytest.mark.parametrize("path", [URL, "/inbox/state", f"/inbox/casefiles/{TEAM}"])
def test_nothing_is_told_without_signing_in(path: str, client: FlaskClient, advisor: Advisor) -> None:
    assert client.get(path).status_code == 401
    assert client.post(URL).status_code == 401


def test_a_case_that_is_not_there_has_no_file(app: Flask, advisors: list[Advisor]) -> None:
    client = sign_in(app, advisors[0])
    for case in ("f" * 32, "x", "F" * 32):
        assert client.get(f"/inbox/casefiles/{case}").status_code == 404
        assert post_frame(client, f"/inbox/casefiles/{case}", b"").status_code == 404


def test_the_state_tells_what_has_changed_and_costs_nothing_if_nothing_has(
    app: Flask, advisors: list[Advisor], case: str
) -> None:
    client = sign_in(app, advisors[0])
    first = client.get("/inbox/state")
    assert first.get_json()["cases"] == {case: [1, -1, 0, None]}
    again = client.get("/inbox/state", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    write_casefile(app, advisors, case, {"purge": "2027-01-01"})
    changed = client.get("/inbox/state", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.get_json()["cases"] == {case: [1, -1, 1, "2027-01-01"]}
    (row,) = read_rows(client.get(f"/inbox/rows?only={case},{'f' * 32}").data, whole=True)
    assert (row.case, row.purge_day, len(row.versions)) == (case, "2027-01-01", 1)
    assert client.get("/inbox/rows?only=x").status_code == 400


def test_fetching_by_itself_never_keeps_a_session_alive(app: Flask, advisors: list[Advisor], case: str) -> None:
    client = sign_in(app, advisors[0])
    sql(app, "UPDATE sessions SET seen = seen - 600")
    before = sql(app, "SELECT seen FROM sessions")
    assert client.get("/inbox/state", headers={"X-Automatic": "1"}).status_code == 200
    app.extensions["engine"].write(lambda _: None)
    assert sql(app, "SELECT seen FROM sessions") == before
    client.get("/inbox/state")
    app.extensions["engine"].write(lambda _: None)
    assert sql(app, "SELECT seen FROM sessions") > before


def test_a_case_is_deleted_at_once_only_when_its_day_has_come(app: Flask, advisors: list[Advisor], case: str) -> None:
    client, today = sign_in(app, advisors[0]), "2026-11-24"
    write_casefile(app, advisors, case, {"purge": "2999-01-01"})
    assert client.post(f"/inbox/cases/{case}/purge").status_code == 409
    write_casefile(app, advisors, case, {"purge": today})
    assert client.post(f"/inbox/cases/{case}/purge").get_json() == {"wiped": True}
    left = [file for file in Path(app.instance_path).glob("bekymret.db*") if bytes.fromhex(case) in file.read_bytes()]
    assert left == []
    assert client.post(f"/inbox/cases/{case}/purge").status_code == 404
    assert sql(app, "SELECT (SELECT count(*) FROM cases), (SELECT count(*) FROM casefiles)") == [(0, 0)]
