"""Benchmark of the page cache: each page rendered, from the cache, and as a 304.

Compare the ratios; the milliseconds depend on the machine. Reads the existing register.
"""

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
from django.core.cache import cache  # noqa: E402
from django.test import Client  # noqa: E402

PAGES = ["/", "/kommuner/", "/kommuner/1280/", "/overenskommelser/"]
ROUNDS = 15


def milliseconds(work: Callable[[], object]) -> float:
    durations = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        durations.append(1000 * (time.perf_counter() - start))
    return statistics.median(durations)


def main() -> None:
    settings.DEBUG = False
    # As in the tests: no collectstatic needed.
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    client = Client(headers={"Host": "localhost", "Accept-Encoding": "gzip", "ClientScheme": "https"})
    print(f"{'page':<22}{'rendered':>12}{'kept':>12}{'304':>12}{'kept saves':>14}")  # noqa: T201
    for url in PAGES:

        def render(url: str = url) -> None:
            cache.clear()
            client.get(url)

        render()
        rendered = milliseconds(render)
        etag = client.get(url).headers["ETag"]
        cached = milliseconds(lambda url=url: client.get(url))
        not_modified = milliseconds(lambda url=url, etag=etag: client.get(url, headers={"If-None-Match": etag}))
        print(  # noqa: T201
            f"{url:<22}{rendered:>9.1f} ms{cached:>9.1f} ms{not_modified:>9.1f} ms{rendered / cached:>13.0f}×"
        )


if __name__ == "__main__":
    main()
