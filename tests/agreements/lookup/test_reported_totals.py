"""The published totals that name a municipality."""

import datetime

import pytest
from django.db.models import Exists, OuterRef

from agreements.lookup.reported_totals import reports_naming
from agreements.models import Naming, ReportedTotal
from agreements.positions import Position
from municipalities.models import Municipality
from tests.factories import ReportedTotalFactory

pytestmark = pytest.mark.django_db

LAST = datetime.date(2016, 2, 29)


def reported(publisher: str, naming: Naming, *codes: str, **fields: object) -> ReportedTotal:
    total = ReportedTotalFactory(publisher=publisher, naming=naming, reported_on=LAST, **fields)
    total.municipalities.set(codes)
    return total


def naming(code: str, day: datetime.date = LAST) -> list[tuple[str, bool]]:
    reports = reports_naming(Municipality.objects.get(code=code), day)
    return [(report.publisher, report.is_excepted) for report in reports]


def test_total_names_those_it_lists_or_all_but_those() -> None:
    reported("Dua", Naming.ALL_BUT, "0160", "0117", reported_on_earliest=datetime.date(2016, 2, 1))
    reported("Statskoll", Naming.THOSE, "0160", position=Position.DECLINED)
    reported("SKR", Naming.NONE, "0160", "1280")
    reported("Utkast", Naming.THOSE, "0160", "1280", draft=True)
    assert naming("0160") == [("Dua", True), ("Statskoll", False)]
    assert naming("1280") == [("Dua", False)]


def test_total_of_a_month_is_reported_from_its_last_day() -> None:
    reported("Dua", Naming.THOSE, "1280", reported_on_earliest=datetime.date(2016, 2, 1))
    assert naming("1280", LAST - datetime.timedelta(days=1)) == []
    assert naming("1280", LAST) == [("Dua", False)]


def test_municipality_that_did_not_exist_on_the_day_is_not_among_all_but_some() -> None:
    reported("Dua", Naming.ALL_BUT, "0160")
    Municipality.objects.filter(code="1280").update(established_on=LAST + datetime.timedelta(days=1))
    assert naming("1280", datetime.date(2020, 1, 1)) == []


def test_reports_filter_municipalities_as_a_subquery() -> None:
    reported("Dua", Naming.THOSE, "1280", "1281")
    municipalities = Municipality.objects.filter(Exists(reports_naming(OuterRef("pk"), LAST)))
    assert list(municipalities.order_by("code").values_list("code", flat=True)) == ["1280", "1281"]
