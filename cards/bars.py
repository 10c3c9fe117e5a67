"""A bar of so many per cent as a small picture inside the card; cards of version 1.5 have no charts."""

from __future__ import annotations

import struct
import zlib
from base64 import b64encode
from functools import lru_cache

from cards.elements import Image

_WIDE, _HIGH = 260, 10
"""Pixels; as wide as a card on a phone."""
_COLOURS = ((91, 95, 199), (160, 164, 240), (150, 150, 150))
_CLEAR = (255, 255, 90)
"""What is sure, what may be, and the rest, as red, green, blue and how opaque: seen on light and on dark."""


def bar(sure: int, perhaps: int, words: str) -> Image:
    """A bar filled for certain up to `sure` per cent and paler up to `perhaps`. `words` say the same."""
    return Image(url=f"data:image/png;base64,{_drawn(sure, perhaps)}", alt_text=words, spacing="small")


@lru_cache(maxsize=1024)
def _drawn(sure: int, perhaps: int) -> str:
    """The picture as PNG: a palette of three colours, a byte a pixel, every line the same."""
    filled, paler = (_WIDE * each // 100 for each in (sure, perhaps))
    line = b"\x00" + b"\x00" * filled + b"\x01" * (paler - filled) + b"\x02" * (_WIDE - paler)
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", _WIDE, _HIGH, 8, 3, 0, 0, 0)),
        (b"PLTE", b"".join(map(bytes, _COLOURS))),
        (b"tRNS", bytes(_CLEAR)),
        (b"IDAT", zlib.compress(line * _HIGH, 9)),
        (b"IEND", b""),
    )
    return b64encode(b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*each) for each in chunks)).decode("ascii")


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
