"""Decodes one photo in a process of its own: bytes come in, a new JPEG goes out, and nothing else can happen.

Decoders are where hostile bytes do harm. Here they have a few seconds, a bounded memory, no file to write, and no word
of anybody else's to read. Run by `photos.py`; imports nothing of ours, so that it starts quickly and alone.
"""

import resource
import sys
import warnings
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

CPU_SECONDS = 8
MEMORY = 768 * 1024 * 1024
LONGEST_SIDE = 2048
REFUSED = 3
"""The exit code that says: not a photo that can be read."""

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
_QUALITY = 80
# A picture is refused by what its header says before any of it is decoded. JPEGs are decoded at a fraction of their
# size; everything else takes four bytes a pixel first.
_MAX_PIXELS = {"JPEG": 220_000_000}  # a phone takes up to 200 million
_MAX_PIXELS_OF_OTHERS = 25_000_000
_START_OF_SCAN = b"\xff\xda"
MAX_SCANS = 100
"""A camera writes one, a progressive picture about ten; each costs a pass over all of it."""


def main() -> int:
    """Rewrite what stands on the standard input; return the exit code."""
    for what, most in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    try:
        written = _rewrite(sys.stdin.buffer.read())
    except Exception:  # whatever a decoder stumbles over, the person hears the same sentence
        return REFUSED
    sys.stdout.buffer.write(written)
    return 0


def has_few_scans(upload: bytes) -> bool:
    """Whether a decoder goes over a JPEG a few times and not for minutes; the inbox has the same rule."""
    return upload.count(_START_OF_SCAN) <= MAX_SCANS


def _rewrite(upload: bytes) -> bytes:
    from PIL import Image, ImageOps

    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None  # ours are below, before anything is decoded
    with Image.open(BytesIO(upload), formats=_FORMATS) as opened:
        image: Image.Image = opened
        kind = opened.format or ""
        if image.width * image.height > _MAX_PIXELS.get(kind, _MAX_PIXELS_OF_OTHERS):
            raise ValueError("too many pixels")
        if kind == "JPEG" and not has_few_scans(upload):
            raise ValueError("too many scans")
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        if image.mode.startswith("I;16"):  # 16 bits of grey: taken for 8, all but the darkest would become white
            image = ImageOps.exif_transpose(image).convert("I").point(lambda value: value / 256).convert("L")
        elif image.mode in ("I", "F"):
            raise ValueError("brightness without bounds")
        elif image.has_transparency_data:
            image = _on_white(ImageOps.exif_transpose(image).convert("RGBA"))
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(image).convert("RGB")
    # A new image has pixels only: what stands beside them in the old one is left behind.
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    out = BytesIO()
    bare.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def _on_white(image: "Image.Image") -> "Image.Image":
    """What is transparent would become black, and dark writing on it would be gone."""
    from PIL import Image

    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


if __name__ == "__main__":
    sys.exit(main())
