"""How long the database may work on a statement, and what a reader is told when there is no time."""

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

PAGE_SECONDS = 10
# A file is one statement. The web server in front gives up after a minute without an answer.
FILE_SECONDS = 45
# Nobody else waits for the desk, whose bulk changes take longer.
DESK_SECONDS = 300
SECONDS_TO_COME_BACK = 10


def statement_timeout(seconds: int) -> Func:
    """Sets how long a statement of the session may take from now on. As a column of a query it costs no query."""
    return Func(
        Value("statement_timeout"), Value(f"{seconds}s"), Value(False), function="set_config", output_field=CharField()
    )


def limit_statements() -> None:
    """Begins every later session of this process with the longest of the limits, if its options do not have another.

    The web server calls it. Commands have no limit: an import or a migration takes as long as it takes.
    """
    options = connections.settings["default"]["OPTIONS"]
    options["options"] = f"-c statement_timeout={DESK_SECONDS}s {options['options']}"


def is_timeout(error: Exception) -> bool:
    """COPY raises the driver's error, and everything else Django's with that as its cause."""
    return isinstance(error, QueryCanceled) or isinstance(error.__cause__, QueryCanceled)


def busy(request: HttpRequest) -> HttpResponse:
    """Asks the reader to come back soon. Rendered once for each revision and language: refusing is cheap."""
    register = getattr(request, "register", None)
    key = slugify(f"busy {getattr(register, 'revised_at', None)} {get_language()}")
    response = HttpResponse(cache.get_or_set(key, lambda: render_to_string("busy.html", {"register": register})))
    response.status_code = 503
    response.headers["Retry-After"] = str(SECONDS_TO_COME_BACK)
    response.headers["Cache-Control"] = "no-store"
    # Nothing is wrong that somebody should be mailed about, nor is each refusal worth a line in a log of warnings.
    log_response("Busy: %s", request.path, response=response, request=request, level="debug")
    return response
