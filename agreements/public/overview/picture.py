"""The preview picture of the map for links, 1200 by 630 pixels as in Open Graph."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont

from agreements.positions import Position
from agreements.public.figures import Overview
from agreements.public.overview.hexagons import CORNERS, HexMap, hex_map

PICTURE_WIDTH, PICTURE_HEIGHT = 1200, 630
PICTURE_MARGIN = 64
# Drawn larger and scaled down, because Pillow does not smooth edges.
OVERSAMPLING = 3

# The light colours of register.css.
PAGE, INK, MUTED, ACCENT, DEMO_INK = "#fbfaf7", "#1b2428", "#546067", "#0d5464", "#3c2a55"
FILLS: dict[str, str] = {
    Position.SIGNED: "#2f7d4f",
    Position.DECLINED: "#b5402f",
    Position.LAPSED: "#c98f2a",
    Position.NONE: "#c6cacb",
    Position.UNKNOWN: "#e4e6e3",
}


def draw_picture(overview: Overview, municipalities: list[Any], name: str, *, is_demo: bool) -> bytes:
    """A PNG with the main figure of the day and the map."""
    image = map_image(hex_map(municipalities))
    draw = ImageDraw.Draw(image)
    figure, sentence = figure_and_sentence(overview)
    draw.text((PICTURE_MARGIN, 56), name, fill=MUTED, font=font("Semibold", 36))
    draw.text((PICTURE_MARGIN - 4, 112), figure, fill=ACCENT, font=font("Bold", 132))
    draw.multiline_text((PICTURE_MARGIN, 282), wrap_lines(sentence, 26), fill=INK, font=font("Semibold", 50), spacing=8)
    draw.text(
        (PICTURE_MARGIN, 492), _("Läget den %(day)s") % {"day": overview.day}, fill=MUTED, font=font("Regular", 36)
    )
    if is_demo:
        draw.rectangle((0, PICTURE_HEIGHT - 56, PICTURE_WIDTH, PICTURE_HEIGHT), fill=DEMO_INK)
        draw.text(
            (PICTURE_MARGIN, PICTURE_HEIGHT - 50),
            _("Påhittade uppgifter: demodata"),
            fill="#fff",
            font=font("Semibold", 32),
        )
    file = BytesIO()
    image.quantize(128).save(file, "PNG", optimize=True)
    return file.getvalue()


def figure_and_sentence(overview: Overview) -> tuple[str, str]:
    """The main figure, empty where the register knows nothing of the day, and what it counts."""
    if not overview.has_answers:
        return "", _("Registret känner inte till någon överenskommelse den dagen")
    if overview.unknown:
        return str(overview.signed), _("kommuner med överenskommelse som registret känner till")
    numbers = {"signed": overview.signed, "total": overview.total}
    return _("%(signed)s av %(total)s") % numbers, _("kommuner har en överenskommelse med Arbetsförmedlingen")


def map_image(tiles: HexMap) -> Image.Image:
    """An image with the map at the right edge."""
    image = Image.new("RGB", (PICTURE_WIDTH * OVERSAMPLING, PICTURE_HEIGHT * OVERSAMPLING), PAGE)
    draw = ImageDraw.Draw(image)
    scale = (PICTURE_HEIGHT - 76) * OVERSAMPLING / max(tiles.height, 1)
    left, top = (PICTURE_WIDTH - PICTURE_MARGIN) * OVERSAMPLING - tiles.width * scale, 10 * OVERSAMPLING
    for cell in tiles.cells:
        municipality: Any = cell.municipality
        corners = [(left + (cell.x + x * 0.94) * scale, top + (cell.y + y * 0.94) * scale) for x, y in CORNERS]
        draw.polygon(corners, fill=FILLS.get(municipality.position, MUTED))
    return image.resize((PICTURE_WIDTH, PICTURE_HEIGHT), Image.Resampling.LANCZOS)


def wrap_lines(text: str, length: int) -> str:
    """Wraps the text between words at `length` letters."""
    broken = [""]
    for word in text.split():
        if broken[-1] and len(broken[-1]) + 1 + len(word) > length:
            broken.append("")
        broken[-1] = f"{broken[-1]} {word}".strip()
    return "\n".join(broken)


@cache
def font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    path = files("font_source_sans_pro") / "files" / f"SourceSansPro-{weight}.ttf"
    return ImageFont.truetype(str(path), size)
