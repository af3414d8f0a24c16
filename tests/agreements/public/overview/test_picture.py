"""The preview picture."""

import datetime
from collections import Counter
from io import BytesIO

import pytest
from django.test import Client
from PIL import Image

from agreements.positions import Status
from agreements.public.day import Day
from agreements.public.figures import Overview
from agreements.public.overview.picture import FILLS, figure_and_sentence, font, wrap_lines
from municipalities.models import Municipality
from tests.factories import AgreementFactory, fill

pytestmark = pytest.mark.django_db


def picture(client: Client, url: str) -> Image.Image:
    response = client.get(url)
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    return Image.open(BytesIO(response.content))


@pytest.mark.parametrize("url", ["/bild.png", "/en/bild.png", "/bild.png?per=2023-06-01"])
def test_picture_has_the_size_that_links_show(client: Client, url: str) -> None:
    fill(3)
    image = picture(client, url)
    assert (image.format, image.size) == ("PNG", (1200, 630))


def test_picture_shows_the_positions_of_its_day(client: Client) -> None:
    def shades(url: str) -> set[str]:
        colours = picture(client, url).convert("RGB").getcolors(1200 * 630) or []
        return {"#{:02x}{:02x}{:02x}".format(*colour) for number, colour in colours if number > 50}

    for municipality in Municipality.objects.all()[:40]:
        AgreementFactory(municipality=municipality, status=Status.DECLINED)
    assert FILLS["declined"] in shades("/bild.png?per=2023-06-01")
    assert FILLS["declined"] not in shades("/bild.png?per=1999-06-01")


def test_picture_is_drawn_once_for_each_revision(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    before = client.get("/bild.png").content
    monkeypatch.setattr(
        "agreements.public.overview.view.draw_picture", lambda *args, **kwargs: pytest.fail("drawn again")
    )
    assert client.get("/bild.png").content == before


@pytest.mark.parametrize(
    ("counts", "figure", "sentence"),
    [
        ({"signed": 275, "none": 15}, "275 av 290", "kommuner har en överenskommelse med Arbetsförmedlingen"),
        ({"signed": 11, "unknown": 279}, "11", "kommuner med överenskommelse som registret känner till"),
        ({"unknown": 290}, "", "Registret känner inte till någon överenskommelse den dagen"),
        ({"none": 290}, "", "Registret känner inte till någon överenskommelse den dagen"),
    ],
)
def test_picture_says_what_the_register_knows(counts: dict[str, int], figure: str, sentence: str) -> None:
    today = datetime.date(2024, 1, 1)
    assert figure_and_sentence(Overview(Day(today, today), counts=Counter(counts))) == (figure, sentence)


def test_wrong_day_is_refused_in_words(client: Client) -> None:
    response = client.get("/bild.png?per=x")
    assert response.status_code == 400
    assert "är ingen dag" in response.content.decode()


def test_typeface_has_the_swedish_letters() -> None:
    missing = bytes(font("Bold", 40).getmask("\uffff"))
    assert all(bytes(font("Bold", 40).getmask(letter)) != missing for letter in "åäöÅÄÖé–")


def test_lines_break_between_words() -> None:
    assert wrap_lines("ett två tre", 7) == "ett två\ntre"
