"""Loading, publishing and removing the known facts."""

from __future__ import annotations

import csv
import datetime
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from agreements.history.verification import faults
from agreements.known.facts import FOLDER
from agreements.models import (
    Agreement,
    AgreementType,
    Completeness,
    DialogueMeeting,
    DialogueRound,
    JointAgreement,
    Naming,
    Register,
    ReportedTotal,
    Source,
)
from agreements.models.sources import SOURCE_OWNERS
from agreements.positions import Position, Status, with_position
from municipalities.models import Municipality
from tests import factories
from tests.conftest import post_form

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("incomplete")]

MODELS: list[Any] = [Agreement, JointAgreement, ReportedTotal, DialogueRound, DialogueMeeting, Source]
MISSING = ["0117", "0160", "1461", "2404"]
SKANE = ["1230", "1231", "1233", "1261", "1262", "1263", "1266", "1267", "1281", "1285", "1287"]


def load_known(*arguments: str) -> str:
    output = StringIO()
    call_command("load_known", *arguments, stdout=output)
    return output.getvalue()


def counts() -> list[int]:
    return [model.objects.count() for model in MODELS]


@pytest.fixture
def owner(db: None) -> User:
    owner: User = factories.CheckerFactory(username="greta")
    return owner


@pytest.fixture
def published(owner: User) -> None:
    load_known("--publish", "--by", "greta")


def positions(type_slug: str, day: str) -> dict[str, set[str]]:
    answers = Agreement.objects.published().filter(type__slug=type_slug)
    rows = with_position(
        Municipality.objects.all(), answers, datetime.date.fromisoformat(day), complete=Completeness.objects.none()
    )
    found: dict[str, set[str]] = {}
    for code, position in rows.values_list("code", "position"):
        found.setdefault(position, set()).add(code)
    return found


def test_answers_are_those_that_a_source_states_or_names() -> None:
    before = counts()
    output = load_known()
    assert "41 överenskommelser" in output
    assert [now - then for now, then in zip(counts(), before, strict=True)][:5] == [41, 3, 5, 6, 3]
    found = {
        slug: sorted(codes.values_list("municipality_id", "status"))
        for slug in ("samlad", "dua-unga", "dua-nyanlanda")
        if (codes := Agreement.objects.filter(type__slug=slug))
    }
    assert found["samlad"] == [(code, Status.SIGNED) for code in SKANE]
    assert found["dua-nyanlanda"] == [("2184", Status.SIGNED)]
    assert len([code for code, status in found["dua-unga"] if status == Status.SIGNED]) == 25
    assert [row for row in found["dua-unga"] if row[1] != Status.SIGNED] == [
        ("0117", Status.DECLINED),
        ("0160", Status.DECLINED),
        ("1461", Status.IN_DIALOGUE),
        ("2404", Status.IN_DIALOGUE),
    ]


def test_no_day_is_invented() -> None:
    load_known()
    assert not Agreement.objects.exclude(decided_on=None, decided_on_earliest=None).exists()
    assert not Agreement.objects.exclude(valid_to=None, valid_to_latest=None).exists()
    days = {
        (row.type.slug, row.first_day.edtf if row.first_day else "") for row in Agreement.objects.select_related("type")
    }
    assert days == {("samlad", "2023-01-01"), ("dua-unga", "../2016-02"), ("dua-nyanlanda", "2018-01-25")}
    assert {row.signing_day.edtf for row in Agreement.objects.all() if row.signing_day} == {"2018-01-25"}
    assert {(row.publisher, row.day.edtf, row.total) for row in ReportedTotal.objects.drafts()} == {
        ("Statskoll", "2015-12/2016-02", 2),
        ("Arbetsmarknadsdepartementet och Statskoll", "2016-02", 286),
        ("Dua", "2016-03-15", 287),
        ("Dua", "2018-01/2018-03", 241),
        ("Dua", "2018", 287),
    }
    assert {row.day.edtf for row in DialogueMeeting.objects.all()} == {"2014-12-15", "2014-12", "2015-05-04"}
    tour = DialogueRound.objects.get(slug="dialogmoten-2016")
    assert (tour.first_day.edtf, tour.last_day and tour.last_day.edtf) == ("2016-06/2016-08", "2017-01")


def test_deduced_answers_are_only_a_list_that_names_all_but_four() -> None:
    load_known()
    total = ReportedTotal.objects.get(total=286)
    assert total.naming == Naming.ALL_BUT
    assert list(total.municipalities.order_by("code").values_list("code", flat=True)) == MISSING
    assert total.sources.count() == 2
    named = ReportedTotal.objects.get(publisher="Statskoll")
    assert set(named.municipalities.values_list("code", flat=True)) == {"0117", "0160"}


def test_everything_is_a_draft_with_sources_read_as_copies() -> None:
    load_known()
    for model in (Agreement, DialogueMeeting, Source):
        assert not model._default_manager.filter(published_at__isnull=False).exists()
    assert not Agreement.objects.exclude(verified_on=None).exists()
    assert not Source.objects.exclude(is_copy=True, read_on="2026-11-25").exists()
    without = Agreement.objects.filter(sources=None).exclude(joint_agreement__sources__isnull=False)
    assert not without.exists()
    assert not ReportedTotal.objects.drafts().filter(sources=None).exists()
    assert not DialogueRound.objects.filter(sources=None).exists()


def test_second_load_changes_nothing() -> None:
    load_known()
    before = counts()
    assert "redan inläst" in load_known()
    assert counts() == before


def test_answer_that_the_register_has_is_not_loaded() -> None:
    own = factories.AgreementFactory(municipality_id="1281", draft=True)
    load_known()
    assert Agreement.objects.get(municipality_id="1281", type=own.type) == own


def test_row_that_somebody_removed_is_not_loaded_again(registrar: User, admin: Client) -> None:
    load_known()
    lund = Agreement.objects.get(municipality_id="1281")
    admin.post(reverse("admin:agreements_agreement_delete", args=[lund.pk]), {"post": "yes"})
    load_known()
    assert not Agreement.objects.filter(municipality_id="1281").exists()


def test_published_facts_hold_on_the_days_that_sources_state(published: None) -> None:
    in_2016 = positions("dua-unga", "2016-03-15")
    assert len(in_2016[Position.SIGNED]) == 25
    assert in_2016[Position.DECLINED] == {"0117", "0160"}
    assert "1480" not in positions("dua-unga", "2016-01-15").get(Position.SIGNED, set())
    assert set(SKANE) <= positions("samlad", "2022-12-15")[Position.UNKNOWN]
    assert positions("samlad", "2023-01-01")[Position.SIGNED] == set(SKANE)


def test_published_facts_are_public_and_say_that_nobody_has_compared_them(
    published: None, owner: User, client: Client
) -> None:
    for model in (Agreement, DialogueMeeting, Source, ReportedTotal):
        assert not model._default_manager.filter(published_at=None).exists()
    assert set(Agreement.objects.values_list("verified_on", "published_by")) == {(None, owner.pk)}
    assert client.get("/").status_code == 200
    assert client.get("/kommuner/1281/").status_code == 200
    connection.check_constraints()
    assert faults() == []


def test_publish_needs_a_person_who_may(owner: User) -> None:
    with pytest.raises(CommandError, match="--by användarnamn"):
        load_known("--publish")
    with pytest.raises(CommandError, match="Ingen aktiv användare heter nils"):
        load_known("--publish", "--by", "nils")
    factories.UserFactory(username="rut")
    with pytest.raises(CommandError, match="får inte publicera"):
        load_known("--publish", "--by", "rut")
    assert not Agreement.objects.published().exists()


def test_four_eyes_publishes_what_somebody_else_changed(two_people: None, owner: User) -> None:
    load_known()
    client = Client()
    client.force_login(owner)
    lund = Agreement.objects.get(municipality_id="1281")
    address = reverse("admin:agreements_agreement_change", args=[lund.pk])
    form = client.get(address).context["adminform"].form
    values = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "", [])}
    inlines = {
        f"{prefix}-{name}_FORMS": count
        for prefix in ("documents", "follow_ups", "sources", "revisions")
        for name, count in (("TOTAL", 0), ("INITIAL", 0))
    }
    post_form(client, address, values | inlines | {"public_summary": "Ändrad av Greta"})
    lund.refresh_from_db()
    assert lund.public_summary == "Ändrad av Greta"
    with pytest.raises(CommandError, match="Du har själv registrerat eller ändrat"):
        load_known("--publish", "--by", "greta")
    assert not Agreement.objects.published().exists()
    factories.CheckerFactory(username="olle")
    load_known("--publish", "--by", "olle")
    assert Agreement.objects.published().count() == 41


def test_remove_leaves_nothing_of_it_but_the_history() -> None:
    before = counts()
    load_known()
    assert "Borttaget" in load_known("--remove")
    assert counts() == before
    assert Agreement.pgh_event_model.objects.filter(pgh_label="delete").count() == 41
    load_known()
    assert Agreement.objects.count() == 41


def test_remove_unpublishes_by_a_person_who_may(published: None) -> None:
    with pytest.raises(CommandError, match="Ange vem som avpublicerar"):
        load_known("--remove")
    factories.UserFactory(username="rut")
    with pytest.raises(CommandError, match="får inte publicera"):
        load_known("--remove", "--by", "rut")
    assert Agreement.objects.published().count() == 41
    load_known("--remove", "--by", "greta")
    assert not Agreement.objects.exists()
    assert not Source.objects.exists()


def test_remove_keeps_what_somebody_has_changed_and_what_belongs_to_it(admin: Client) -> None:
    load_known()
    meeting = DialogueMeeting.objects.get(title__contains="Falun")
    address = reverse("admin:agreements_dialoguemeeting_change", args=[meeting.pk])
    data = {
        "round": meeting.round_id,
        "held_on": "2014-12-10",
        "title": meeting.title,
        "organisers": meeting.organisers,
        "municipalities": ["2080"],
    }
    assert post_form(admin, address, data).status_code == 302
    skane, lund = JointAgreement.objects.get(title__contains="Skåne"), Agreement.objects.get(municipality_id="1281")
    factories.SourceFactory(agreement=lund, title="Protokollet", draft=True)
    output = load_known("--remove")
    assert "Kvar, för att någon har ändrat dem" in output
    assert f"överenskommelse {lund}" in output
    assert str(meeting.title) in output
    assert list(Agreement.objects.all()) == [lund]
    assert list(JointAgreement.objects.all()) == [skane]
    assert [tour.slug for tour in DialogueRound.objects.all()] == ["kommundialoger-2014"]
    assert list(DialogueMeeting.objects.all()) == [meeting]
    kept = {
        next(str(getattr(row, name)) for name in SOURCE_OWNERS if getattr(row, name)) for row in Source.objects.all()
    }
    assert kept == {str(lund), str(skane), str(meeting.round)}


def test_known_facts_and_demo_are_never_mixed() -> None:
    load_known()
    with pytest.raises(CommandError, match="har eller har haft egna uppgifter: 41 överenskommelser"):
        call_command("load_demo")
    assert not Register.objects.get().is_demo


@pytest.mark.parametrize("arguments", [[], ["--remove"]])
def test_known_facts_are_refused_beside_the_demo(arguments: list[str]) -> None:
    call_command("load_demo", verbosity=0)
    before = counts()
    with pytest.raises(CommandError, match="blandas aldrig med den"):
        load_known(*arguments)
    assert counts() == before


def test_load_needs_the_reference_data() -> None:
    AgreementType.objects.filter(slug="dua-nyanlanda").update(slug="annat-namn")
    with pytest.raises(CommandError, match=r"dua-nyanlanda\. Läs in dem först med manage\.py load_fixtures"):
        load_known()


def test_files_name_the_municipality_of_each_code() -> None:
    with (FOLDER / "answers.csv").open(encoding="utf-8", newline="") as file:
        named = {row["municipality_code"]: row["municipality"] for row in csv.DictReader(file)}
    assert named == dict(Municipality.objects.filter(code__in=named).values_list("code", "name"))
