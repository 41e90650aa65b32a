"""Photos that arrive without JavaScript: decoded, made smaller and written anew in memory, so that nothing but the
picture is left: no place, no camera, no thumbnail, no name."""

import threading
import warnings
from io import BytesIO

from PIL import Image, ImageOps

LONGEST_SIDE = 2048
MAX_PHOTOS = 2
MAX_UPLOAD = 15 * 1024 * 1024
"""Longest photo as taken, in bytes."""

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
_QUALITY = 80
# A picture is refused by what its header says before any of it is decoded. JPEGs are decoded at a fraction of their
# size; everything else takes four bytes a pixel first.
_MAX_PIXELS = {"JPEG": 100_000_000}
_MAX_PIXELS_OF_OTHERS = 25_000_000
_one_at_a_time = threading.Lock()


class NotAPhoto(Exception):
    """Not a picture that can be read, or one that would be far too large once decoded."""


def rewrite(upload: bytes) -> bytes:
    """Return a photo as a new JPEG of at most 2 048 pixels a side, turned the right way, without any metadata.

    :raise NotAPhoto: see there; what was sent is not kept.
    """
    try:
        with _one_at_a_time, warnings.catch_warnings(), Image.open(BytesIO(upload), formats=_FORMATS) as image:
            warnings.simplefilter("ignore")
            if image.width * image.height > _MAX_PIXELS.get(image.format or "", _MAX_PIXELS_OF_OTHERS):
                raise NotAPhoto
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except NotAPhoto:
        raise
    except Exception:  # whatever a decoder stumbles over, the person hears the same sentence
        raise NotAPhoto from None
    # A new image has pixels only: what stands beside them in the old one is left behind.
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    out = BytesIO()
    bare.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()
