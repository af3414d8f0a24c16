"""Statement timeouts of the database, and the response to a request that exceeds them."""

from __future__ import annotations

from django.core.cache import cache
from django.db import connections
from django.db.models import CharField, Func, Value
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.log import log_response
from django.utils.text import slugify
from django.utils.translation import get_language
from psycopg.errors import QueryCanceled

from config.outage import is_caused_by, retry_later

PAGE_SECONDS = 10
# A file is one statement. The proxy stops waiting after a minute without a response.
FILE_SECONDS = 45
# Bulk changes at the desk take longer, and block no public page.
DESK_SECONDS = 300
SECONDS_TO_COME_BACK = 10


def statement_timeout(seconds: int) -> Func:
    """Sets the statement timeout of the session, as a query expression, so that it needs no query of its own."""
    return Func(
        Value("statement_timeout"), Value(f"{seconds}s"), Value(False), function="set_config", output_field=CharField()
    )


def limit_statements() -> None:
    """Sets the statement timeout of the desk for later sessions of this process, unless the options set another.

    The web server calls it. Commands have no limit, because imports and migrations may take long.
    """
    options = connections.settings["default"]["OPTIONS"]
    options["options"] = f"-c statement_timeout={DESK_SECONDS}s {options['options']}"


def is_timeout(error: Exception) -> bool:
    """Whether a statement timed out. COPY raises the driver's error directly, other queries as a cause."""
    return is_caused_by(error, QueryCanceled)


def busy(request: HttpRequest) -> HttpResponse:
    """Responds 503 with Retry-After. The page is rendered once for each revision and language."""
    register = getattr(request, "register", None)
    key = slugify(f"busy {getattr(register, 'revised_at', None)} {get_language()}")
    response = HttpResponse(cache.get_or_set(key, lambda: render_to_string("busy.html", {"register": register})))
    retry_later(response, SECONDS_TO_COME_BACK)
    # Expected under load: neither a mail nor a warning in the log.
    log_response("Busy: %s", request.path, response=response, request=request, level="debug")
    return response
