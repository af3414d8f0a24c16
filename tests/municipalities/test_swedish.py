"""Swedish sort keys and search keys."""

import pytest
from django.db.models import CharField, Value
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from municipalities.models import County, Municipality
from municipalities.swedish import LETTERS, fold, search_key, sort_key
from tests.examples import examples

pytestmark = pytest.mark.django_db

ALPHABET = "abcdefghijklmnopqrstuvwxyzåäö"


def in_swedish_order(names: list[str]) -> list[str]:
    """The Swedish alphabetical order, as a reference implementation."""
    return sorted(names, key=lambda name: [ALPHABET.find(letter) for letter in name.lower().replace("-", " ")])


def test_municipalities_are_in_swedish_order() -> None:
    names = [municipality.name for municipality in Municipality.objects.all()]
    assert names == in_swedish_order(names)
    assert names[0] == "Ale"
    assert names[-1] == "Övertorneå"


def test_counties_are_in_swedish_order() -> None:
    names = [county.name for county in County.objects.all()]
    assert names == in_swedish_order(names)
    assert names[-2:] == ["Örebro län", "Östergötlands län"]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("Ystad", "Åmål"),
        ("Åstorp", "Älmhult"),
        ("Ängelholm", "Öckerö"),
        ("Malung-Sälen", "Malå"),
        ("Mala", "Malå"),
        ("Malå", "Malö"),
        ("Upplands Väsby", "Uppsala"),
        ("Upplands-Bro", "Upplands Väsby"),
        ("Lidköping", "Lilla Edet"),
        ("Härjedalen", "Härnösand"),
        ("åmål", "Ängelholm"),
    ],
)
def test_swedish_order_of_two_names(earlier: str, later: str) -> None:
    keys = Municipality.objects.annotate(
        one=sort_key(Value(earlier, CharField())), other=sort_key(Value(later, CharField()))
    ).values_list("one", "other")
    first_key, other = keys[0]
    assert first_key.encode() < other.encode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Malmö", "malmo"), ("ÅÄÖ", "aao"), ("Upplands-Bro", "upplands bro"), (" 0180 ", "0180"), ("Éé", "ee"), ("", "")],
)
def test_folded(text: str, expected: str) -> None:
    assert fold(text) == expected


def test_every_name_is_folded_as_the_database_folds_it() -> None:
    for municipality in Municipality.objects.all():
        names = f"{municipality.name} {municipality.official_name} {municipality.code} {municipality.other_names}"
        assert municipality.search_key.strip() == fold(names)


class EveryText(TestCase):
    @settings(max_examples=examples(100), deadline=None)
    @given(st.text(alphabet="abcXYZ 0189" + LETTERS))
    def test_is_folded_as_the_database_folds_it(self, text: str) -> None:
        [key] = Municipality.objects.annotate(key=search_key(Value(text, CharField()))).values_list("key", flat=True)[
            :1
        ]
        assert fold(text) == key.strip()
