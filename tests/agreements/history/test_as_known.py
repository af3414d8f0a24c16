"""Reading the register as known on an earlier day."""

import datetime

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import F
from django.utils import timezone

from agreements.days.imprecise import OPEN_PAST
from agreements.demo.rows import ACCOUNT_MODELS
from agreements.history.as_known import register_as_known
from agreements.lookup.municipalities import with_type_position
from agreements.models import Agreement, AgreementType, CollaborationLevel, Completeness
from agreements.positions import Position
from municipalities.models import Municipality
from tests.factories import AgreementFactory, CompletenessFactory

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
# The register's own name and the map are always today's; a file that is withheld today is withheld in the past too; a
# change that was only proposed was never public, nor are accounts and what they may do.
ALWAYS_TODAYS = {
    "agreements_register",
    "municipalities_boundary",
    "agreements_storedfile",
    "agreements_proposal",
    "agreements_confirmationrequest",
    *(model._meta.db_table for model in ACCOUNT_MODELS),
}


def known_since(days: int) -> None:
    """Moves the history back in time by `days`."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for model in apps.get_models():
            if hasattr(model, "pgh_tracked_model"):
                model._base_manager.update(pgh_created_at=F("pgh_created_at") - days * DAY)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_later_correction_does_not_change_earlier_knowledge() -> None:
    agreement = AgreementFactory(decided_on=datetime.date(2023, 3, 1))
    agreement.levels.set(CollaborationLevel.objects.all())
    known_since(days=10)
    agreement.levels.clear()
    Agreement.objects.filter(pk=agreement.pk).update(valid_from=datetime.date(2023, 5, 1))

    with register_as_known(TODAY - 5 * DAY):
        known = Agreement.objects.get(public_id=agreement.public_id)
        assert known.valid_from == datetime.date(2023, 3, 1)
        assert known.levels.count() == 2
    with register_as_known(TODAY):
        assert Agreement.objects.get().valid_from == datetime.date(2023, 5, 1)
    assert Agreement.objects.get().levels.count() == 0


def test_deleted_row_was_known_until_deletion() -> None:
    draft = AgreementFactory(draft=True)
    known_since(days=10)
    draft.delete()
    with register_as_known(TODAY - 5 * DAY):
        assert Agreement.objects.count() == 1
    with register_as_known(TODAY):
        assert Agreement.objects.count() == 0


def test_day_before_first_day_is_not_known() -> None:
    with register_as_known(TODAY - 5 * DAY):
        assert Municipality.objects.count() == 0
    assert Municipality.objects.count() == 290


def test_day_ends_at_swedish_midnight() -> None:
    AgreementFactory()
    with register_as_known(TODAY - DAY):
        assert Agreement.objects.count() == 0
    with register_as_known(TODAY):
        assert Agreement.objects.count() == 1


def test_completeness_is_as_it_was_stated_then() -> None:
    Completeness.objects.all().delete()
    known_since(days=10)
    headline = AgreementType.objects.get(is_headline=True)
    CompletenessFactory(type=headline)

    def position(day: datetime.date) -> str:
        with register_as_known(day):
            return with_type_position(Municipality.objects.filter(code="1280"), TODAY, type=headline).get().position

    assert position(TODAY - 5 * DAY) == Position.UNKNOWN
    assert position(TODAY) == Position.NONE
    known_since(days=3)
    Completeness.objects.all().delete()
    assert position(TODAY - DAY) == Position.NONE
    assert position(TODAY) == Position.UNKNOWN


def test_imprecise_day_is_as_it_was_known_then() -> None:
    agreement = AgreementFactory(valid_from=datetime.date(2016, 2, 29), valid_from_earliest=OPEN_PAST, decided_on=None)
    known_since(days=10)
    Agreement.objects.update(valid_from=datetime.date(2015, 6, 1), valid_from_earliest=None)
    with register_as_known(TODAY - DAY):
        assert Agreement.objects.get().first_day == agreement.first_day
    with register_as_known(TODAY):
        assert str(Agreement.objects.get().first_day) == "1 juni 2015"


def test_every_tracked_table_has_view_with_all_columns() -> None:
    tracked = {
        model.pgh_tracked_model._meta.db_table for model in apps.get_models() if hasattr(model, "pgh_tracked_model")
    } - ALWAYS_TODAYS
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_schema, table_name, array_agg(column_name::text ORDER BY ordinal_position)"
            " FROM information_schema.columns WHERE table_schema IN ('public', 'as_known') GROUP BY 1, 2"
        )
        columns = {(schema, table): names for schema, table, names in cursor.fetchall()}
    for table in tracked:
        assert columns["as_known", table] == columns["public", table]
