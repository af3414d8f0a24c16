from __future__ import annotations

import codecs
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase

READABLE = ("utf-8", "ascii")


class OnlyReadableText:
    """Refuses with 400 what no browser sends: other encodings than UTF-8, and NUL in an address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # PostgreSQL stores every character but this one.
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("The address holds a NUL character.")
        if request.encoding and codecs.lookup(request.encoding).name not in READABLE:
            raise BadRequest("The request is in another encoding than UTF-8.")
        return self.get_response(request)
