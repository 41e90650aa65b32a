"""Pictures and envelopes that cost whoever opens them as much as they can."""

import struct
import zlib
from io import BytesIO

from PIL import Image


def many_scans(scans: int, side: int = 2_000) -> bytes:
    """A progressive JPEG whose last scan stands there again and again: each is a pass over the whole picture."""
    out = BytesIO()
    Image.effect_noise((side, side), 60).save(out, "JPEG", progressive=True, quality=30)
    jpeg = out.getvalue()
    last = jpeg.rindex(b"\xff\xda")
    scan = jpeg[last:-2]
    short = scan[: 2 + struct.unpack(">H", scan[2:4])[0]]
    return jpeg[:-2] + short * scans + b"\xff\xd9"


def many_pixels(side: int) -> bytes:
    """A PNG of one colour: a few kilobytes, and four bytes a pixel once decoded."""
    row = b"\0" + bytes(side)
    packer = zlib.compressobj(9)
    pixels = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def much_exif(size: int) -> bytes:
    """A JPEG behind megabytes of application segments."""
    out = BytesIO()
    Image.new("RGB", (100, 100)).save(out, "JPEG")
    jpeg = out.getvalue()
    segment = b"\xff\xe1" + struct.pack(">H", 65_535) + b"Exif\0\0" + b"MM\0*" * 16_382 + b"x"
    return jpeg[:2] + segment * (size // len(segment)) + jpeg[2:]


def many_frames(frames: int) -> bytes:
    """An animated GIF."""
    out = BytesIO()
    pictures = [Image.new("P", (600, 600), number % 250) for number in range(frames)]
    pictures[0].save(out, "GIF", save_all=True, append_images=pictures[1:], duration=10)
    return out.getvalue()


def long_header(size: int) -> bytes:
    """An age header of one stanza whose body takes `size` bytes of short lines."""
    line = b"A" * 64 + b"\n"
    return b"age-encryption.org/v1\n-> mlkem768x25519 x\n" + line * (size // len(line))
