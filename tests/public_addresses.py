"""Stand-ins for the public pages that the admin links to."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.urls import urlpatterns as own


def page(request: HttpRequest, key: str) -> HttpResponse:
    return HttpResponse(key)


urlpatterns = [
    path("kommuner/<str:key>/", page, name="municipality"),
    path("lan/<str:key>/", page, name="county"),
    path("overenskommelser/<str:key>/", page, name="agreement"),
    *own,
]
