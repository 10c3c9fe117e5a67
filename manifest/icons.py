"""The two icons, drawn: seats around a table, and the one that makes the meeting quorate.

`python -m manifest.icons` draws them anew. Teams wants a colour icon of 192 by 192 with its symbol in the
middle 96 by 96 on a plain square, and an outline of 32 by 32 in pure white on nothing, without a margin.
"""

from __future__ import annotations

from math import cos, pi, sin
from pathlib import Path

from PIL import Image, ImageDraw

HERE = Path(__file__).parent
COLOUR, OUTLINE = HERE / "color.png", HERE / "outline.png"

GROUND = (31, 78, 95)
SEAT = (244, 241, 234)
LAST_SEAT = (236, 181, 84)
WHITE = (255, 255, 255)

SEATS = 8
LAST = 1
"""The seat at the lower right: the tail of a Q."""

FINER = 16
"""Shapes are drawn this many times larger and scaled down, which smooths their edges."""


def symbol(size: int, seat: tuple[int, int, int], last: tuple[int, int, int], weight: float) -> Image.Image:
    """The mark on nothing, filling a square of `size` pixels; `weight` thickens its lines for small sizes."""
    large = size * FINER
    picture = Image.new("RGBA", (large, large), (*WHITE, 0))
    pen = ImageDraw.Draw(picture)
    middle, seat_radius = large / 2, large * 0.098 * weight
    around = middle - seat_radius
    for number in range(SEATS):
        angle = 2 * pi * number / SEATS
        centre = (middle + around * cos(angle), middle + around * sin(angle))
        pen.circle(centre, seat_radius, fill=(*(last if number == LAST else seat), 255))
    pen.circle((middle, middle), large * 0.205, outline=(*seat, 255), width=round(large * 0.05 * weight))
    return _with_plain_edges(picture, size)


def _with_plain_edges(picture: Image.Image, size: int) -> Image.Image:
    """Scale down, weighing colours by how much they cover: no edge takes on the colour of nothing."""
    return picture.convert("RGBa").resize((size, size), Image.Resampling.BOX).convert("RGBA")


def colour_icon() -> Image.Image:
    """The colour icon: the mark in the middle of a plain square."""
    icon = Image.new("RGBA", (192, 192), (*GROUND, 255))
    icon.alpha_composite(symbol(96, SEAT, LAST_SEAT, weight=1.0), (48, 48))
    return icon


def outline_icon() -> Image.Image:
    """The outline icon: the mark in white, each pixel pure white and more or less there."""
    there = symbol(32, WHITE, WHITE, weight=1.12).getchannel("A")
    icon = Image.new("RGBA", (32, 32), (*WHITE, 0))
    icon.putalpha(there)
    return icon


if __name__ == "__main__":
    colour_icon().save(COLOUR, optimize=True)
    outline_icon().save(OUTLINE, optimize=True)
