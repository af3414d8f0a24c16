"""Benchmark of imports: rows per second and memory at two sizes, for preview and writing.

Compare the ratios; the seconds depend on the machine. The rows are written in a transaction that is rolled back.
"""

import argparse
import datetime
import os
import sys
import time
import tracemalloc
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.contrib.auth.models import User  # noqa: E402, after the settings
from django.db import transaction  # noqa: E402

from agreements.exchange.engine import import_rows  # noqa: E402
from agreements.exchange.kinds import IMPORT_KINDS  # noqa: E402
from municipalities.models import Municipality  # noqa: E402

COLUMNS = ["municipality_code", "type", "status", "decided_on", "valid_to", "source_note", "verified_on", "levels"]


def lines(number: int, codes: list[str]) -> list[tuple[int, list[str]]]:
    """Rows of consecutive short agreements in every municipality."""
    rows = []
    for place in range(number):
        begins = datetime.date(1991, 1, 1) + datetime.timedelta(days=100 * (place // len(codes)))
        ends = begins + datetime.timedelta(days=99)
        cells = [codes[place % len(codes)], "dua", "signed", str(begins), str(ends), "Prov", str(begins), "operativ"]
        rows.append((place + 2, cells))
    return rows


def measure(number: int, *, commit: bool, by: User, codes: list[str]) -> tuple[float, float]:
    """Seconds, and peak megabytes from a second run with tracemalloc."""
    rows = lines(number, codes)
    durations = []
    for follow in (False, True):
        with transaction.atomic():
            if follow:
                tracemalloc.start()
            start = time.perf_counter()
            outcome = import_rows(
                IMPORT_KINDS["agreement"], COLUMNS, lambda: iter(rows), by=by, file="prov", commit=commit
            )
            durations.append(time.perf_counter() - start)
            transaction.set_rollback(True)
        if outcome.counts["new"] != number:
            raise SystemExit(f"{dict(outcome.counts)} {outcome.problem}")
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return durations[0], peak


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, nargs=2, default=[2_000, 20_000])
    small, large = parser.parse_args().rows
    with transaction.atomic():
        by = User.objects.create(username="benchmark", is_superuser=True)
        codes = list(Municipality.objects.values_list("code", flat=True))
        print(f"{'':<12}{'rows':>8}{'seconds':>10}{'rows/s':>8}{'MB':>8}")  # noqa: T201
        for name, commit in (("previewed", False), ("written", True)):
            results = [(number, *measure(number, commit=commit, by=by, codes=codes)) for number in (small, large)]
            for number, seconds, megabytes in results:
                rate = number / seconds
                print(f"{name:<12}{number:>8}{seconds:>10.1f}{rate:>8.0f}{megabytes:>8.1f}")  # noqa: T201
            (few, quick, little), (many, slow, much) = results
            print(f"{'':<12}{many / few:>7.0f}×{slow / quick:>9.1f}×{'':>8}{much / little:>7.1f}×")  # noqa: T201
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
