"""Editable terms: agreement types, collaboration levels and cooperation areas."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agreements.models.triggers import RevisionTrigger


class TermQuerySet(models.QuerySet["Term"]):
    def get_by_natural_key(self, slug: str) -> Term:
        return self.get(slug=slug)


class Term(models.Model):
    """A term with its name and description in Swedish and English."""

    slug = models.SlugField(
        _("kortnamn"), unique=True, help_text=_("Står i adresser och filer, till exempel strategisk. Ändra det inte.")
    )
    name = models.CharField(_("namn"), max_length=200, help_text=_("Som ordet står på svenska sidor."))
    name_en = models.CharField(_("namn på engelska"), max_length=200, help_text=_("Som ordet står på engelska sidor."))
    description = models.TextField(_("beskrivning"), blank=True, help_text=_("Vad ordet betyder. Visas för alla."))
    description_en = models.TextField(
        _("beskrivning på engelska"), blank=True, help_text=_("Samma betydelse på engelska.")
    )
    order = models.PositiveSmallIntegerField(_("ordning"), default=0, help_text=_("Lägst först i listor och val."))

    objects = TermQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["order", "slug"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.name_en if get_language() == "en" else self.name

    @property
    def meaning(self) -> str:
        return self.description_en if get_language() == "en" else self.description


@pghistory.track()
class AgreementType(Term):
    is_headline = models.BooleanField(
        _("huvudtyp"),
        default=False,
        help_text=_("Den typ som startsidan och förvalen gäller. Bara en typ kan vara det."),
    )

    class Meta(Term.Meta):
        verbose_name = _("överenskommelsetyp")
        verbose_name_plural = _("överenskommelsetyper")
        constraints = [
            models.UniqueConstraint(
                name="agreement_type_one_headline",
                fields=["is_headline"],
                condition=Q(is_headline=True),
                violation_error_message=_("En annan typ är huvudtyp. Ta bort markeringen där först."),
            )
        ]
        triggers = [RevisionTrigger()]


@pghistory.track()
class CollaborationLevel(Term):
    class Meta(Term.Meta):
        verbose_name = _("samverkansnivå")
        verbose_name_plural = _("samverkansnivåer")
        triggers = [RevisionTrigger()]


@pghistory.track()
class CooperationArea(Term):
    class Meta(Term.Meta):
        verbose_name = _("samverkansområde")
        verbose_name_plural = _("samverkansområden")
        triggers = [RevisionTrigger()]


@pghistory.track()
class TargetGroup(Term):
    class Meta(Term.Meta):
        verbose_name = _("målgrupp")
        verbose_name_plural = _("målgrupper")
        triggers = [RevisionTrigger()]
