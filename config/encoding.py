from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class Utf8Only:
    """Refuses a request that says to be in another encoding than UTF-8, and an address with a NUL character.

    Every form of the register is sent in UTF-8. Django would read the address and the form by the other encoding, and
    each view that reads them could fail. PostgreSQL takes no text with NUL; Django's form fields refuse it themselves.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        charset = (request.content_params or {}).get("charset", "utf-8")
        if charset.lower() not in ("utf-8", "utf8"):
            # The page that says so is made from the request too.
            request.encoding = "utf-8"
            raise BadRequest("The request is not in UTF-8.")
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("The address has a NUL character.")
        return self.get_response(request)
