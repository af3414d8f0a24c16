"""The cache of rendered pages, as tests use it."""

from django.core.cache import caches


def forget_pages() -> None:
    """A test is one transaction, and so one revision: what it changes is seen when the pages are rendered anew."""
    for cache in caches.all():
        cache.clear()
