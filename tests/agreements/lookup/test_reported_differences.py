"""Where published totals that name municipalities and the register differ."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from agreements.lookup.municipalities import municipalities_on, with_answer
from agreements.lookup.reported_differences import differences
from agreements.models import AgreementType, Completeness, Naming, ReportedTotal
from agreements.positions import Status
from municipalities.models import Municipality
from tests.factories import AgreementFactory, MunicipalityFactory, ReportedTotalFactory, SourceFactory

pytestmark = pytest.mark.django_db

DAY = date(2016, 2, 29)


def named_total(naming: Naming, codes: list[str], **fields: Any) -> ReportedTotal:
    total: ReportedTotal = ReportedTotalFactory(**{"reported_on": DAY, "naming": naming, **fields})
    total.municipalities.set(codes)
    return total


def reports(day: date, type_slug: str = "samlad") -> dict[str, str]:
    rows = with_answer(municipalities_on(day, type_slug))
    return {row.code: row.reported_position for row in rows if row.reported_position}


def test_named_municipality_differs_where_the_register_knows_another_position() -> None:
    Completeness.objects.all().delete()
    AgreementFactory(municipality_id="1280", decided_on=date(2015, 1, 1))
    AgreementFactory(municipality_id="1281", decided_on=date(2015, 1, 1), status=Status.DECLINED)
    AgreementFactory(municipality_id="1282", decided_on=date(2016, 3, 1))  # after the day of the report
    [found] = differences([named_total(Naming.THOSE, ["1280", "1281", "1282"])])
    assert found.counts == Counter({"signed": 1, "declined": 1, "unknown": 1})
    assert (found.number, found.same) == (3, 1)
    assert found.others == [("1281", "Lund", "declined")]
    assert found.unknown == [("1282", "Landskrona")]


def test_all_but_some_says_something_of_all_others_that_existed() -> None:
    MunicipalityFactory(code="1299", established_on=date(2020, 1, 1))
    [found] = differences([named_total(Naming.ALL_BUT, ["0160", "0117"])])
    assert found.number == 288
    assert {code for code, _name, _position in found.others} == set(
        Municipality.objects.exclude(code__in=["0160", "0117", "1299"]).values_list("code", flat=True)
    )


def test_total_without_names_is_compared_with_nobody(django_assert_num_queries: Any) -> None:
    total = ReportedTotalFactory()
    with django_assert_num_queries(0):
        assert differences([total]) == []


def test_many_totals_take_one_query(django_assert_num_queries: Any) -> None:
    totals = [named_total(Naming.THOSE, ["1280"], publisher=f"Utgivare {number}") for number in range(5)]
    totals = list(ReportedTotal.objects.filter(pk__in=[total.pk for total in totals]).select_related("type"))
    with django_assert_num_queries(1):
        assert [found.number for found in differences(totals)] == [1] * 5


def test_latest_report_of_the_day_or_earlier_is_the_one_shown() -> None:
    named_total(Naming.THOSE, ["1280", "1281"], reported_on=date(2015, 6, 1))
    named_total(Naming.ALL_BUT, ["1280"], publisher="SKR")
    named_total(Naming.THOSE, ["1282"], position="declined", reported_on=date(2017, 1, 1))
    named_total(Naming.THOSE, ["1283"], reported_on=date(2014, 1, 1), published_at=None)
    assert reports(date(2015, 5, 31)) == {}
    assert reports(date(2015, 6, 1)) == {"1280": "signed", "1281": "signed"}
    on_the_day = reports(DAY)
    assert (len(on_the_day), on_the_day["1280"], on_the_day["1282"]) == (290, "excepted", "signed")
    assert reports(date(2017, 1, 1))["1282"] == "declined"


def test_report_of_another_type_is_not_shown() -> None:
    named_total(Naming.THOSE, ["1280"], type=AgreementType.objects.get(slug="dua-unga"))
    assert reports(DAY) == {}
    assert reports(DAY, "dua-unga") == {"1280": "signed"}


def test_report_is_never_the_registers_own_answer() -> None:
    SourceFactory(agreement=None, reported_total=named_total(Naming.THOSE, ["1280"]))
    row = with_answer(municipalities_on(DAY, "samlad")).get(code="1280")
    assert (row.position, row.reported_position) == ("none", "signed")
