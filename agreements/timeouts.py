"""How long the database may work on a statement, and what a reader is told when there is no time."""

from __future__ import annotations

from django.core.cache import cache
from django.db import OperationalError, connection
from django.db.models import CharField, Func, Value
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.log import log_response
from django.utils.text import slugify
from django.utils.translation import get_language
from psycopg.errors import QueryCanceled

PAGE_SECONDS = 10
# A file is one statement for as long as it is sent.
FILE_SECONDS = 120
# Nobody else waits for the desk, whose bulk changes take longer. Commands and imports have no limit.
DESK_SECONDS = 300
SECONDS_TO_COME_BACK = 10


def statement_timeout(seconds: int) -> Func:
    """Sets how long a statement of the session may take from now on. As a column of a query it costs no query."""
    return Func(
        Value("statement_timeout"), Value(f"{seconds}s"), Value(False), function="set_config", output_field=CharField()
    )


def set_statement_timeout(seconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, false)", [f"{seconds}s"])


def is_timeout(error: OperationalError) -> bool:
    return isinstance(error.__cause__, QueryCanceled)


def busy(request: HttpRequest) -> HttpResponse:
    """Asks the reader to come back soon. Rendered once for each revision and language: refusing is cheap."""
    register = getattr(request, "register", None)
    key = slugify(f"busy {getattr(register, 'revised_at', None)} {get_language()}")
    response = HttpResponse(cache.get_or_set(key, lambda: render_to_string("503.html", {"register": register})))
    response.status_code = 503
    response.headers["Retry-After"] = str(SECONDS_TO_COME_BACK)
    response.headers["Cache-Control"] = "no-store"
    # Nothing is wrong that somebody should be mailed about, nor is each refusal worth a line in a log of warnings.
    log_response("Busy: %s", request.path, response=response, request=request, level="debug")
    return response
