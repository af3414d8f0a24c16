"""The admin of agreements: pages, form, list, actions and permissions."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin as site
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agreements.acts import proposals
from agreements.models import (
    AccountFunction,
    Agreement,
    AgreementType,
    CollaborationLevel,
    CooperationArea,
    DialogueMeeting,
    DialogueRound,
    Document,
    FollowUp,
    ImportRow,
    JointAgreement,
    Proposal,
    Register,
    ReportedTotal,
    Revision,
)
from municipalities.models import County, Municipality
from tests.conftest import post_form
from tests.factories import (
    AgreementFactory,
    DialogueMeetingFactory,
    DocumentFactory,
    FollowUpFactory,
    JointAgreementFactory,
    ReportedTotalFactory,
    UserFactory,
)
from tests.pages import publish_chosen

pytestmark = pytest.mark.django_db

MODELS = [
    Agreement,
    AgreementType,
    CollaborationLevel,
    CooperationArea,
    DialogueMeeting,
    DialogueRound,
    Document,
    FollowUp,
    JointAgreement,
    ReportedTotal,
    County,
    Municipality,
]
LIST = "/admin/agreements/agreement/"


def address(model: type[Model], page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def rows(count: int) -> None:
    """Creates `count` rows of each kind, each with an agreement of its own municipality."""
    for number, municipality in enumerate(Municipality.objects.all()[:count]):
        agreement = AgreementFactory(municipality=municipality, draft=number % 3 == 0)
        agreement.levels.set(CollaborationLevel.objects.all())
        DocumentFactory(agreement=agreement)
        FollowUpFactory(agreement=agreement)
        JointAgreementFactory(title=f"Gemensam {number}")
        DialogueMeetingFactory().municipalities.add(municipality)
        ReportedTotalFactory(total=number, publisher=f"Utgivare {number}")


def test_every_model_has_an_admin() -> None:
    ours = [model for label in ("agreements", "municipalities") for model in apps.get_app_config(label).get_models()]
    wanted = {model for model in ours if not model._meta.proxy and not model.__name__.endswith("Event")}
    wanted -= {ImportRow, AccountFunction}  # on the pages of an import and of an account
    assert wanted - set(site.site._registry) == set()


@pytest.mark.parametrize("model", MODELS)
def test_query_count_of_pages_does_not_grow_with_rows(admin: Client, model: type[Model]) -> None:
    counts = []
    for size in (3, 12):
        rows(size)
        row = model._default_manager.last()
        assert row is not None
        pages = {
            "changelist": address(model, "changelist"),
            "search": address(model, "changelist") + "?q=a",
            "add": address(model, "add"),
            "change": address(model, "change", row.pk),
            "history": address(model, "history", row.pk),
        }
        taken = {}
        for page, url in pages.items():
            admin.get(url)  # content types are read once and cached
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert admin.get(url).status_code == 200, page
            taken[page] = len(queries)
        counts.append(taken)
        if not (isinstance(row, Agreement | ReportedTotal) and row.is_published):
            assert admin.get(address(model, "delete", row.pk)).status_code == 200
        Agreement.objects.update(published_at=None, published_by=None)
        for kind in (FollowUp, Document, DialogueMeeting, DialogueRound, Agreement, JointAgreement):
            kind.objects.all().delete()
        ReportedTotal.objects.filter(publisher__startswith="Utgivare").delete()
    assert counts[0] == counts[1]
    assert max(counts[0].values()) <= 30


def test_register_list_redirects_to_its_only_form(admin: Client) -> None:
    response = admin.get("/admin/agreements/register/")
    assert response.headers["Location"] == "/admin/agreements/register/1/change/"
    assert admin.get("/admin/agreements/register/1/change/").status_code == 200
    assert admin.get("/admin/agreements/register/1/history/").status_code == 200
    assert admin.get("/admin/agreements/register/add/").status_code == 403
    assert admin.get("/admin/agreements/register/1/delete/").status_code == 403
    Register.objects.all().delete()
    assert admin.get("/admin/agreements/register/").status_code == 200
    assert admin.get("/admin/agreements/register/add/").status_code == 200


def test_revision_is_read_only(admin: Client) -> None:
    revision = Revision.objects.get()
    assert admin.get("/admin/agreements/revision/").status_code == 200
    assert admin.get(address(Revision, "change", revision.pk)).status_code == 200
    assert admin.post(address(Revision, "change", revision.pk), {"number": 1}).status_code == 403
    assert admin.get(address(Revision, "add")).status_code == 403


def test_every_page_shows_demo_notice(admin: Client) -> None:
    assert "Demodata är inläst" not in admin.get("/admin/").content.decode()
    Register.objects.update(is_demo=True)
    for url in ("/admin/", LIST, LIST + "add/"):
        assert "Demodata är inläst" in admin.get(url).content.decode()


# The form


def entered(**data: Any) -> dict[str, Any]:
    inlines = {
        f"{name}-{form}": 0
        for name in ("sources", "documents", "follow_ups", "revisions")
        for form in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    return {
        "municipality": "1280",
        "type": AgreementType.objects.get(is_headline=True).pk,
        "status": "signed",
        "decided_on": "2023-03-01",
        "source_note": "Kommunstyrelsens protokoll 2023-03-01",
        "verified_on": "2024-01-15",
        "levels": list(CollaborationLevel.objects.values_list("pk", flat=True)),
        **inlines,
        **data,
    }


def test_new_form_has_default_values(admin: Client, headline: AgreementType) -> None:
    form = admin.get(LIST + "add/?municipality=1280").context["adminform"].form
    initial = form.initial
    assert initial["type"] == headline.pk
    assert initial["municipality"] == "1280"
    assert "verified_by" not in initial
    assert "verified_on" not in initial


def test_save_creates_draft_with_levels(admin: Client) -> None:
    assert post_form(admin, LIST + "add/", entered(_save="")).status_code == 302
    agreement = Agreement.objects.get()
    assert (agreement.public_id, agreement.is_published) == ("1280-1", False)
    assert agreement.valid_from == datetime.date(2023, 3, 1)
    assert agreement.levels.count() == 2


def test_save_and_publish(admin: Client, registrar: User) -> None:
    response = post_form(admin, LIST + "add/", entered(_publish=""), follow=True)
    agreement = Agreement.objects.get()
    assert agreement.published_by == registrar
    assert agreement.levels.count() == 2
    assert "1280-1 är publicerad." in response.content.decode()


@pytest.mark.parametrize("button", ["_publish", "_submit"])
def test_unpublishable_agreement_is_saved_as_draft_with_reasons(admin: Client, button: str) -> None:
    response = post_form(
        admin, LIST + "add/", entered(**{button: "", "source_note": "", "decided_on": ""}), follow=True
    )
    draft = Agreement.objects.get()
    assert (draft.is_published, draft.submitted_at) == (False, None)
    page = response.content.decode()
    assert "Utkastet är sparat, men det är inte färdigt" in page
    assert "Ange källans adress eller källa innan du publicerar." in page
    assert "Gäller från: Fyll i den första dagen, så noga som den är känd." in page


def test_save_and_submit(admin: Client) -> None:
    response = post_form(admin, LIST + "add/", entered(_submit=""), follow=True)
    assert Agreement.objects.waiting().exists()
    assert "1280-1 är lämnad för granskning." in response.content.decode()


def test_saving_published_agreement_proposes_change(admin: Client) -> None:
    agreement = AgreementFactory(source_note="Kommunstyrelsens protokoll 2023-03-01")
    agreement.levels.set(CollaborationLevel.objects.all())
    page = address(Agreement, "change", agreement.pk)
    response = post_form(admin, page, entered(_save="", diary_number="Af-1", kind="change"), follow=True)
    assert "väntar på granskning" in response.content.decode()
    agreement.refresh_from_db()
    assert (agreement.is_published, agreement.diary_number) == (True, "")
    assert agreement.proposals.get().changes == {"diary_number": ["", "Af-1"]}

    post_form(admin, page, entered(_save="", diary_number="Af-2", kind="correction", reason="Fel nummer"))
    proposal = agreement.proposals.get()
    assert (proposal.act, proposal.changes) == ("correction", {"diary_number": ["", "Af-2"]})

    post_form(admin, page, entered(_publish="", diary_number="Af-3", kind="correction", reason="Fel nummer"))
    agreement.refresh_from_db()
    assert agreement.diary_number == "Af-3"


def test_draft_page_names_earlier_answer_that_it_ends(admin: Client) -> None:
    earlier = AgreementFactory()
    later = {"decided_on": "2024-03-01", "verified_on": "2024-03-15"}
    asked = post_form(admin, LIST + "add/", entered(_save="", **later))
    assert "I vägen är 1280-1 Malmö" in asked.content.decode()
    assert Agreement.objects.count() == 1
    page = post_form(admin, LIST + "add/", entered(_continue="", overlap="close", **later), follow=True)
    assert "<ins>2024-02-29</ins>" in page.content.decode()
    assert earlier.proposals.get().accompanies.public_id == "1280-2"


def test_form_does_not_change_municipality(admin: Client) -> None:
    agreement = AgreementFactory()
    post_form(admin, address(Agreement, "change", agreement.pk), entered(municipality="0180", _save=""))
    agreement.refresh_from_db()
    assert agreement.municipality_id == "1280"


def test_add_only_registrar_does_not_publish(admin: Client) -> None:
    entrant = UserFactory(username="inmatare", is_staff=True)
    entrant.user_permissions.set(Permission.objects.filter(codename__in=["add_agreement", "view_agreement"]))
    client = Client()
    client.force_login(entrant)
    assert "_publish" not in client.get(LIST + "add/").content.decode()
    post_form(client, LIST + "add/", entered(_publish=""))
    assert not Agreement.objects.get().is_published


def test_second_follow_up_of_year_is_refused(admin: Client) -> None:
    agreement = AgreementFactory()
    data = entered(_save="", **{"follow_ups-TOTAL_FORMS": 2})
    for number in (0, 1):
        data |= {f"follow_ups-{number}-year": 2024, f"follow_ups-{number}-done_on": "2024-11-01"}
    assert post_form(admin, address(Agreement, "change", agreement.pk), data).status_code == 200
    assert not FollowUp.objects.exists()


def test_obstacle_to_ending_earlier_answer_keeps_form_values(admin: Client, registrar: User) -> None:
    """An undecided proposal for the earlier answer is the obstacle."""
    earlier = AgreementFactory()
    proposals.propose(earlier, {"valid_to": "2024-06-30"}, kind=Proposal.Act.CHANGE, by=registrar)
    sent = entered(_save="", decided_on="2024-03-01", verified_on="2024-03-15", overlap="close", internal_note="Mitt")
    response = post_form(admin, LIST + "add/", sent)
    assert response.status_code == 200
    form = response.context["adminform"].form
    assert "Ett ändringsförslag som inte är avgjort" in str(form.errors)
    assert form["internal_note"].value() == "Mitt"
    assert Agreement.objects.count() == 1


# Lists


def shown(response: Any) -> list[str]:
    return [row.public_id for row in response.context["cl"].result_list]


@pytest.mark.parametrize("text", ["malmo", "Malmö", "1280", "1280-1", "AF-2023/77", "mal af-2023"])
def test_search_matches(admin: Client, text: str) -> None:
    AgreementFactory(diary_number="Af-2023/77")
    AgreementFactory(municipality_id="0180")
    assert shown(admin.get(LIST, {"q": text})) == ["1280-1"]


def test_search_accepts_any_text(admin: Client) -> None:
    for text in ("%", "\\", "'", "å" * 500):
        assert admin.get(LIST, {"q": text}).status_code == 200
        for model in ("municipality", "agreement"):
            found = {"app_label": "agreements", "model_name": "agreement", "term": text}
            field = {"municipality": "municipality", "agreement": "replaces"}[model]
            assert admin.get("/admin/autocomplete/", found | {"field_name": field}).status_code == 200


def test_query_count_of_autocomplete_does_not_grow_with_rows(admin: Client) -> None:
    AgreementFactory()
    found = {"app_label": "agreements", "model_name": "agreement", "term": "malmo"}
    for field, text in (("municipality", "Malmö, Skåne län"), ("replaces", "1280-1 Malmö")):
        with CaptureQueriesContext(connection) as queries:
            response = admin.get("/admin/autocomplete/", found | {"field_name": field})
        assert [result["text"] for result in response.json()["results"]] == [text]
        assert len(queries) <= 5


def test_list_has_swedish_order(admin: Client) -> None:
    for code in ("1880", "1282", "0764", "1292", "1278"):  # Örebro, Landskrona, Alvesta, Ängelholm, Båstad
        AgreementFactory(municipality_id=code)
    names = [row.municipality.name for row in admin.get(LIST).context["cl"].result_list]
    assert names == ["Alvesta", "Båstad", "Landskrona", "Ängelholm", "Örebro"]


def test_list_filters(admin: Client) -> None:
    today = timezone.localdate()
    day = datetime.timedelta(days=1)
    AgreementFactory(municipality_id="0180")
    AgreementFactory(municipality_id="0114", valid_to=today + 90 * day)
    AgreementFactory(municipality_id="0115", valid_to=today + 91 * day)
    AgreementFactory(municipality_id="0117", valid_to=today - day)
    AgreementFactory(municipality_id="0120", draft=True, source_note="", verified_on=None, valid_from=today + day)
    AgreementFactory(municipality_id="0123", decided_on=None, valid_from=today + day, valid_from_earliest=today - day)
    expected = {
        "giltighet=osakert": ["0123-1"],
        "publicering=utkast": ["0120-1"],
        "giltighet=galler": ["0180-1", "0114-1", "0115-1"],
        "giltighet=upphor-snart": ["0114-1"],
        "giltighet=har-upphort": ["0117-1"],
        "giltighet=kommande": ["0120-1"],
        "saknas=kalla": ["0120-1"],
        "saknas=kontroll": ["0120-1"],
        "municipality__county__code__exact=12": [],
    }
    for query, ids in expected.items():
        assert sorted(shown(admin.get(f"{LIST}?{query}"))) == sorted(ids), query
    assert len(shown(admin.get(LIST + "?saknas=okant&giltighet=x&publicering=y"))) == 6


# Actions


def act(admin: Client, name: str, *chosen: Agreement) -> str:
    keys = [agreement.pk for agreement in chosen]
    if name == "publish":
        return publish_chosen(admin, keys).content.decode()
    data = {"action": name, "_selected_action": keys}
    return admin.post(LIST, data, follow=True).content.decode()


def test_publish_action_is_all_or_none_with_reasons(admin: Client) -> None:
    good = AgreementFactory(draft=True)
    bad = AgreementFactory(draft=True, municipality_id="0180", source_note="")
    page = act(admin, "publish", good, bad)
    assert "0180-1 Stockholm: Ange källans adress eller källa innan du publicerar." in page
    assert not Agreement.objects.published().exists()
    Agreement.objects.filter(pk=bad.pk).update(source_note="Protokoll")
    assert "2 publicerades." in act(admin, "publish", good, bad)
    assert "1 avpublicerades." in act(admin, "unpublish", good)
    assert list(Agreement.objects.published()) == [bad]


def test_only_single_draft_can_be_deleted(admin: Client) -> None:
    published, draft = AgreementFactory(), AgreementFactory(draft=True, municipality_id="0180")
    assert "delete_selected" not in admin.get(LIST).content.decode()
    assert admin.post(address(Agreement, "delete", published.pk), {"post": "yes"}).status_code == 403
    assert admin.post(address(Agreement, "delete", draft.pk), {"post": "yes"}).status_code == 302
    assert list(Agreement.objects.all()) == [published]
    assert "Borttagen" in admin.get(address(Agreement, "history", draft.pk)).content.decode()


# End, renew and send back

ENDED = {"valid_to": "2025-06-30", "ending": "terminated", "reason": "Uppsagd"}


def test_end_and_renewal_are_carried_out_from_form(admin: Client) -> None:
    agreement = AgreementFactory()
    change = admin.get(address(Agreement, "change", agreement.pk)).content.decode()
    renew, end = address(Agreement, "renew", agreement.pk), address(Agreement, "end", agreement.pk)
    assert renew in change
    assert end in change
    assert "Det här händer" in admin.get(renew).content.decode()

    new = {"decided_on": "2024-05-01", "source_note": "Protokoll", "verified_on": "2024-05-02"}
    response = post_form(admin, renew, new, follow=True)
    successor = Agreement.objects.get(replaces=agreement)
    assert response.redirect_chain[-1][0] == address(Agreement, "change", successor.pk)
    assert f'<a href="{address(Agreement, "change", successor.pk)}">' in response.content.decode()

    end = address(Agreement, "end", successor.pk)
    assert admin.get(end).status_code == 200
    assert post_form(admin, end, ENDED).status_code == 302
    successor.refresh_from_db()
    assert (successor.valid_to, successor.ending) == (datetime.date(2025, 6, 30), "terminated")


def test_end_of_published_agreement_redirects_to_proposal(admin: Client) -> None:
    agreement = AgreementFactory()
    response = post_form(admin, address(Agreement, "end", agreement.pk), ENDED, follow=True)
    proposal = agreement.proposals.get()
    assert response.redirect_chain[-1][0] == address(Proposal, "change", proposal.pk)
    page = response.content.decode()
    assert "tills vidare" in page
    assert "2025-06-30" in page
    post_form(admin, address(Proposal, "change", proposal.pk), {"_approve": ""})
    agreement.refresh_from_db()
    assert str(agreement.valid_to) == "2025-06-30"


def test_refused_act_shows_error_and_keeps_form_values(admin: Client) -> None:
    agreement = AgreementFactory()
    response = post_form(admin, address(Agreement, "end", agreement.pk), ENDED | {"valid_to": "2022-01-01"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "Gäller till kan inte vara före gäller från." in page
    assert 'value="2022-01-01"' in page
    assert "gäller från 1 mars 2023 tills vidare" in page


def test_draft_sent_back_shows_reason(admin: Client) -> None:
    draft = AgreementFactory(draft=True, submitted_at=timezone.now())
    page = address(Agreement, "send_back", draft.pk)
    assert "Skriv vad som behöver rättas" in post_form(admin, page, {"because": ""}).content.decode()
    response = post_form(admin, page, {"because": "Fel diarienummer"}, follow=True)
    assert "Fel diarienummer" in response.content.decode()
    draft.refresh_from_db()
    assert (draft.submitted_at, draft.returned_because) == (None, "Fel diarienummer")


@pytest.mark.parametrize("name", ["end", "renew", "send_back"])
def test_impossible_act_redirects_to_form(admin: Client, name: str) -> None:
    dialogue = AgreementFactory(in_dialogue=True, draft=True)
    response = admin.get(address(Agreement, name, dialogue.pk), follow=True)
    assert re.search("Bara e", response.content.decode())
    assert admin.get(address(Agreement, name, 4711)).status_code == 302
    assert admin.get(f"{LIST}abc/{name}/").status_code == 302


@pytest.mark.parametrize("name", ["end", "renew", "send_back"])
def test_act_needs_permission(name: str) -> None:
    agreement = AgreementFactory()
    reader = UserFactory(username="lasare", is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename="view_agreement"))
    client = Client()
    client.force_login(reader)
    assert client.get(address(Agreement, name, agreement.pk)).status_code == 403
    assert client.get(address(Agreement, "change", agreement.pk)).status_code == 200
    assert (
        address(Agreement, name, agreement.pk)
        not in client.get(address(Agreement, "change", agreement.pk)).content.decode()
    )


def test_history_requires_permission_and_accepts_any_key(admin: Client) -> None:
    stranger = UserFactory(username="framling", is_staff=True)
    client = Client()
    client.force_login(stranger)
    agreement = AgreementFactory()
    assert client.get(address(Agreement, "history", agreement.pk)).status_code == 403
    for key in ("abc", "4711", "99999999999999999999"):
        assert admin.get(f"{LIST}{key}/history/").status_code == 302


def test_link_to_public_page_needs_published_agreement(admin: Client) -> None:
    published, draft = AgreementFactory(), AgreementFactory(draft=True, municipality_id="0180")
    assert "/overenskommelser/1280-1/" in admin.get(address(Agreement, "change", published.pk)).content.decode()
    assert "viewsitelink" not in admin.get(address(Agreement, "change", draft.pk)).content.decode()
