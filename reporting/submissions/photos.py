"""Photos that arrive without JavaScript: decoded, made smaller and written anew in memory, so that nothing but the
picture is left: no place, no camera, no thumbnail, no name.

That happens in a process of its own, `photo_decoder.py`: a hostile photo costs its sender a sentence and nobody else
anything.
"""

import subprocess
import sys
from threading import BoundedSemaphore

from werkzeug.exceptions import ServiceUnavailable

from . import photo_decoder

MAX_PHOTOS = 2
MAX_UPLOAD = 15 * 1024 * 1024
"""Longest photo as taken, in bytes."""

_SECONDS = 2 * photo_decoder.CPU_SECONDS  # the CPU's limit ends it sooner, unless the machine is busy
_TURN_SECONDS = 20
_RETRY_SECONDS = 20
_at_once = BoundedSemaphore(2)
_in_line = BoundedSemaphore(8)  # each holds a thread and its photo meanwhile


class NotAPhoto(Exception):
    """Not a picture that can be read, or one that would be far too large once decoded."""


def rewrite(upload: bytes) -> bytes:
    """Return a photo as a new JPEG of at most 2 048 pixels a side, turned the right way, without any metadata.

    :raise NotAPhoto: it can't be read, or would be far too large once decoded; what was sent is not kept.
    :raise 503: too many photos are being decoded.
    """
    if not _in_line.acquire(blocking=False):
        raise ServiceUnavailable(retry_after=_RETRY_SECONDS)
    try:
        if not _at_once.acquire(timeout=_TURN_SECONDS):
            raise ServiceUnavailable(retry_after=_RETRY_SECONDS)
        try:
            return _decode(upload)
        finally:
            _at_once.release()
    finally:
        _in_line.release()


def _decode(upload: bytes) -> bytes:
    """Run the decoder. Isolated (`-I`), it sees nothing of our environment or folder."""
    command = [sys.executable, "-I", photo_decoder.__file__]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and file
            command, input=upload, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, timeout=_SECONDS
        )
    except subprocess.TimeoutExpired:
        raise NotAPhoto from None
    if done.returncode:
        raise NotAPhoto
    return done.stdout
