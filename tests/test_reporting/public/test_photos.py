import html
import time
from io import BytesIO
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import stream_encode_multipart

from reporting.submissions import photo_decoder, photos
from reporting.submissions.photo_decoder import LONGEST_SIDE
from reporting.submissions.photos import NotAPhoto, rewrite
from tests.support.cast import Advisor, all_cases, read_case
from tests.support.hostile import many_scans
from tests.support.pictures import TRACES, bare_traces, grey_of_16_bits, on_nothing, photo, png

STAFF = {"where": "Kældervej 9", "signs": "no_access"}
HOSTILE_NAMES = ["../../etc/passwd", "<img src=x onerror=alert(1)>.jpg", "\u202egpj.exe", "x" * 500 + ".jpg", ""]
NO_PHOTOS = {
    "empty": b"",
    "text": b"no picture",
    "svg": b"<svg onload='alert(1)'/>",
    "cut": photo()[:3000],
    "broken gif": b"GIF89a" + b"\xff" * 50,
    "decompression bomb": png((12_000, 12_000)),
    "pdf": b"%PDF-1.7",
}


def post(client: FlaskClient, *uploads: tuple[bytes, str]) -> Any:
    files = [FileStorage(BytesIO(content), filename=name or "x") for content, name in uploads]
    # Encoded in memory: the test client itself would otherwise put a large body into a temporary file.
    body, length, boundary = stream_encode_multipart(STAFF | {"photos": files}, use_tempfile=False)
    content_type = f"multipart/form-data; boundary={boundary}"
    return client.post("/report/staff", input_stream=body, content_length=length, content_type=content_type)


def test_a_photo_keeps_its_picture_and_nothing_else() -> None:
    taken = photo()
    assert bare_traces(taken) == list(TRACES)
    assert Image.open(BytesIO(taken)).getexif().get_ifd(0x8825)  # it knows where
    written = rewrite(taken)
    assert bare_traces(written) == []
    image = Image.open(BytesIO(written))
    assert (image.format, image.size) == ("JPEG", (LONGEST_SIDE // 2, LONGEST_SIDE))
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    red, blue = image.getpixel((512, 100)), image.getpixel((512, 1900))
    assert red[0] > 200 > red[2]  # turned upright, as the camera said
    assert blue[2] > 200 > blue[0]


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP", "LA"])
def test_what_is_transparent_becomes_white_and_dark_writing_on_it_stays(kind: str) -> None:
    image = Image.open(BytesIO(rewrite(on_nothing(kind))))
    assert min(image.getpixel((5, 5))) > 225
    assert max(image.getpixel((40, 30))) < 30


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bits_of_grey_keep_their_shades(kind: str) -> None:
    image = Image.open(BytesIO(rewrite(grey_of_16_bits(kind))))
    assert [abs(image.getpixel((x, 30))[0] - shade) < 10 for x, shade in ((10, 65), (70, 194))] == [True, True]


@pytest.mark.parametrize("kind", NO_PHOTOS)
def test_what_is_no_photo_is_refused_without_an_accident(kind: str) -> None:
    with pytest.raises(NotAPhoto):
        rewrite(NO_PHOTOS[kind])


@pytest.mark.parametrize("field", ["photos", "story", "signs", "case", "organisation"])
def test_text_where_a_file_belongs_and_a_file_where_text_belongs_are_no_accident(
    field: str, client: FlaskClient, advisor: Advisor
) -> None:
    assert client.post("/report/staff", data=STAFF | {field: "text"}).status_code < 500
    assert client.post("/report/staff", data=STAFF | {field: (BytesIO(b"file"), "x.jpg")}).status_code < 500


def test_a_picture_that_takes_too_many_passes_is_refused_before_the_first() -> None:
    with pytest.raises(NotAPhoto):
        rewrite(many_scans(photo_decoder.MAX_SCANS, side=64))
    assert rewrite(many_scans(photo_decoder.MAX_SCANS // 2, side=64))


@pytest.mark.parametrize(
    "hostile",
    [
        "while True: pass",
        "bytes(2 * 1024 ** 3)",
        "open('FOLDER/written', 'wb', 0).write(b'x')",
        "import os; os._exit(1)",
    ],
)
def test_the_decoder_has_its_bounds_whatever_runs_in_it(
    hostile: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A decoder with a fault stands for a picture that finds one."""
    source = Path(photo_decoder.__file__).read_text("utf-8").replace("CPU_SECONDS = 8", "CPU_SECONDS = 1")
    fault = f"    {hostile.replace('FOLDER', str(tmp_path))}\n    return upload\n"
    broken = tmp_path / "decoder.py"
    broken.write_text(source.replace("    from PIL import Image, ImageOps\n", fault), "utf-8")
    monkeypatch.setattr(photo_decoder, "__file__", str(broken))
    began = time.monotonic()
    with pytest.raises(NotAPhoto):
        rewrite(photo())
    assert time.monotonic() - began < 10


def test_more_photos_than_can_be_decoded_are_told_to_come_back(
    client: FlaskClient, advisor: Advisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photos, "_in_line", BoundedSemaphore(1))
    with photos._in_line:
        answer = post(client, (png((4, 4)), "x.png"))
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "20"
    assert "Kældervej 9" in answer.text


def test_two_photos_are_sealed_each_by_itself(app: Flask, client: FlaskClient, advisors: list[Advisor]) -> None:
    assert post(client, (photo(), "a.jpg"), (png((40, 30)), "b.png")).status_code == 303
    (case,) = all_cases(app)
    for advisor in advisors:
        conversation = read_case(app, case.found.id, advisor)
        assert conversation.is_sound
        report, *files = conversation.items
        assert report.document and report.document.body["files"] == 2
        assert [each.document and each.document.type for each in files] == ["file", "file"]
        for content in (each.content or b"" for each in files):
            assert content.startswith(b"\xff\xd8")
            assert bare_traces(content) == []


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_hostile_file_name_is_forgotten(name: str, app: Flask, client: FlaskClient, advisor: Advisor) -> None:
    assert post(client, (png((4, 4)), name)).status_code == 303
    (case,) = all_cases(app)
    document = read_case(app, case.found.id, advisor).items[1].document
    assert document and document.body.keys() == {"mime", "length", "sha256"}


@pytest.mark.parametrize(
    ("uploads", "sentence"),
    [
        ([(b"no picture", "x.jpg")], "Vi kan ikke åbne"),
        ([(png((12_000, 12_000)), "bomb.png")], "Vi kan ikke åbne"),
        ([(png((4, 4)), "x.png")] * 3, "Vælg højst to billeder."),
        ([(photo() + b"\0" * 16_000_000, "x.jpg")], "mere end 15 MB"),
    ],
)
def test_a_photo_that_can_not_be_taken_is_explained_and_the_text_stays(
    uploads: list[tuple[bytes, str]], sentence: str, app: Flask, client: FlaskClient, advisor: Advisor
) -> None:
    answer = post(client, *uploads)
    assert answer.status_code == 422
    assert sentence in html.unescape(answer.text)
    assert "Kældervej 9" in answer.text
    assert app.extensions["cases"].count_cases() == 0


def test_photos_have_to_be_chosen_again_when_the_form_comes_back(client: FlaskClient, advisor: Advisor) -> None:
    for problem in ({"where": ""}, {"story": "født 010190-1234"}):
        data = STAFF | problem | {"photos": (BytesIO(png((4, 4))), "x.png")}
        answer = client.post("/report/staff", data=data)
        assert answer.status_code == 422
        assert "Vælg dine billeder igen" in html.unescape(answer.text)


def test_no_photo_is_taken_from_the_public(app: Flask, client: FlaskClient, advisor: Advisor) -> None:
    report = {"danger": "no", "where": "x", "signs": "mail", "photos": (BytesIO(png((4, 4))), "x.png")}
    assert client.post("/report", data=report).status_code == 303
    (case,) = all_cases(app)
    assert len(app.extensions["cases"].list_envelopes(case.found.id)) == 1
