"""A registrar enters sources, revisions and parties. Public ones are changed by those who may change the public."""

from __future__ import annotations

from typing import Any

import pytest

from agreements.models import Agreement, AgreementRevision, Party, Source
from tests.conftest import require_two_people
from tests.factories import (
    AgreementFactory,
    DialogueMeetingFactory,
    JointAgreementFactory,
    PartyFactory,
    TargetGroupFactory,
)
from tests.pages import AGREEMENTS, form_data, member, publish_chosen, send

pytestmark = pytest.mark.django_db

SOURCE = {"title": "SOU 2017:19", "publisher": "Regeringen", "published_on": "mars 2017", "is_copy": "on"}
REVISION = {"revised_on": "hösten 2016", "changes": "Nya kontaktvägar"}


def inline(prefix: str, row: dict[str, Any], number: int = 0) -> dict[str, Any]:
    return {f"{prefix}-TOTAL_FORMS": number + 1} | {f"{prefix}-{number}-{name}": row[name] for name in row}


@pytest.mark.parametrize("owner", ["agreement", "joint", "round"])
def test_registrar_enters_a_source_on_its_owners_page(owner: str) -> None:
    match owner:
        case "agreement":
            row: Any = AgreementFactory(draft=True)
            address = f"{AGREEMENTS}{row.pk}/change/"
        case "joint":
            row = JointAgreementFactory()
            address = f"/admin/agreements/jointagreement/{row.pk}/change/"
        case _:
            row = DialogueMeetingFactory(draft=True).round
            address = f"/admin/agreements/dialogueround/{row.pk}/change/"
    send(member("Registrator"), address, **inline("sources", SOURCE))
    source = row.sources.get()
    assert (source.title, source.day.edtf, source.is_copy, source.is_published) == (
        "SOU 2017:19",
        "2017-03",
        True,
        False,
    )


def test_season_gets_advice_and_a_month_is_kept_with_its_words() -> None:
    registrar, draft = member("Registrator"), AgreementFactory(draft=True)
    address = f"{AGREEMENTS}{draft.pk}/change/"
    answer = send(registrar, address, **inline("revisions", REVISION))
    assert "är en årstid" in answer.content.decode()
    send(registrar, address, **inline("revisions", REVISION | {"revised_on": "2016-09/2016-11"}))
    assert AgreementRevision.objects.get().day.edtf == "2016-09/2016-11"
    assert (
        "Läses: någon dag från den 1 september 2016 till den 30 november 2016"
        in registrar.get(address).content.decode()
    )


def test_sources_and_revisions_are_published_with_their_agreement_after_they_are_shown() -> None:
    joint = JointAgreementFactory()
    draft = AgreementFactory(draft=True, joint_agreement=joint)
    registrar = member("Registrator")
    send(registrar, f"{AGREEMENTS}{draft.pk}/change/", **inline("sources", SOURCE))
    send(
        registrar,
        f"/admin/agreements/jointagreement/{joint.pk}/change/",
        **inline("revisions", {"revised_on": "2016", "changes": "Ny bilaga"}),
    )
    checker = member("Granskare")
    page = checker.get(f"{AGREEMENTS}{draft.pk}/change/").content.decode()
    assert "SOU 2017:19" in page
    assert "någon gång i mars 2017" in page
    assert "Ny bilaga" in page
    publish_chosen(checker, [draft.pk])
    assert Source.objects.get().is_published
    assert AgreementRevision.objects.get().is_published


def test_source_entered_after_the_page_was_shown_stops_publication() -> None:
    draft = AgreementFactory(draft=True)
    checker = member("Granskare")
    data = form_data(checker, f"{AGREEMENTS}{draft.pk}/change/")
    send(member("Registrator"), f"{AGREEMENTS}{draft.pk}/change/", **inline("sources", SOURCE))
    answer = checker.post(f"{AGREEMENTS}{draft.pk}/change/", data | {"_publish": ""}, follow=True)
    assert "visades inte så på sidan" in answer.content.decode()
    assert not Agreement.objects.published().exists()


@pytest.mark.parametrize("two", [False, True])
def test_public_source_is_changed_by_the_rules_of_follow_ups(two: bool) -> None:
    draft = AgreementFactory(draft=True)
    registrar, checker = member("Registrator"), member("Granskare")
    address = f"{AGREEMENTS}{draft.pk}/change/"
    send(registrar, address, **inline("sources", SOURCE))
    publish_chosen(checker, [draft.pk])
    require_two_people(two)
    source = Source.objects.get()
    page = f"/admin/agreements/source/{source.pk}/change/"
    assert registrar.post(page, {"title": "Annat"}).status_code == 403
    send(registrar, address, **{"sources-0-title": "Annat"})
    source.refresh_from_db()
    assert source.title == "SOU 2017:19"
    may = registrar_may = checker.get(page).context["has_change_permission"]
    assert registrar_may == (not two)
    if may:
        send(checker, page, title="SOU 2017:19, kapitel 4")
        source.refresh_from_db()
        assert source.title == "SOU 2017:19, kapitel 4"


@pytest.mark.usefixtures("two_people")
def test_four_eyes_covers_sources_and_the_lists_of_an_agreement() -> None:
    draft = AgreementFactory(draft=True)
    one, other = member("Granskare"), member("Granskare")
    send(one, f"{AGREEMENTS}{draft.pk}/change/", parties=[PartyFactory().pk])
    assert "Du har själv registrerat" in publish_chosen(one, [draft.pk]).content.decode()
    publish_chosen(other, [draft.pk])
    assert Agreement.objects.published().exists()


def test_registrar_enters_a_party_and_chooses_it_with_groups_and_what_it_replaces() -> None:
    registrar = member("Registrator")
    send(registrar, "/admin/agreements/party/add/", name="Finsam Väst", slug="finsam-vast", kind="samordningsforbund")
    party, group = Party.objects.get(), TargetGroupFactory(name="Unga")
    earlier = [AgreementFactory(valid_to="2023-12-31"), AgreementFactory(draft=True)]
    draft = AgreementFactory(draft=True)
    send(
        registrar,
        f"{AGREEMENTS}{draft.pk}/change/",
        parties=[party.pk],
        target_groups=[group.pk],
        replaces=earlier[0].pk,
        also_replaces=[earlier[1].pk],
        extension_months="12",
        deciding_body="Kommunfullmäktige",
        signed_on="dec 2022",
        decided_on="",
        valid_from="2024-01-01",
    )
    draft.refresh_from_db()
    assert list(draft.parties.all()) == [party]
    assert list(draft.target_groups.all()) == [group]
    assert draft.replaces == earlier[0]
    assert list(draft.also_replaces.all()) == [earlier[1]]
    assert (draft.extension_months, draft.deciding_body, draft.signing_day.edtf) == (12, "Kommunfullmäktige", "2022-12")


def test_reader_enters_nothing() -> None:
    reader = member("Läsare")
    for model in ("source", "agreementrevision", "party", "targetgroup"):
        assert reader.get(f"/admin/agreements/{model}/add/").status_code == 403, model
    assert not Source.objects.exists()
