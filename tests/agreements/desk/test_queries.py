"""The query count of the desk's lists and forms does not grow with the number of rows."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib import admin as site
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Model
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.desk.conflicts.admin import ConflictAdmin
from agreements.models import (
    Agreement,
    AgreementRevision,
    AgreementType,
    CollaborationLevel,
    CooperationArea,
    DialogueMeeting,
    DialogueRound,
    Document,
    FollowUp,
    JointAgreement,
    ReportedTotal,
    Source,
)
from municipalities.models import County, Municipality
from tests import factories

pytestmark = pytest.mark.django_db

LISTS = [model for model, admin in site.site._registry.items() if model._meta.app_label != "auth"]
FORMS: list[type[Model]] = [
    Agreement,
    AgreementRevision,
    AgreementType,
    CollaborationLevel,
    CooperationArea,
    County,
    DialogueMeeting,
    DialogueRound,
    Document,
    FollowUp,
    JointAgreement,
    Municipality,
    ReportedTotal,
    Source,
]
# The fixtures already have many of these rows.
FULL = (County, Municipality)


def factory_of(model: type[Model]) -> Any:
    return getattr(factories, f"{model.__name__}Factory", None)


def make(model: type[Model], number: int) -> None:
    """Creates more rows, each with its own municipality, day or user where its rules require it."""
    codes = list(Municipality.objects.filter(agreements=None, boundary=None).values_list("code", flat=True)[:number])
    for place in range(number):
        municipality = {"municipality_id": codes[place]} if model is not Municipality else {}
        match model.__name__:
            case "Agreement":
                factories.AgreementFactory(**municipality)
            case "Document" | "FollowUp" | "Proposal" | "Source" | "AgreementRevision":
                factory_of(model)(agreement=factories.AgreementFactory(**municipality))
            case "ReportedTotal":
                day = datetime.date(2020, 1, 1) + datetime.timedelta(days=ReportedTotal.objects.count())
                factories.ReportedTotalFactory(reported_on=day)
            case "Completeness":
                factories.CompletenessFactory(type=factories.AgreementTypeFactory())
            case "DialogueMeeting":
                factories.DialogueMeetingFactory().municipalities.set(codes)
            case "Boundary":
                factories.BoundaryFactory(municipality=Municipality.objects.get(code=codes[place]))
            case _:
                factory_of(model)()


def query_count(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code in (200, 302), address
    return len(queries)


@pytest.mark.parametrize("model", LISTS, ids=lambda model: model.__name__)
def test_query_count_of_list_does_not_grow_with_rows(admin: Client, model: type[Model]) -> None:
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    if model in FULL or factory_of(model) is None or model.__name__ == "Register":
        assert query_count(admin, address) < 20
        return
    make(model, 2)
    few = query_count(admin, address)
    make(model, 6)
    assert query_count(admin, address) == few


@pytest.mark.parametrize("model", FORMS, ids=lambda model: model.__name__)
def test_query_count_of_form_does_not_grow_with_rows(admin: Client, model: type[Model]) -> None:
    """Neither with other rows nor with related rows."""
    if model not in FULL:
        make(model, 1)
    row: Any = model._default_manager.order_by("-pk").first()
    belonging: dict[str, Any] = (
        {"agreement": row} if model is Agreement else {"joint_agreement": row, "agreement": None}
    )

    def add_related_rows(first: int, number: int) -> None:
        if model in (Agreement, JointAgreement):
            for place in range(first, first + number):
                factories.DocumentFactory(**belonging)
                if model is Agreement:
                    factories.FollowUpFactory(agreement=row, year=2000 + place)

    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk])
    add_related_rows(0, 2)
    few = query_count(admin, address)
    add_related_rows(2, 6)
    make(Agreement, 6)
    assert query_count(admin, address) == few


def test_every_form_is_conflict_form(registrar: User, rf: RequestFactory) -> None:
    """Covers every registered admin, also future ones."""
    request = rf.get("/admin/")
    request.user = registrar
    unguarded = [
        model.__name__
        for model, admin in site.site._registry.items()
        if model._meta.app_label != "auth"
        and (admin.has_add_permission(request) or admin.has_change_permission(request))
        and not isinstance(admin, ConflictAdmin)
    ]
    assert unguarded == []


@pytest.mark.parametrize("model", FORMS, ids=lambda model: model.__name__)
def test_every_form_carries_sealed_values(admin: Client, model: type[Model]) -> None:
    if model not in FULL:
        make(model, 1)
    row: Any = model._default_manager.first()
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    for address in (reverse(f"{name}_add"), reverse(f"{name}_change", args=[row.pk])):
        assert 'name="_opened"' in admin.get(address).content.decode(), address


def test_filters_list_each_row_once(admin: Client) -> None:
    agreement = factories.AgreementFactory()
    agreement.levels.set(CollaborationLevel.objects.all())
    agreement.areas.set(CooperationArea.objects.all())
    factories.DocumentFactory.create_batch(3, agreement=agreement)
    bare = factories.AgreementFactory(municipality_id="0180")
    levels = [str(level.pk) for level in CollaborationLevel.objects.all()]
    found = {
        query: [row.pk for row in admin.get(f"/admin/agreements/agreement/?{query}").context["cl"].result_list]
        for query in (
            f"levels__id__in={','.join(levels)}",
            f"levels__id__exact={levels[0]}",
            f"levels__id__exact={levels[0]}&municipality__county__code__exact=12&q=malmo",
            "saknas=dokument",
            "saknas=nivaer",
        )
    }
    assert list(found.values()) == [[agreement.pk]] * 3 + [[bare.pk]] * 2
