"""A large import is processed in a thread, in batches, with progress."""

from __future__ import annotations

import datetime
import time
import tracemalloc
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements.exchange import engine, progress, run_files, runs
from agreements.exchange.kinds import IMPORT_KINDS
from agreements.models import Agreement, ImportRun
from municipalities.models import Municipality
from tests.agreements.exchange.resources.test_agreements import NEW, csv
from tests.factories import UserFactory

SECONDS_TO_FINISH = 60


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Any) -> None:
    settings.VAR_DIR = tmp_path


def rows(count: int) -> list[dict[str, str]]:
    """Short agreements that follow each other in every municipality."""
    codes = list(Municipality.objects.values_list("code", flat=True))
    made = []
    for place in range(count):
        day = datetime.date(2000, 1, 1) + datetime.timedelta(days=place // len(codes) * 10)
        last = day + datetime.timedelta(days=9)
        made.append(
            NEW | {"municipality_code": codes[place % len(codes)], "decided_on": str(day), "valid_to": str(last)}
        )
    return made


def received(by: User, count: int) -> ImportRun:
    run, _headers = run_files.receive_import(
        csv(*rows(count)), kind=IMPORT_KINDS["agreement"], file="svar.csv", by=by, publish_new=False
    )
    return run


@pytest.mark.django_db(transaction=True)
def test_large_file_is_processed_in_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    call_command("load_fixtures", verbosity=0)
    monkeypatch.setattr(progress, "AT_ONCE", 10)
    by = UserFactory(is_staff=True, is_superuser=True)
    run = received(by, 40)
    client = Client()
    client.force_login(by)
    page = reverse("admin:agreements_agreement_import_run", args=[run.key])
    for commit, state in ((False, "checked"), (True, "written")):
        runs.start_import(run, commit=commit)
        deadline = time.monotonic() + SECONDS_TO_FINISH
        while ImportRun.objects.get().state in ImportRun.WORKING and time.monotonic() < deadline:
            assert client.get(page).status_code == 200
            time.sleep(0.1)
        run.refresh_from_db()
        assert (run.state, run.rows_done, run.counts["new"]) == (state, 40, 40)
        assert Agreement.objects.count() == (40 if commit else 0)


@pytest.mark.django_db
def test_page_of_working_run_shows_progress_and_refreshes(admin: Client, registrar: User) -> None:
    run = received(registrar, 4)
    ImportRun.objects.update(state="checking", rows_done=3, beat_at=timezone.now())
    page = admin.get(reverse("admin:agreements_agreement_import_run", args=[run.key])).text
    assert '<progress id="progress" value="3" max="4">' in page
    assert '<meta http-equiv="refresh" content="2">' in page


@pytest.mark.django_db
def test_interrupted_run_is_reported_and_restarted(admin: Client, registrar: User) -> None:
    run = received(registrar, 4)
    ImportRun.objects.update(state="writing", beat_at=timezone.now() - progress.INTERRUPTED_AFTER * 2)
    address = reverse("admin:agreements_agreement_import_run", args=[run.key])
    assert "Arbetet avbröts" in admin.get(address).text
    assert "Bekräfta och skriv" in admin.post(address, {"_again": ""}, follow=True).text


@pytest.mark.django_db
def test_batches_share_keys_and_answers(registrar: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BATCH_SIZE", 2)
    double = rows(5)
    run, _headers = run_files.receive_import(
        csv(*double, double[0]), kind=IMPORT_KINDS["agreement"], file="x", by=registrar, publish_new=True
    )
    runs.start_import(run, commit=True)
    assert (run.state, run.counts["refused"]) == ("refused", 1)
    assert run.lines.get(kind="refused").number == 7
    assert not Agreement.objects.exists()


@pytest.mark.django_db
def test_memory_does_not_grow_with_the_file(registrar: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BATCH_SIZE", 50)

    def peak(count: int) -> int:
        run = received(registrar, count)
        tracemalloc.start()
        runs.start_import(run, commit=False, in_thread=False)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(50)
    # Bytes for each row: its text, key and answer, and neither its cells nor its agreement.
    assert (peak(600) - peak(150)) / 450 < 6000
