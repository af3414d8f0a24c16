"""The middleware that selects the language by the address."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


class AddressLanguageMiddleware(LocaleMiddleware):
    """The address alone decides the language: Swedish, or English under /en/.

    Django's middleware adds `Vary: Accept-Language` to every Swedish page, so that a proxy would cache one copy for
    each language setting.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault("Content-Language", translation.get_language())
        return response
