"""What the demo needs of the register: no other rows, its municipalities and its types."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from agreements.demo import answers
from agreements.demo.rows import (
    ENTERED_MODELS,
    USERNAME,
    DemoRefusedError,
    history_rows,
)
from agreements.lookup.counts import counts_in_words
from agreements.models import (
    AgreementType,
)
from municipalities.models import Municipality

MUNICIPALITY_COUNT = 290


def refuse_to_mix() -> None:
    # Includes the history, because the public id of a removed agreement is never reused.
    counts = counts_in_words(
        {
            model: max(model._base_manager.count(), history_rows(model).values("id").distinct().count())
            for model in ENTERED_MODELS
        }
    )
    if counts:
        raise DemoRefusedError(
            _(
                "Registret har eller har haft egna uppgifter: %(counted)s. Demodata blandas aldrig med riktiga "
                "uppgifter. Läs in den i ett tomt register, till exempel i en ny databas."
            )
            % {"counted": counts}
        )
    if User.objects.filter(username=USERNAME).exists():
        raise DemoRefusedError(
            _("Det finns redan en användare som heter %(name)s. Byt namn på den innan du läser in demodatan.")
            % {"name": USERNAME}
        )


def demo_municipalities() -> list[Municipality]:
    municipalities = list(
        Municipality.objects.existing_on(answers.FIRST_REPORT)
        .existing_on(answers.SECOND_REPORT)
        .select_related("county")
        .order_by("code")
    )
    if len(municipalities) != MUNICIPALITY_COUNT:
        raise DemoRefusedError(
            _(
                "Demodatan är gjord för de %(expected)s kommuner som fanns 2023, men registret har %(found)s. "
                "Läs in dem först med manage.py load_fixtures."
            )
            % {"expected": MUNICIPALITY_COUNT, "found": len(municipalities)}
        )
    return municipalities


def demo_types() -> dict[str, AgreementType]:
    types = AgreementType.objects.in_bulk(["samlad", "dua-unga"], field_name="slug")
    if len(types) < 2:
        raise DemoRefusedError(
            _(
                "Demodatan behöver överenskommelsetyperna samlad och dua-unga. "
                "Läs in dem med manage.py load_fixtures, eller ge typerna tillbaka sina kortnamn."
            )
        )
    return types
