"""Publication state and actions of publishable admins, tested with follow-ups."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin as site
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from agreements.desk.agreements.change_proposals import ChangeProposals
from agreements.desk.publishable import PublicationAdmin, PublishableAdmin
from agreements.models import TARGETS, Agreement, DialogueMeeting, Document, FollowUp, ReportedTotal, Source
from agreements.models.publishing import Publishable
from tests.conftest import post_form
from tests.factories import (
    AgreementFactory,
    FollowUpFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

LIST = "/admin/agreements/followup/"


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


def page(follow_up: FollowUp, act: str = "change") -> str:
    return reverse(f"admin:agreements_followup_{act}", args=[follow_up.pk])


def typed(follow_up: FollowUp, /, **fields: Any) -> dict[str, Any]:
    return {
        "agreement": follow_up.agreement_id,
        "year": follow_up.year,
        "done_on": follow_up.done_on.isoformat(),
        **fields,
    }


def choose(client: Client, act: str, *rows: FollowUp) -> str:
    data = {"action": act, "_selected_action": [row.pk for row in rows]}
    return client.post(LIST, data, follow=True).content.decode()


def test_list_shows_and_filters_publication_state(admin: Client) -> None:
    public = FollowUpFactory()
    draft = FollowUpFactory(agreement=public.agreement, year=2025, draft=True)
    drafts = admin.get(LIST + "?publicering=utkast").content.decode()
    assert "tag-draft" in drafts
    assert page(draft) in drafts
    assert page(public) not in drafts
    assert "tag-published" in admin.get(LIST).content.decode()


def test_actions_publish_and_unpublish(checker: Client) -> None:
    follow_up = FollowUpFactory(draft=True)
    assert "1 publicerades." in choose(checker, "publish", follow_up)
    assert FollowUp.objects.get(pk=follow_up.pk).is_published
    assert "1 avpublicerades." in choose(checker, "unpublish", follow_up)
    assert not FollowUp.objects.get(pk=follow_up.pk).is_published


def test_registrar_cannot_publish_or_change_published_row(registrar_only: Client) -> None:
    draft = FollowUpFactory(draft=True)
    public = FollowUpFactory(agreement=draft.agreement, year=2025)
    choose(registrar_only, "publish", draft)
    assert not FollowUp.objects.get(pk=draft.pk).is_published
    assert "Spara och publicera" not in registrar_only.get(page(draft)).content.decode()
    post_form(registrar_only, page(draft), typed(draft, findings="Ny", _publish=""))
    draft.refresh_from_db()
    assert (draft.findings, draft.is_published) == ("Ny", False)

    assert "Be en granskare att avpublicera den" in registrar_only.get(page(public)).content.decode()
    assert post_form(registrar_only, page(public), typed(public, findings="Ny")).status_code == 403
    assert registrar_only.post(page(public, "delete"), {"post": "yes"}).status_code == 403
    choose_all = {"action": "delete_selected", "_selected_action": [public.pk], "post": "yes"}
    registrar_only.post(LIST, choose_all)
    public.refresh_from_db()
    assert public.findings == ""


def test_checker_changes_published_row_directly(checker: Client) -> None:
    public = FollowUpFactory()
    post_form(checker, page(public), typed(public, findings="Ny"))
    public.refresh_from_db()
    assert (public.findings, public.is_published) == ("Ny", True)


def test_save_and_publish(checker: Client) -> None:
    row = FollowUpFactory.build(agreement=AgreementFactory())
    response = post_form(checker, reverse("admin:agreements_followup_add"), typed(row, _publish=""), follow=True)
    assert "är publicerad." in response.content.decode()
    assert FollowUp.objects.get().published_by == response.wsgi_request.user


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
        public = FollowUpFactory()
        assert "Avpublicera den i listan" in checker.get(page(public)).content.decode()
        assert post_form(checker, page(public), typed(public, findings="Ny")).status_code == 403
        choose(checker, "unpublish", public)
        post_form(checker, page(public), typed(public, findings="Ny"))
        public.refresh_from_db()
        assert (public.findings, public.is_published) == ("Ny", False)

    def test_author_is_told_that_another_user_must_publish(self, checker: Client) -> None:
        add = reverse("admin:agreements_followup_add")
        assert "Spara och publicera" not in checker.get(add).content.decode()
        post_form(checker, add, typed(FollowUpFactory.build(agreement=AgreementFactory())))
        follow_up = FollowUp.objects.get()
        assert "Du har själv registrerat" in choose(checker, "publish", follow_up)
        assert not FollowUp.objects.get(pk=follow_up.pk).is_published
        assert "1 publicerades." in choose(client_of(member("Granskare")), "publish", follow_up)

    def test_published_follow_up_is_locked_in_agreement_form(self, checker: Client) -> None:
        agreement = AgreementFactory(draft=True)
        FollowUpFactory(agreement=agreement, findings="Det som gäller")
        text = checker.get(reverse("admin:agreements_agreement_change", args=[agreement.pk])).content.decode()
        assert " disabled " in text[text.index('name="follow_ups-0-findings"') :].split(">")[0]


def test_every_publishable_admin_has_same_actions() -> None:
    for kind in (Agreement, DialogueMeeting, FollowUp, ReportedTotal, Document, Source):
        assert issubclass(kind, Publishable)
        assert isinstance(site.site._registry[kind], PublicationAdmin)
        assert isinstance(site.site._registry[kind], PublishableAdmin) == (kind is not Agreement)
        # The others are changed directly, or not at all.
        assert isinstance(site.site._registry[kind], ChangeProposals) == (kind in TARGETS)
