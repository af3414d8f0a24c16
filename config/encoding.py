"""The middleware that refuses requests in other encodings than UTF-8."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class Utf8Middleware:
    """Responds 400 to a request with a declared encoding other than UTF-8, or with NUL in the address.

    The register's forms are sent in UTF-8. With another encoding Django decodes address and form differently, and views
    may fail. PostgreSQL cannot store NUL; Django's form fields refuse it already.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        charset = (request.content_params or {}).get("charset", "utf-8")
        if charset.lower() not in ("utf-8", "utf8"):
            # The error page reads the request too.
            request.encoding = "utf-8"
            raise BadRequest("The request is not in UTF-8.")
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("The address has a NUL character.")
        return self.get_response(request)
