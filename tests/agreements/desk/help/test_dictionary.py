"""The data dictionary matches the help texts of the forms."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.db.models import Model

from agreements.desk.help.dictionary import DESCRIBED_MODELS, DICTIONARY_FILE, described_fields, with_fields_section
from agreements.models import Agreement


def test_dictionary_matches_forms() -> None:
    text = DICTIONARY_FILE.read_text()
    meaning = "Dagen då kommunen beslutade att teckna eller avböja, så noga som den är känd."
    assert f"| `decided_on` | beslutsdag | {meaning} |" in text
    assert with_fields_section(text) == text, "Kör manage.py write_dictionary."


@pytest.mark.parametrize("model", DESCRIBED_MODELS, ids=lambda model: model.__name__)
def test_every_editable_field_has_help_text(model: type[Model]) -> None:
    fields = described_fields(model)
    assert fields
    assert [field.name for field in fields if not field.help_text] == []
    assert [field.name for field in fields if field.help_text and not str(field.help_text).endswith(".")] == []
    assert admin.site.is_registered(model)


def test_fields_set_by_database_or_acts_are_not_editable() -> None:
    names = {field.name for field in described_fields(Agreement)}
    assert {"valid_to", "levels"} <= names
    assert not names & {"id", "public_id", "published_at", "submitted_at"}
