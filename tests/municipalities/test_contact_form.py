"""The contact fields of a municipality."""

from __future__ import annotations

import pytest
from django.forms import model_to_dict

from municipalities.forms import MunicipalityForm
from municipalities.models import Municipality

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("function", "email", "field"),
    [
        ("Arbetsmarknadsenheten", "arbetsmarknad@malmo.se", None),
        ("", "", None),
        ("Arbetsmarknadsenheten", "", None),
        ("Arbetsmarknadsenheten", "nagon@Gmail.com", "contact_email"),
        ("", "arbetsmarknad@malmo.se", "contact_email"),
        ("arbetsmarknad@malmo.se", "arbetsmarknad@malmo.se", "contact_function"),
    ],
)
def test_contact_must_be_a_function(function: str, email: str, field: str | None) -> None:
    malmo = Municipality.objects.get(code="1280")
    fields = ["contact_function", "contact_email"]
    form_class = type(
        "ContactForm", (MunicipalityForm,), {"Meta": type("Meta", (), {"model": Municipality, "fields": fields})}
    )
    form = form_class(
        model_to_dict(malmo, fields) | {"contact_function": function, "contact_email": email}, instance=malmo
    )
    assert list(form.errors) == ([field] if field else [])
