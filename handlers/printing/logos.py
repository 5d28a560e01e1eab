"""The seller's logo: a PNG or JPEG picture that the settings hold, never one to be fetched.

It is given as a `data:` URL or in bare base64. Anything else, such as the address of a picture
somewhere, prints nothing.
"""

import base64
import binascii
import re
import struct
from functools import lru_cache

# A small file can hold a picture that fills the memory.
MAX_PIXELS = 4_000_000
MAX_KEPT = 64

_DATA_URL = re.compile(r"data:image/(?:png|jpe?g);base64,", re.IGNORECASE)
_PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
_JPEG = b"\xff\xd8\xff"
# Segments of a JPEG that tell its size: the starts of frames, of which 4, 8 and 12 are others.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@lru_cache(MAX_KEPT)
def image(logo: str) -> bytes | None:
    """Return the picture's bytes, if that is what the text is, of a size that can be printed."""
    try:
        content = base64.b64decode(_DATA_URL.sub("", logo, count=1), validate=True)
        width, height = _size(content)
    except (binascii.Error, ValueError, struct.error):
        return None
    return content if 0 < width * height <= MAX_PIXELS else None


def _size(content: bytes) -> tuple[int, int]:
    """Read a picture's width and height."""
    if content.startswith(_PNG):
        width, height = struct.unpack_from(">II", content, len(_PNG))
        return width, height
    if not content.startswith(_JPEG):
        raise ValueError("this is neither PNG nor JPEG")
    at = 2
    while True:
        marker, kind, length = struct.unpack_from(">BBH", content, at)
        if marker != 0xFF:  # noqa: PLR2004 - where every segment begins
            raise ValueError("this is no segment of a JPEG")
        if kind in _FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 5)
            return width, height
        at += 2 + length
