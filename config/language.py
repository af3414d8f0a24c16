from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


class AddressLanguageMiddleware(LocaleMiddleware):
    """The address alone decides the language: Swedish, or English under /en/.

    Django's own adds `Vary: Accept-Language` to every Swedish page, which would make a cache in front keep one copy of
    the same page for each reader's settings.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault("Content-Language", translation.get_language())
        return response
