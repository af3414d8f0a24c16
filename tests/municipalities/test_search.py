"""Search by similarity."""

import pytest
from django.db import connection

from municipalities.models import Municipality
from municipalities.search import matches, matches_or_resembles

pytestmark = pytest.mark.django_db


def matching_names(text: str) -> list[str]:
    return [municipality.name for municipality in Municipality.objects.filter(matches_or_resembles(text))]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Malmmö", "Malmö"),
        ("Göteborrg", "Göteborg"),
        ("stokholm", "Stockholm"),
        ("upsala", "Uppsala"),
        ("Norköping", "Norrköping"),
        ("lindköping", "Linköping"),
        ("Haparranda", "Haparanda"),
        ("kristiansstad", "Kristianstad"),
        ("örebor", "Örebro"),
        ("Sundvall kommun", "Sundsvall"),
        ("Gotenburg", "Göteborg"),
    ],
)
def test_misspelling_finds_the_similar_name(text: str, name: str) -> None:
    assert not Municipality.objects.filter(matches(text)).exists()
    assert name in matching_names(text)
    assert len(matching_names(text)) <= 3


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Jonkoping", ["Jönköping"]),
        ("goteborg", ["Göteborg"]),
        ("Gothenburg", ["Göteborg"]),
        ("got", ["Gotland", "Göteborg", "Götene"]),
        ("1280", ["Malmö"]),
        ("Malung", ["Malung-Sälen"]),
        ("Haaparanta", ["Haparanda"]),
    ],
)
def test_exact_match_excludes_similar_names(text: str, names: list[str]) -> None:
    assert matching_names(text) == names


@pytest.mark.parametrize("text", ["ingenstans", "zzzz", "komunn stad", "%", "_", "1281x", "\0", "'"])
def test_text_that_resembles_nothing_finds_none_or_all(text: str) -> None:
    assert len(matching_names(text)) in (0, 290)


def test_most_like_comes_first() -> None:
    first, *others = (row.name for row in Municipality.objects.resembling("norköping"))
    assert first == "Norrköping"
    assert "Nyköping" in others or "Söderköping" in others


def test_other_names_are_kept_in_history_and_found_as_known_then() -> None:
    Municipality.objects.filter(code="1280").update(other_names="Malmöhus")
    event = Municipality.pgh_event_model.objects.filter(code="1280").latest("pgh_id")  # type: ignore[attr-defined]
    assert event.other_names == "Malmöhus"
    assert "malmohus" in event.search_key
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns "
            "WHERE table_schema = 'as_known' AND table_name = 'municipalities_municipality'"
        )
        assert {"other_names", "search_key", "sort_key"} <= {name for (name,) in cursor.fetchall()}
