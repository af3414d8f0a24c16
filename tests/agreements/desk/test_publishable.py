"""Publication state and actions of publishable admins, tested with reported totals."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin as site
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from agreements.desk.publishable import PublicationAdmin, PublishableAdmin
from agreements.models import Agreement, DialogueMeeting, Document, FollowUp, ReportedTotal
from agreements.models.publishing import Publishable
from tests.conftest import post_form
from tests.factories import (
    AgreementFactory,
    FollowUpFactory,
    ReportedTotalFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

LIST = "/admin/agreements/reportedtotal/"


def member(role: str) -> User:
    user = UserFactory(is_staff=True)
    user.groups.set(Group.objects.filter(name__in=["Läsare", "Registrator", role]))
    return user


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def registrar_only(db: None) -> Client:
    return client_of(member("Registrator"))


@pytest.fixture
def checker(db: None) -> Client:
    return client_of(member("Granskare"))


def page(total: ReportedTotal, act: str = "change") -> str:
    return reverse(f"admin:agreements_reportedtotal_{act}", args=[total.pk])


def typed(total: ReportedTotal, /, **fields: Any) -> dict[str, Any]:
    return {
        "type": total.type_id,
        "reported_on": total.reported_on.isoformat(),
        "position": total.position,
        "total": total.total,
        "publisher": total.publisher,
        "source_note": total.source_note,
        **fields,
    }


def choose(client: Client, act: str, *rows: ReportedTotal) -> str:
    data = {"action": act, "_selected_action": [row.pk for row in rows]}
    return client.post(LIST, data, follow=True).content.decode()


def test_list_shows_and_filters_publication_state(admin: Client) -> None:
    ReportedTotalFactory(publisher="Den synliga")
    ReportedTotalFactory(publisher="Den osynliga", draft=True)
    drafts = admin.get(LIST + "?publicering=utkast").content.decode()
    assert "tag-draft" in drafts
    assert "Den osynliga" in drafts
    assert "Den synliga" not in drafts
    assert "tag-published" in admin.get(LIST).content.decode()


def test_actions_publish_and_unpublish(checker: Client) -> None:
    total = ReportedTotalFactory(draft=True)
    assert "1 publicerades." in choose(checker, "publish", total)
    assert ReportedTotal.objects.get(pk=total.pk).is_published
    assert "1 avpublicerades." in choose(checker, "unpublish", total)
    assert not ReportedTotal.objects.get(pk=total.pk).is_published


def test_registrar_cannot_publish_or_change_published_row(registrar_only: Client) -> None:
    draft, public = ReportedTotalFactory(draft=True), ReportedTotalFactory(publisher="SKR")
    choose(registrar_only, "publish", draft)
    assert not ReportedTotal.objects.get(pk=draft.pk).is_published
    assert "Spara och publicera" not in registrar_only.get(page(draft)).content.decode()
    post_form(registrar_only, page(draft), typed(draft, total=5, _publish=""))
    draft.refresh_from_db()
    assert (draft.total, draft.is_published) == (5, False)

    assert "Be en granskare att avpublicera den" in registrar_only.get(page(public)).content.decode()
    assert post_form(registrar_only, page(public), typed(public, total=5)).status_code == 403
    assert registrar_only.post(page(public, "delete"), {"post": "yes"}).status_code == 403
    choose_all = {"action": "delete_selected", "_selected_action": [public.pk], "post": "yes"}
    registrar_only.post(LIST, choose_all)
    public.refresh_from_db()
    assert public.total == 270


def test_checker_changes_published_row_directly(checker: Client) -> None:
    public = ReportedTotalFactory()
    post_form(checker, page(public), typed(public, total=5))
    public.refresh_from_db()
    assert (public.total, public.is_published) == (5, True)


def test_save_and_publish(checker: Client, headline: Any) -> None:
    row = ReportedTotalFactory.build(type=headline, publisher="Dua")
    response = post_form(checker, reverse("admin:agreements_reportedtotal_add"), typed(row, _publish=""), follow=True)
    assert "är publicerad." in response.content.decode()
    assert ReportedTotal.objects.get(publisher="Dua").published_by == response.wsgi_request.user


def test_unpublishable_row_is_saved_with_reason(checker: Client) -> None:
    follow_up = FollowUpFactory(draft=True, agreement=AgreementFactory(draft=True))
    address = reverse("admin:agreements_followup_change", args=[follow_up.pk])
    data = {
        "agreement": follow_up.agreement_id,
        "year": 2024,
        "done_on": "2024-11-05",
        "findings": "Ny",
        "_publish": "",
    }
    response = post_form(checker, address, data, follow=True)
    assert response.redirect_chain == [(address, 302)]
    text = response.content.decode()
    assert "Publicera först överenskommelsen" in text
    assert "Utkastet är sparat men inte publicerat." in text
    follow_up.refresh_from_db()
    assert (follow_up.findings, follow_up.is_published) == ("Ny", False)


@pytest.mark.usefixtures("two_people")
class TestFourEyes:
    def test_published_row_is_locked_until_unpublished(self, checker: Client) -> None:
        public = ReportedTotalFactory()
        assert "Avpublicera den i listan" in checker.get(page(public)).content.decode()
        assert post_form(checker, page(public), typed(public, total=5)).status_code == 403
        choose(checker, "unpublish", public)
        post_form(checker, page(public), typed(public, total=5))
        public.refresh_from_db()
        assert (public.total, public.is_published) == (5, False)

    def test_author_is_told_that_another_user_must_publish(self, checker: Client, headline: Any) -> None:
        add = reverse("admin:agreements_reportedtotal_add")
        assert "Spara och publicera" not in checker.get(add).content.decode()
        row = ReportedTotalFactory.build(type=headline, publisher="Dua")
        post_form(checker, add, typed(row))
        total = ReportedTotal.objects.get(publisher="Dua")
        assert "Du har själv registrerat" in choose(checker, "publish", total)
        assert not ReportedTotal.objects.get(pk=total.pk).is_published
        assert "1 publicerades." in choose(client_of(member("Granskare")), "publish", total)

    def test_published_follow_up_is_locked_in_agreement_form(self, checker: Client) -> None:
        agreement = AgreementFactory(draft=True)
        FollowUpFactory(agreement=agreement, findings="Det som gäller")
        text = checker.get(reverse("admin:agreements_agreement_change", args=[agreement.pk])).content.decode()
        assert " disabled " in text[text.index('name="follow_ups-0-findings"') :].split(">")[0]


def test_every_publishable_admin_has_same_actions() -> None:
    for kind in (Agreement, DialogueMeeting, FollowUp, ReportedTotal, Document):
        assert issubclass(kind, Publishable)
        assert isinstance(site.site._registry[kind], PublicationAdmin)
        # Only agreements are changed by proposals.
        assert isinstance(site.site._registry[kind], PublishableAdmin) == (kind is not Agreement)
