"""The register as a schema.org Dataset, for search engines of data."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agreements.models import Register


def dataset(request: HttpRequest, register: Register) -> dict[str, Any]:
    files = [(_("Kommunerna med läge"), "municipality_export"), (_("Överenskommelserna"), "agreement_export")]
    address = request.build_absolute_uri
    data = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": register.name,
        "description": _(
            "Vilka av Sveriges kommuner som har en överenskommelse om samverkan med Arbetsförmedlingen, "
            "vilka som har avböjt och sedan när."
        ),
        "url": address(reverse("overview")),
        "inLanguage": get_language(),
        "isAccessibleForFree": True,
        "license": register.licence_url,
        "spatialCoverage": {"@type": "Country", "name": _("Sverige")},
        "distribution": [
            {
                "@type": "DataDownload",
                "name": name,
                "encodingFormat": "text/csv",
                "contentUrl": address(reverse(url_name)),
            }
            for name, url_name in files
        ],
    }
    if register.publisher:
        data["publisher"] = {"@type": "Organization", "name": register.publisher}
    if register.revised_at:
        data["dateModified"] = register.revised_at.date().isoformat()
    return data
