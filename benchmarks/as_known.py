"""Benchmark of reading the history: each page with `enligt` compared with the ordinary page.

Compare the ratios; the milliseconds depend on the machine. Agreements are created up to the given number in a
transaction that is rolled back.
"""

import argparse
import datetime
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402, after the settings
from django.contrib.auth.models import User  # noqa: E402
from django.core.cache import caches  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import F  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from agreements.models import Agreement, AgreementLevel, AgreementType, CollaborationLevel  # noqa: E402
from municipalities.models import Municipality  # noqa: E402

PAGES = [
    "/",
    "/kommuner/",
    "/kommuner/1280/",
    "/lan/12/",
    "/overenskommelser/",
    "/overenskommelser/csv/",
    "/forandringar/",
    "/forandringar/atom/",
]
ROUNDS = 5


def milliseconds(work: Callable[[], object]) -> float:
    durations = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        durations.append(1000 * (time.perf_counter() - start))
    return statistics.median(durations)


def fill(number: int) -> None:
    """Creates consecutive short agreements in every municipality, each on every level and changed once."""
    person = User.objects.create(username="benchmark")
    levels = list(CollaborationLevel.objects.all())
    codes = list(Municipality.objects.values_list("code", flat=True))
    trial = AgreementType.objects.create(slug="benchmark", name="Prov", name_en="Trial")
    agreements = []
    for place in range(number - Agreement.objects.count()):
        begins = datetime.date(1990, 1, 1) + datetime.timedelta(days=100 * (place // len(codes)))
        agreements.append(
            Agreement(
                municipality_id=codes[place % len(codes)],
                type=trial,
                decided_on=begins,
                valid_from=begins,
                valid_to=begins + datetime.timedelta(days=99),
                source_note="Prov",
                verified_on=begins,
                published_at=timezone.now(),
                published_by=person,
            )
        )
    Agreement.objects.bulk_create(agreements, batch_size=2000)
    AgreementLevel.objects.bulk_create(
        (AgreementLevel(agreement=agreement, collaborationlevel=level) for agreement in agreements for level in levels),
        batch_size=5000,
    )
    Agreement.objects.filter(type=trial).update(verified_on=F("verified_on") + datetime.timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def measure(number: int) -> None:
    client = Client(headers={"Host": "localhost", "ClientScheme": "https"})
    print(f"{number} agreements\n{'page':<26}{'ordinary':>12}{'as known':>12}{'times':>8}")  # noqa: T201
    for url in PAGES:

        def answer(query: str, url: str = url) -> None:
            for cache in caches.all():
                cache.clear()
            response = client.get(url + query)
            b"".join(response)
            if response.status_code != 200:
                raise SystemExit(f"{url}{query} was answered with {response.status_code}")

        ordinary = milliseconds(lambda: answer(""))
        known = milliseconds(lambda: answer(f"?enligt={timezone.localdate()}"))
        print(f"{url:<26}{ordinary:>9.1f} ms{known:>9.1f} ms{known / ordinary:>7.1f}×")  # noqa: T201


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--agreements", type=int, default=20_000)
    number = parser.parse_args().agreements
    settings.DEBUG = False
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    measure(Agreement.objects.count())
    with transaction.atomic():
        fill(number)
        measure(Agreement.objects.count())
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
