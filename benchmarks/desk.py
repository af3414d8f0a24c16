"""Benchmark of the desk: lists, searches, autocompletes and forms with few and many agreements.

Compare the ratios; the milliseconds depend on the machine. Agreements are created up to the given number in a
transaction that is rolled back.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.models import Agreement
from benchmarks.as_known import fill, milliseconds

LIST = "/admin/agreements/agreement/"


def autocomplete(model: str, field: str, term: str) -> str:
    return f"/admin/autocomplete/?app_label=agreements&model_name={model}&field_name={field}&term={term}"


def addresses() -> dict[str, str]:
    """Pages of rows that exist with both numbers of agreements."""
    return {
        "list": LIST,
        "list, last page": f"{LIST}?p={max(1, -(-Agreement.objects.count() // 100))}",
        "list, by last day": f"{LIST}?o=6",
        "search for a name": f"{LIST}?q=malmo",
        "search for an id": f"{LIST}?q=1280-1",
        "search for nothing there": f"{LIST}?q=finnsinte",
        "filter: in force today": f"{LIST}?giltighet=galler",
        "filter: without document": f"{LIST}?saknas=dokument",
        "filter: one level": f"{LIST}?levels__id__exact=1",
        "filter: one county": f"{LIST}?municipality__county__code__exact=12",
        "autocomplete: municipality": autocomplete("agreement", "municipality", "malm"),
        "autocomplete: agreement": autocomplete("agreement", "replaces", "malmo"),
        "form: add": f"{LIST}add/",
        "form: change": f"{LIST}{Agreement.objects.order_by('pk').values_list('pk', flat=True)[0]}/change/",
        "form: municipality": "/admin/municipalities/municipality/1280/change/",
        "list: municipalities": "/admin/municipalities/municipality/",
        "list: documents": "/admin/agreements/document/",
        "list: follow-ups": "/admin/agreements/followup/",
    }


def measure_pages(client: Client) -> dict[str, tuple[float, int]]:
    results = {}
    for name, url in addresses().items():

        def answer(url: str = url) -> None:
            if (status := client.get(url).status_code) != 200:
                raise SystemExit(f"{url} was answered with {status}")

        answer()
        with CaptureQueriesContext(connection) as queries:
            answer()
        # Before the next request, which clears the list.
        count = len(queries)
        results[name] = (milliseconds(answer), count)
    return results


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--agreements", type=int, default=20_000)
    number = parser.parse_args().agreements
    settings.DEBUG = False
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    with transaction.atomic():
        client = Client(headers={"Host": "localhost", "ClientScheme": "https"})
        client.force_login(User.objects.create(username="benchmark-desk", is_staff=True, is_superuser=True))
        few, few_number = measure_pages(client), Agreement.objects.count()
        fill(number)
        many = measure_pages(client)
        print(f"{'':<28}{few_number:>8} agreements{number:>8} agreements   times   queries")  # noqa: T201
        for name, (before, queries) in few.items():
            after, queries_after = many[name]
            count = str(queries) if queries == queries_after else f"{queries} → {queries_after}"
            print(f"{name:<28}{before:>16.1f} ms{after:>16.1f} ms{after / before:>7.1f}×{count:>10}")  # noqa: T201
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
