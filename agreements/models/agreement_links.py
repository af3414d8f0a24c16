"""The links of agreements to terms, parties and the answers that they also replace, as tracked proxies."""

from __future__ import annotations

import pghistory
from django.utils.translation import gettext_lazy as _

from agreements.models.agreements import Agreement
from agreements.models.triggers import RevisionTrigger, also_replaces_in_its_municipality, declined_is_given_no_terms


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent(), obj_field=None, model_name="AgreementLevelEvent")
class AgreementLevel(Agreement.levels.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        verbose_name = _("överenskommelsens samverkansnivå")
        verbose_name_plural = _("överenskommelsernas samverkansnivåer")
        triggers = [declined_is_given_no_terms, RevisionTrigger()]


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent(), obj_field=None, model_name="AgreementAreaEvent")
class AgreementArea(Agreement.areas.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        verbose_name = _("överenskommelsens samverkansområde")
        verbose_name_plural = _("överenskommelsernas samverkansområden")
        triggers = [declined_is_given_no_terms, RevisionTrigger()]


@pghistory.track(
    pghistory.InsertEvent(), pghistory.DeleteEvent(), obj_field=None, model_name="AgreementTargetGroupEvent"
)
class AgreementTargetGroup(Agreement.target_groups.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        verbose_name = _("överenskommelsens målgrupp")
        verbose_name_plural = _("överenskommelsernas målgrupper")
        triggers = [RevisionTrigger()]


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent(), obj_field=None, model_name="AgreementPartyEvent")
class AgreementParty(Agreement.parties.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        verbose_name = _("överenskommelsens part")
        verbose_name_plural = _("överenskommelsernas parter")
        triggers = [RevisionTrigger()]


@pghistory.track(
    pghistory.InsertEvent(), pghistory.DeleteEvent(), obj_field=None, model_name="AgreementReplacementEvent"
)
class AgreementReplacement(Agreement.also_replaces.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        verbose_name = _("svar som överenskommelsen också ersätter")
        verbose_name_plural = _("svar som överenskommelserna också ersätter")
        triggers = [also_replaces_in_its_municipality, RevisionTrigger()]
