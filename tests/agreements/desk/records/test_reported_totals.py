"""Reported totals at the desk: entered by a registrar, corrected by proposals while they stay published."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from agreements.models import CountedUnit, Naming, Precision, Proposal, ReportedTotal, Source
from tests.conftest import post_form
from tests.factories import ReportedTotalFactory, SourceFactory, UserFactory

pytestmark = pytest.mark.django_db

ADD = "/admin/agreements/reportedtotal/add/"
LIST = "/admin/agreements/reportedtotal/"
ADDRESS = "https://www.skr.se/arbetsmarknad.html"
SOURCE = {"title": "SOU 2017:19", "publisher": "Dua", "url": "https://data.riksdagen.se/dokument/H5B319.html"}


def member(role: str) -> Client:
    user: User = UserFactory(is_staff=True)
    user.groups.set(Group.objects.filter(name__in=["Läsare", "Registrator", role]))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def registrar_only(db: None) -> Client:
    return member("Registrator")


@pytest.fixture
def checker(db: None) -> Client:
    return member("Granskare")


def page(total: ReportedTotal) -> str:
    return reverse("admin:agreements_reportedtotal_change", args=[total.pk])


def inline(*sources: dict[str, Any], earlier: int = 0) -> dict[str, Any]:
    """The sources of the form, after the `earlier` ones."""
    forms = {
        f"sources-{earlier + number}-{name}": value
        for number, source in enumerate(sources)
        for name, value in source.items()
    }
    return {"sources-TOTAL_FORMS": earlier + len(sources), "sources-INITIAL_FORMS": earlier, **forms}


def typed(total: ReportedTotal, /, *sources: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """What the form of the total has, with the fields changed and the sources added."""
    return {
        "type": total.type_id,
        "reported_on": total.day.edtf,
        "position": total.position,
        "total": total.total,
        "publisher": total.publisher,
        "source_note": total.source_note,
        "kind": "correction",
        "reason": "Adressen saknades",
        **inline(*sources),
        **fields,
    }


def proposal() -> Proposal:
    return Proposal.objects.get()


def approve(client: Client, waiting: Proposal) -> str:
    address = reverse("admin:agreements_proposal_change", args=[waiting.pk])
    seal = client.get(address).context["digests"]
    answer = post_form(client, address, {"_approve": "", seal["name"]: seal["seal"]}, follow=True)
    return str(answer.content.decode())


def test_registrar_enters_all_that_a_source_says(registrar_only: Client, headline: Any) -> None:
    source = SOURCE | {"published_on": "2017", "read_on": "2026-11-25", "is_copy": "on", "supports": "vilka"}
    data = {
        "type": headline.pk,
        "reported_on": "vintern 2015",
        "position": "signed",
        "precision": Precision.AT_LEAST,
        "total": "286",
        "naming": Naming.ALL_BUT,
        "listed": "Täby\nÖsteråkers kommun, 2404\r\n1461 Mellerud; Täby",
        "publisher": "Dua",
        "source_note": "Pressmeddelande",
        **inline(source, SOURCE | {"title": "Bilaga"}),
    }
    assert "2022-09/2022-11" in post_form(registrar_only, ADD, data).content.decode()  # a season has no bounds
    assert post_form(registrar_only, ADD, data | {"reported_on": "feb 2016"}).status_code == 302
    total = ReportedTotal.objects.get(publisher="Dua")
    assert (total.day.edtf, total.precision, total.is_published) == ("2016-02", Precision.AT_LEAST, False)
    assert list(total.municipalities.order_by("code").values_list("code", flat=True)) == [
        "0117",
        "0160",
        "1461",
        "2404",
    ]
    assert total.sources.count() == 2
    copy = total.sources.get(title="SOU 2017:19")
    assert (copy.is_copy, copy.is_published) == (True, False)
    assert copy.day is not None
    assert copy.day.edtf == "2017"


@pytest.mark.parametrize(
    ("unit", "number", "words"),
    [
        (CountedUnit.PER_CENT, 86, "86 procent av kommunerna har överenskommelse"),
        (CountedUnit.LETTERS, 271, "271 avsiktsförklaringar"),
    ],
)
def test_shares_and_letters_of_intent_are_counted_as_such(
    registrar_only: Client, headline: Any, unit: CountedUnit, number: int, words: str
) -> None:
    row = ReportedTotalFactory.build(type=headline, publisher="Dua", total=number)
    assert post_form(registrar_only, ADD, typed(row, unit=unit)).status_code == 302
    assert ReportedTotal.objects.get(publisher="Dua").in_words == words
    assert words in registrar_only.get(LIST).content.decode()
    page_again = post_form(registrar_only, ADD, typed(row, unit=CountedUnit.PER_CENT, total=101)).content.decode()
    assert "En andel i procent är högst 100." in page_again


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"naming": "those", "listed": "Täbby"}, "Menade du Täby?"),
        ({"naming": "those", "listed": "0199"}, "Ingen kommun har koden 0199."),
        ({"listed": "Täby"}, "Välj om källan namnger kommunerna"),
        ({"naming": "all_but"}, "Ange vilka kommuner det är"),
    ],
)
def test_unknown_or_contradictory_list_is_refused(
    registrar_only: Client, headline: Any, fields: dict[str, str], message: str
) -> None:
    row = ReportedTotalFactory.build(type=headline, publisher="Dua")
    assert message in post_form(registrar_only, ADD, typed(row, **fields)).content.decode()
    assert not ReportedTotal.objects.filter(publisher="Dua").exists()


def test_list_is_added_to_the_municipalities_chosen_before(registrar_only: Client) -> None:
    total = ReportedTotalFactory(draft=True, naming=Naming.THOSE)
    data = typed(total, naming=Naming.THOSE, municipalities=["0117"], listed="Täby|Vindeln")
    assert post_form(registrar_only, page(total), data).status_code == 302
    assert set(total.municipalities.values_list("code", flat=True)) == {"0117", "0160", "2404"}


def test_sources_are_published_with_their_total(checker: Client) -> None:
    total = ReportedTotalFactory(draft=True)
    SourceFactory(agreement=None, reported_total=total, draft=True)
    checker.post(LIST, {"action": "publish", "_selected_action": [total.pk]})
    total.refresh_from_db()
    assert total.is_published
    assert total.sources.get().published_by == total.published_by


def test_address_of_published_total_is_proposed_and_published_as_a_correction(
    registrar_only: Client, checker: Client, two_people: None
) -> None:
    total = ReportedTotalFactory(publisher="SKR")
    published_at = total.published_at
    text = registrar_only.get(page(total)).content.decode()
    assert "avpublicera" not in text.lower()
    assert post_form(registrar_only, page(total), typed(total, source_url=ADDRESS)).status_code == 302
    total.refresh_from_db()
    assert (total.source_url, total.is_published) == ("", True)

    own = registrar_only.get(reverse("admin:agreements_proposal_change", args=[proposal().pk]))
    assert not own.context["may_publish"]
    assert "är publicerad." in approve(checker, proposal())
    total.refresh_from_db()
    assert (total.source_url, total.published_at) == (ADDRESS, published_at)
    assert proposal().act == Proposal.Act.CORRECTION
    assert [event.source_url for event in total.events.order_by("pgh_id")] == ["", ADDRESS]
    history = checker.get(reverse("admin:agreements_reportedtotal_history", args=[total.pk])).content.decode()
    assert "Adressen saknades" in history


def test_municipalities_of_published_total_are_proposed_with_its_day(registrar_only: Client, checker: Client) -> None:
    total = ReportedTotalFactory(publisher="Dua")
    data = typed(total, naming=Naming.ALL_BUT, listed="Täby, Österåker", reported_on="2016-02")
    assert post_form(registrar_only, page(total), data).status_code == 302
    assert not total.municipalities.exists()
    text = checker.get(reverse("admin:agreements_proposal_change", args=[proposal().pk])).content.decode()
    assert "Täby" in text
    assert "2016-02" in text
    approve(checker, proposal())
    total.refresh_from_db()
    assert (total.day.edtf, total.is_published) == ("2016-02", True)
    assert set(total.municipalities.values_list("code", flat=True)) == {"0117", "0160"}


def test_nobody_publishes_their_own_change_with_four_eyes(checker: Client, two_people: None) -> None:
    total = ReportedTotalFactory()
    post_form(checker, page(total), typed(total, source_url=ADDRESS, _publish=""))
    assert "Du har själv" in approve(checker, proposal())
    total.refresh_from_db()
    assert total.source_url == ""


def test_checker_corrects_published_total_at_once_without_four_eyes(checker: Client) -> None:
    total = ReportedTotalFactory()
    post_form(checker, page(total), typed(total, SOURCE, source_url=ADDRESS, _publish=""))
    total.refresh_from_db()
    assert (total.source_url, total.is_published) == (ADDRESS, True)
    assert Source.objects.get().is_published


def test_source_of_published_total_waits_as_a_draft_and_the_total_stays(
    registrar_only: Client, checker: Client, two_people: None
) -> None:
    total = ReportedTotalFactory()
    answer = post_form(registrar_only, page(total), typed(total, SOURCE), follow=True)
    assert "Källan är ett utkast" in answer.content.decode()
    total.refresh_from_db()
    assert total.is_published
    assert not Proposal.objects.exists()
    source = total.sources.get()
    assert not source.is_published
    checker.post("/admin/agreements/source/", {"action": "publish", "_selected_action": [source.pk]})
    source.refresh_from_db()
    assert source.is_published


def test_published_total_is_deleted_only_after_it_is_unpublished(checker: Client) -> None:
    total = ReportedTotalFactory()
    address = reverse("admin:agreements_reportedtotal_delete", args=[total.pk])
    assert checker.post(address, {"post": "yes"}).status_code == 403
    checker.post(LIST, {"action": "delete_selected", "_selected_action": [total.pk], "post": "yes"})
    assert ReportedTotal.objects.filter(pk=total.pk).exists()
    checker.post(LIST, {"action": "unpublish", "_selected_action": [total.pk]})
    total.refresh_from_db()
    assert not total.is_published
