"""A declined answer has no levels or areas, by form, import, command and database."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pgtrigger
import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client

from agreements.acts import agreements as agreement_acts
from agreements.acts import proposals
from agreements.confirmations import requests
from agreements.history import restoring
from agreements.history.row import history_of
from agreements.models import Agreement, CollaborationLevel, CooperationArea, Proposal
from agreements.positions import Status
from municipalities.models import Municipality
from tests.agreements.desk.test_roles import LIST, entered, member
from tests.agreements.exchange.resources.test_agreements import NEW, refusals_of, run
from tests.conftest import post_form
from tests.factories import AgreementFactory

pytestmark = pytest.mark.django_db

NO_LEVELS = "Ett avböjt svar har inga samverkansnivåer. Ta bort dem, eller ändra status."
NO_AREAS = "Ett avböjt svar har inga samverkansområden. Ta bort dem, eller ändra status."


@pytest.fixture
def level() -> CollaborationLevel:
    return CollaborationLevel.objects.get(slug="strategisk")


@pytest.fixture
def area() -> CooperationArea:
    return CooperationArea.objects.get(slug="fordjupat-stod")


def checked_at_commit() -> None:
    with transaction.atomic():
        connection.check_constraints()


class TestDatabase:
    def test_declined_answer_cannot_get_levels_or_areas(self, level: CollaborationLevel, area: CooperationArea) -> None:
        declined = AgreementFactory(status=Status.DECLINED)
        for terms, term in ((declined.levels, level), (declined.areas, area)):
            with pytest.raises(IntegrityError, match="Ett avböjt svar har inga"), transaction.atomic():
                terms.add(term)
        link = Agreement.levels.through._default_manager
        AgreementFactory(municipality_id="0180").levels.add(level)
        with pytest.raises(IntegrityError, match="Ett avböjt svar har inga"), transaction.atomic():
            link.update(agreement=declined)

    @pytest.mark.parametrize("terms", ["levels", "areas"])
    def test_answer_with_levels_or_areas_cannot_be_declined(
        self, terms: str, level: CollaborationLevel, area: CooperationArea
    ) -> None:
        agreement = AgreementFactory()
        getattr(agreement, terms).add({"levels": level, "areas": area}[terms])
        Agreement.objects.update(status=Status.DECLINED)
        with pytest.raises(IntegrityError, match="Ett avböjt svar har inga"):
            checked_at_commit()
        Agreement.objects.update(status=Status.SIGNED)

    def test_transaction_may_decline_first_and_remove_levels_then(self, level: CollaborationLevel) -> None:
        agreement = AgreementFactory()
        agreement.levels.add(level)
        Agreement.objects.update(status=Status.DECLINED)
        agreement.levels.clear()
        checked_at_commit()

    @pytest.mark.parametrize("status", [Status.SIGNED, Status.IN_DIALOGUE])
    def test_other_statuses_may_have_levels_and_areas(self, status: Status, level: CollaborationLevel) -> None:
        agreement = AgreementFactory(in_dialogue=status == Status.IN_DIALOGUE)
        agreement.levels.add(level)
        checked_at_commit()
        assert agreement.status == status

    def test_constraint_error_has_a_message(
        self, registrar: User, level: CollaborationLevel, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Another user declines between validation and save."""
        monkeypatch.setattr(agreement_acts, "check_terms", lambda *_given: None)
        with pytest.raises(ValidationError, match="Ett avböjt svar har inga"):
            agreement_acts.register(
                municipality=Municipality.objects.get(code="1280"),
                type=AgreementFactory(municipality_id="0180").type,
                status=Status.DECLINED,
                by=registrar,
                levels=[level],
            )


class TestDesk:
    def test_new_declined_answer_with_terms_is_refused_at_the_fields(
        self, level: CollaborationLevel, area: CooperationArea
    ) -> None:
        answer = post_form(
            member("Registrator"),
            LIST + "add/",
            entered(_save="") | {"status": "declined", "levels": [level.pk], "areas": [area.pk]},
        )
        assert answer.context["adminform"].form.errors == {"levels": [NO_LEVELS], "areas": [NO_AREAS]}
        assert not Agreement.objects.exists()

    def test_draft_without_terms_can_be_declined(self, level: CollaborationLevel) -> None:
        draft = AgreementFactory(draft=True)
        draft.levels.add(level)
        client, page = member("Registrator"), f"{LIST}{draft.pk}/change/"
        refused = post_form(client, page, entered(_save="") | {"status": "declined", "levels": [level.pk]})
        assert NO_LEVELS in refused.content.decode()
        assert post_form(client, page, entered(_save="") | {"status": "declined"}).status_code == 302
        draft.refresh_from_db()
        assert (draft.status, draft.levels.count()) == (Status.DECLINED, 0)
        checked_at_commit()

    def test_proposal_declines_published_agreement(self, client: Client, level: CollaborationLevel) -> None:
        agreement = AgreementFactory(source_note="Protokoll")
        agreement.levels.add(level)
        registrar, page = member("Registrator"), f"{LIST}{agreement.pk}/change/"
        given = entered(_save="") | {"status": "declined", "kind": "correction", "reason": "Nej, inte ja"}
        assert NO_LEVELS in post_form(registrar, page, given | {"levels": [level.pk]}).content.decode()
        assert not Proposal.objects.exists()
        assert post_form(registrar, page, given).status_code == 302
        proposal = Proposal.objects.get()
        assert proposal.changes == {"status": ["signed", "declined"], "levels": [["strategisk"], []]}
        post_form(member("Granskare"), f"/admin/agreements/proposal/{proposal.pk}/change/", {"_approve": ""})
        checked_at_commit()
        public = client.get("/kommuner/1280/").content.decode()
        assert "Malmö har avböjt en överenskommelse." in public
        assert "Samverkan sker på" not in public
        assert ">Samverkansnivåer</h2>" not in client.get(agreement.get_absolute_url()).content.decode()

    def test_conflicting_proposal_is_refused_at_publication(self, registrar: User, level: CollaborationLevel) -> None:
        agreement = AgreementFactory()
        ends = proposals.propose(agreement, {"status": "declined"}, kind=Proposal.Act.CHANGE, by=registrar)
        agreement.levels.add(level)
        with pytest.raises(ValidationError) as refused:
            proposals.publish_proposal(ends, by=registrar)
        assert refused.value.message_dict == {"levels": [NO_LEVELS]}

    def test_joint_registration_refuses_declined_with_terms(self, level: CollaborationLevel) -> None:
        answer = post_form(
            member("Registrator"),
            LIST + "joint/",
            {
                "new_title": "Nej i Skåne", "type": AgreementFactory(municipality_id="0180").type_id,
                "status": "declined", "source_note": "Protokoll", "levels": [level.pk],
                "rows-TOTAL_FORMS": 1, "rows-INITIAL_FORMS": 0,
                "rows-0-municipality": "1280", "rows-0-decided_on": "2024-01-01",
            },
        )  # fmt: skip
        assert NO_LEVELS in answer.content.decode()
        assert not Agreement.objects.filter(municipality="1280").exists()

    def test_declined_answer_lacks_no_levels(self) -> None:
        AgreementFactory(status=Status.DECLINED)
        AgreementFactory(municipality_id="0180")
        found = member("Läsare").get(LIST + "?saknas=nivaer").context["cl"].result_list
        assert [agreement.public_id for agreement in found] == ["0180-1"]


class TestMunicipality:
    @pytest.fixture
    def token(self) -> str:
        Municipality.objects.filter(code="1280").update(contact_function="Enheten", contact_email="e@malmo.example")
        return requests.ask(Municipality.objects.get(code="1280"), by=None)[1]

    def test_correction_form_of_declined_answer_has_no_terms(self, client: Client, token: str) -> None:
        AgreementFactory(status=Status.DECLINED)
        page = client.get(f"/bekrafta/{token}/ratta/").content.decode()
        assert "Beslutsdag" in page
        assert "Samverkansnivåer" not in page
        assert "Samverkansområden" not in page

    def test_new_declined_answer_with_terms_is_refused(self, client: Client, token: str, headline: Any) -> None:
        given = {"function": "Enheten", "type": headline.pk, "status": "declined", "decided_on": "2024-05-06"}
        answer = client.post(f"/bekrafta/{token}/ratta/", given | {"areas": ["fordjupat-stod"]})
        assert answer.status_code == 400
        assert NO_AREAS in answer.content.decode()
        assert not Agreement.objects.exists()


class TestFile:
    def test_import_refuses_terms_of_declined_answer_with_advice(self, registrar: User) -> None:
        rows = {"status": "avböjd", "levels": "strategisk", "areas": "fordjupat-stod"}
        assert refusals_of(run(registrar, NEW | rows)) == [
            (2, "samverkansnivåer", NO_LEVELS),
            (2, "samverkansområden", NO_AREAS),
        ]

    def test_import_of_declined_status_is_refused_while_register_has_levels(
        self, registrar: User, level: CollaborationLevel
    ) -> None:
        draft = AgreementFactory(draft=True)
        draft.levels.add(level)
        row = {"public_id": draft.public_id, "status": "avböjd"}
        assert refusals_of(run(registrar, row)) == [(2, "samverkansnivåer", NO_LEVELS)]
        assert refusals_of(run(registrar, row | {"levels": ""})) == []
        draft.refresh_from_db()
        assert (draft.status, draft.levels.count()) == (Status.DECLINED, 0)
        checked_at_commit()


@pytest.mark.usefixtures("incomplete")
def test_demo_has_no_declined_answer_with_terms() -> None:
    from agreements.demo.loading import load_demo

    load_demo()
    assert Agreement.objects.filter(status=Status.DECLINED).count() == 3
    checked_at_commit()


class TestRowsFromBeforeTheRule:
    migration = import_module("agreements.migrations.0070_declined_without_terms")

    @pytest.fixture
    def declined(self, level: CollaborationLevel, area: CooperationArea) -> Agreement:
        """A declined answer with levels, as it was possible before the rule."""
        agreement: Agreement = AgreementFactory(status=Status.DECLINED)
        with pgtrigger.ignore(
            "agreements.AgreementLevel:declined_is_given_no_terms",
            "agreements.AgreementArea:declined_is_given_no_terms",
        ):
            agreement.levels.add(level)
            agreement.areas.add(area)
        return agreement

    def test_migration_removes_terms_and_reverse_restores_them(self, declined: Agreement) -> None:
        signed = AgreementFactory(municipality_id="0180")
        signed.levels.set(CollaborationLevel.objects.all())
        self.migration.remove_terms(apps, None)
        assert (declined.levels.count(), declined.areas.count(), signed.levels.count()) == (0, 0, 2)
        entry = history_of(Agreement, declined.pk)[0]
        assert {(change.name, change.before, change.after) for change in entry.changes} == {
            ("Samverkansnivåer", "Strategisk nivå", "–"),
            ("Samverkansområden", "Fördjupat stöd", "–"),
        }
        assert entry.how == "Ny regel: ett avböjt svar har inga nivåer eller områden"
        assert entry.who == "Kommandot migrate"
        with pgtrigger.ignore(
            "agreements.AgreementLevel:declined_is_given_no_terms",
            "agreements.AgreementArea:declined_is_given_no_terms",
        ):
            for _twice in range(2):
                self.migration.put_terms_back(apps, None)
        assert [level.slug for level in declined.levels.all()] == ["strategisk"]
        assert [area.slug for area in declined.areas.all()] == ["fordjupat-stod"]

    def test_earlier_version_is_restored_without_terms(self, declined: Agreement, registrar: User) -> None:
        self.migration.remove_terms(apps, None)
        Agreement.objects.update(diary_number="Fel")
        version = restoring.version_of(Agreement.objects.get(), 1)
        assert version
        proposal = restoring.restore(Agreement.objects.get(), version, reason="Fel nummer", by=registrar)
        assert proposal
        assert proposal.changes == {"diary_number": ["Fel", ""]}

    def test_page_of_day_before_the_rule_shows_no_levels(self, client: Client, declined: Agreement) -> None:
        assert "Samverkan sker på" not in client.get("/kommuner/1280/").content.decode()
