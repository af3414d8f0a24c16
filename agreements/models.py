from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import TYPE_CHECKING, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agreements.periods import ANSWERS, DAYS, Position, Status, holding_on, holds_on
from agreements.triggers import (
    RaisesRevision,
    assign_number,
    identity_is_kept,
    published_is_not_deleted,
    replaces_its_own_kind,
)
from municipalities.models import Boundary, County, Municipality

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# A day outside these is a slip of the keys (0202-10-05), not a decision.
EARLIEST_DAY = datetime.date(1990, 1, 1)
LATEST_DAY = datetime.date(2100, 12, 31)


class TermQuerySet(models.QuerySet["Term"]):
    def get_by_natural_key(self, slug: str) -> Term:
        return self.get(slug=slug)


class Term(models.Model):
    """A word that the register's owner can edit, in both languages."""

    slug = models.SlugField(
        _("kortnamn"), unique=True, help_text=_("Står i adresser och filer, till exempel strategisk. Ändra det inte.")
    )
    name = models.CharField(_("namn"), max_length=200)
    name_en = models.CharField(_("namn på engelska"), max_length=200)
    description = models.TextField(_("beskrivning"), blank=True)
    description_en = models.TextField(_("beskrivning på engelska"), blank=True)
    order = models.PositiveSmallIntegerField(_("ordning"), default=0)

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
        triggers = [RaisesRevision()]


@pghistory.track()
class CollaborationLevel(Term):
    class Meta(Term.Meta):
        verbose_name = _("samverkansnivå")
        verbose_name_plural = _("samverkansnivåer")
        triggers = [RaisesRevision()]


@pghistory.track()
class CooperationArea(Term):
    class Meta(Term.Meta):
        verbose_name = _("samverkansområde")
        verbose_name_plural = _("samverkansområden")
        triggers = [RaisesRevision()]


@pghistory.track()
class JointAgreement(models.Model):
    title = models.CharField(_("titel"), max_length=200)
    diary_number = models.CharField(_("diarienummer"), max_length=50, blank=True)
    public_summary = models.TextField(_("offentlig sammanfattning"), blank=True)

    class Meta:
        verbose_name = _("gemensam överenskommelse")
        verbose_name_plural = _("gemensamma överenskommelser")
        ordering = ["title"]
        triggers = [RaisesRevision()]

    def __str__(self) -> str:
        return self.title


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def in_force_on(self, day: datetime.date) -> Self:
        return self.filter(holding_on(day), status__in=ANSWERS)

    def search(self, text: str) -> Self:
        """Those of the municipalities that the text finds, and the one with the text as its id or diary number."""
        number = text.strip()
        return self.filter(
            Q(municipality__in=Municipality.objects.search(text))
            | Q(public_id=number)
            | Q(diary_number__iexact=number)
            | Q(municipality_diary_number__iexact=number)
        )

    def with_terms(self) -> Self:
        """Adds `level_slugs` and `area_slugs`, in the order that the register's owner has given them."""
        own = {"agreements": OuterRef("pk")}
        return self.annotate(
            level_slugs=ArraySubquery(CollaborationLevel.objects.filter(**own).values("slug")),
            area_slugs=ArraySubquery(CooperationArea.objects.filter(**own).values("slug")),
        )

    def overlapping(self, agreement: Agreement) -> Self:
        """The published answers that hold on a day on which `agreement` would hold."""
        if agreement.status not in ANSWERS or agreement.valid_from is None:
            return self.none()
        found = self.published().filter(
            Q(valid_to=None) | Q(valid_to__gte=agreement.valid_from),
            municipality=agreement.municipality_id,
            type=agreement.type_id,
            status__in=ANSWERS,
        )
        if agreement.valid_to is not None:
            found = found.filter(valid_from__lte=agreement.valid_to)
        return found.exclude(pk=agreement.pk)


class Ending(models.TextChoices):
    """How an agreement with a last day ends."""

    EXPIRED = "expired", _("löpte ut")
    TERMINATED = "terminated", _("sades upp")
    REPLACED = "replaced", _("ersattes av en ny")


class Agreement(models.Model):
    municipality = models.ForeignKey(
        Municipality, verbose_name=_("kommun"), on_delete=models.PROTECT, related_name="agreements"
    )
    number = models.PositiveIntegerField(_("löpnummer"), db_default=0, editable=False)
    public_id = models.CharField(_("id"), max_length=20, db_collation="C", db_default="", editable=False)
    type = models.ForeignKey(AgreementType, verbose_name=_("typ"), on_delete=models.PROTECT, related_name="agreements")
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.SIGNED)
    decided_on = models.DateField(
        _("beslutsdag"), null=True, blank=True, help_text=_("Dagen då kommunen beslutade att teckna eller avböja.")
    )
    valid_from = models.DateField(
        _("gäller från"), null=True, blank=True, help_text=_("Första dagen som svaret gäller. Den dagen räknas med.")
    )
    valid_to = models.DateField(
        _("gäller till"),
        null=True,
        blank=True,
        help_text=_("Sista dagen som svaret gäller. Den dagen räknas med. Tomt betyder tills vidare."),
    )
    ending = models.CharField(
        _("hur den upphör"), max_length=20, choices=Ending.choices, blank=True, help_text=_("Kräver en sista dag.")
    )
    notice_months = models.PositiveSmallIntegerField(
        _("uppsägningstid i månader"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(120)],
        help_text=_("Hela månader enligt texten, till exempel 3. Tomt betyder att registret inte har uppgiften."),
    )
    replaces = models.OneToOneField(
        "self",
        verbose_name=_("ersätter"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replaced_by",
        help_text=_("Överenskommelsen som den här förnyar eller ändrar."),
    )
    joint_agreement = models.ForeignKey(
        JointAgreement,
        verbose_name=_("gemensam överenskommelse"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="agreements",
        help_text=_("Texten som flera kommuner tecknar tillsammans."),
    )
    levels = models.ManyToManyField(
        CollaborationLevel, verbose_name=_("samverkansnivåer"), blank=True, related_name="agreements"
    )
    areas = models.ManyToManyField(
        CooperationArea, verbose_name=_("samverkansområden"), blank=True, related_name="agreements"
    )
    diary_number = models.CharField(_("Arbetsförmedlingens diarienummer"), max_length=50, blank=True)
    municipality_diary_number = models.CharField(_("kommunens diarienummer"), max_length=50, blank=True)
    public_summary = models.TextField(
        _("offentlig sammanfattning"), blank=True, help_text=_("Visas för alla. Skriv inga namn på privatpersoner.")
    )
    internal_note = models.TextField(_("intern anteckning"), blank=True, help_text=_("Visas aldrig offentligt."))
    source_url = models.URLField(
        _("källans adress"), max_length=500, blank=True, help_text=_("Webbadressen där uppgiften eller beslutet finns.")
    )
    source_note = models.CharField(
        _("källa"),
        max_length=500,
        blank=True,
        help_text=_("Till exempel: Kommunstyrelsens protokoll 2023-03-07, § 41."),
    )
    next_follow_up_on = models.DateField(_("nästa uppföljning"), null=True, blank=True)
    verified_on = models.DateField(
        _("senast kontrollerad"), null=True, blank=True, help_text=_("Dagen då någon senast jämförde med källan.")
    )
    verified_by = models.CharField(
        _("kontrollerad av"),
        max_length=200,
        blank=True,
        help_text=_("En funktion, till exempel Arbetsförmedlingen Malmö."),
    )
    published_at = models.DateTimeField(_("publicerad"), null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("publicerad av"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("överenskommelse")
        verbose_name_plural = _("överenskommelser")
        ordering = ["municipality__sort_key", "number"]
        indexes = [
            models.Index(name="agreement_municipality_type", fields=["municipality", "type", "valid_from"]),
        ]
        triggers = [
            assign_number,
            identity_is_kept,
            replaces_its_own_kind,
            published_is_not_deleted,
            RaisesRevision(published_only=True),
        ]
        constraints = [
            models.CheckConstraint(
                name="agreement_status_known",
                condition=Q(status__in=Status.values),
                violation_error_message=_("Välj en status som finns: i dialog, tecknad eller avböjd."),
            ),
            models.CheckConstraint(
                name="agreement_ending_known",
                condition=Q(ending__in=["", *Ending.values]),
                violation_error_message=_("Välj ett sätt att upphöra som finns, eller lämna fältet tomt."),
            ),
            models.CheckConstraint(
                name="agreement_days_follow_status",
                condition=Q(status__in=ANSWERS, decided_on__isnull=False, valid_from__isnull=False)
                | Q(status=Status.IN_DIALOGUE, decided_on=None, valid_from=None, valid_to=None),
                violation_error_message=_(
                    "En tecknad eller avböjd överenskommelse ska ha beslutsdag och gäller från. "
                    "En som är i dialog ska inte ha några dagar."
                ),
            ),
            models.CheckConstraint(
                name="agreement_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("Gäller till kan inte vara före gäller från."),
            ),
            models.CheckConstraint(
                name="agreement_days_are_plausible",
                condition=(Q(decided_on=None) | Q(decided_on__range=(EARLIEST_DAY, LATEST_DAY)))
                & (Q(valid_from=None) | Q(valid_from__range=(EARLIEST_DAY, LATEST_DAY)))
                & (Q(valid_to=None) | Q(valid_to__range=(EARLIEST_DAY, LATEST_DAY))),
                violation_error_message=_("En dag ska ligga mellan 1990-01-01 och 2100-12-31. Kontrollera årtalet."),
            ),
            models.CheckConstraint(
                name="agreement_ending_needs_last_day",
                condition=Q(ending="") | Q(valid_to__isnull=False),
                violation_error_message=_("Ange sista dagen i gäller till när du anger hur överenskommelsen upphör."),
            ),
            ExclusionConstraint(
                name="agreement_one_answer_at_a_time",
                expressions=[
                    ("municipality", RangeOperators.EQUAL),
                    ("type", RangeOperators.EQUAL),
                    (DAYS, RangeOperators.OVERLAPS),
                ],
                condition=Q(published_at__isnull=False, status__in=ANSWERS),
                violation_error_message=_(
                    "Kommunen har redan ett publicerat svar av samma typ som gäller någon av de här dagarna. "
                    "Avsluta det dagen före, eller ändra dagarna."
                ),
            ),
            models.UniqueConstraint(
                name="agreement_number_given_once",
                fields=["municipality", "number"],
                violation_error_message=_("Löpnumret är redan använt i kommunen."),
            ),
            models.UniqueConstraint(
                name="agreement_public_id_given_once",
                fields=["public_id"],
                violation_error_message=_("En annan överenskommelse har redan det id:t."),
            ),
            models.CheckConstraint(
                name="agreement_does_not_replace_itself",
                condition=Q(replaces=None) | ~Q(replaces=F("id")),
                violation_error_message=_("En överenskommelse kan inte ersätta sig själv. Välj en tidigare."),
            ),
            models.CheckConstraint(
                name="agreement_published_by_somebody",
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False),
                violation_error_message=_("En publicering ska ha både tid och person."),
            ),
            models.CheckConstraint(
                name="agreement_published_has_source",
                condition=Q(published_at=None) | ~Q(source_url="", source_note=""),
                violation_error_message=_("Ange källans adress eller källa innan du publicerar."),
            ),
            models.CheckConstraint(
                name="agreement_published_is_verified",
                condition=Q(published_at=None) | Q(verified_on__isnull=False),
                violation_error_message=_("Ange när uppgiften senast kontrollerades innan du publicerar."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.municipality}" if self.pk else str(self.municipality)

    def get_absolute_url(self) -> str:
        return reverse("agreement", args=[self.public_id])

    def clean(self) -> None:
        """Names the field of what the constraints would say of the whole row."""
        errors: dict[str, StrOrPromise] = {}
        if self.status in ANSWERS:
            for field in ("decided_on", "valid_from"):
                if getattr(self, field) is None:
                    errors[field] = _("Fyll i dagen. En tecknad eller avböjd överenskommelse ska ha den.")
        elif self.status == Status.IN_DIALOGUE:
            for field in ("decided_on", "valid_from", "valid_to"):
                if getattr(self, field) is not None:
                    errors[field] = _("Ta bort dagen eller ändra status. En som är i dialog har inga dagar.")
        for field in ("decided_on", "valid_from", "valid_to"):
            day = getattr(self, field)
            if day and not EARLIEST_DAY <= day <= LATEST_DAY:
                errors[field] = _("Dagen ska ligga mellan 1990-01-01 och 2100-12-31. Kontrollera årtalet.")
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            errors["valid_to"] = _("Gäller till kan inte vara före gäller från.")
        if self.ending and not self.valid_to:
            errors["valid_to"] = _("Ange sista dagen när du anger hur överenskommelsen upphör.")
        replaced = self.replaces
        if replaced and (replaced.municipality_id, replaced.type_id) != (self.municipality_id, self.type_id):
            errors["replaces"] = _("Välj en tidigare överenskommelse av samma typ i samma kommun.")
        if self.pk and Agreement.objects.filter(replaces=self.pk).exclude(type=self.type_id).exists():
            errors["type"] = _("En senare överenskommelse av samma typ ersätter den här. Ta bort den kopplingen först.")
        if self.pk and not self.public_id.startswith(f"{self.municipality_id}-"):
            errors["municipality"] = _("Kommunen kan inte ändras. Registrera en ny överenskommelse för rätt kommun.")
        if errors:
            raise ValidationError(errors)

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Holds every form to the rules of what is published, though publication itself is in no form."""
        excluded = set(exclude or ()) - {"published_at"}
        if "status" in excluded:
            # Without a day Django passes over the exclusion constraint; without a status it raises FieldError.
            excluded.add("valid_from")
        super().validate_constraints(exclude=excluded)

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    def position_on(self, day: datetime.date) -> Position | None:
        """What this agreement alone makes the position on the day; None where it says nothing of that day."""
        if self.status in ANSWERS and holds_on(self, day):
            return Position(self.status)
        if self.status == Status.SIGNED and self.valid_to and self.valid_to < day:
            return Position.LAPSED
        return None


pghistory.track(meta={"indexes": [models.Index(name="agreement_event_number", fields=["municipality", "number"])]})(
    Agreement
)


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent(), obj_field=None, model_name="AgreementLevelEvent")
class AgreementLevel(Agreement.levels.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        verbose_name = _("överenskommelsens samverkansnivå")
        verbose_name_plural = _("överenskommelsernas samverkansnivåer")
        triggers = [RaisesRevision()]


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent(), obj_field=None, model_name="AgreementAreaEvent")
class AgreementArea(Agreement.areas.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        verbose_name = _("överenskommelsens samverkansområde")
        verbose_name_plural = _("överenskommelsernas samverkansområden")
        triggers = [RaisesRevision()]


class DocumentQuerySet(models.QuerySet["Document"]):
    def of(self, agreement: Agreement) -> Self:
        """The agreement's own documents and those of the joint agreement it belongs to."""
        if agreement.joint_agreement_id is None:
            return self.filter(agreement=agreement)
        return self.filter(Q(agreement=agreement) | Q(joint_agreement=agreement.joint_agreement_id))


@pghistory.track()
class Document(models.Model):
    class Language(models.TextChoices):
        SWEDISH = "sv", _("svenska")
        ENGLISH = "en", _("engelska")

    agreement = models.ForeignKey(
        Agreement,
        verbose_name=_("överenskommelse"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="documents",
    )
    joint_agreement = models.ForeignKey(
        JointAgreement,
        verbose_name=_("gemensam överenskommelse"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="documents",
    )
    title = models.CharField(_("titel"), max_length=200)
    dated_on = models.DateField(_("daterat"), null=True, blank=True)
    language = models.CharField(_("språk"), max_length=2, choices=Language.choices, default=Language.SWEDISH)
    url = models.URLField(_("adress"), max_length=500, help_text=_("Webbadressen där dokumentet finns."))

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("dokument")
        verbose_name_plural = _("dokument")
        ordering = ["-dated_on", "title"]
        triggers = [RaisesRevision()]
        constraints = [
            models.CheckConstraint(
                name="document_belongs_to_one",
                condition=Q(agreement__isnull=False, joint_agreement=None)
                | Q(agreement=None, joint_agreement__isnull=False),
                violation_error_message=_(
                    "Välj antingen en överenskommelse eller en gemensam överenskommelse som dokumentet hör till."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class DialogueRound(models.Model):
    name = models.CharField(_("namn"), max_length=200, help_text=_("Till exempel Mötesturnén 2022."))
    slug = models.SlugField(_("kortnamn"), unique=True)
    starts_on = models.DateField(_("börjar"))
    ends_on = models.DateField(_("slutar"), null=True, blank=True)
    description = models.TextField(_("beskrivning"), blank=True)
    source_url = models.URLField(_("källans adress"), max_length=500, blank=True)
    source_note = models.CharField(_("källa"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("dialogomgång")
        verbose_name_plural = _("dialogomgångar")
        ordering = ["-starts_on"]
        triggers = [RaisesRevision()]
        constraints = [
            models.CheckConstraint(
                name="dialogue_round_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("Omgången kan inte sluta innan den börjar."),
            )
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class DialogueMeeting(models.Model):
    round = models.ForeignKey(
        DialogueRound, verbose_name=_("dialogomgång"), on_delete=models.PROTECT, related_name="meetings"
    )
    held_on = models.DateField(_("dag"))
    title = models.CharField(_("rubrik"), max_length=200)
    place = models.CharField(_("plats"), max_length=200, blank=True, help_text=_("En ort, eller Digitalt."))
    organisers = models.CharField(
        _("arrangörer"), max_length=200, help_text=_("Till exempel Arbetsförmedlingen, SKR och Dua.")
    )
    municipalities = models.ManyToManyField(
        Municipality, verbose_name=_("kommuner"), blank=True, related_name="dialogue_meetings"
    )
    summary = models.TextField(_("sammanfattning"), blank=True)
    source_url = models.URLField(_("källans adress"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("dialogmöte")
        verbose_name_plural = _("dialogmöten")
        ordering = ["-held_on", "title"]
        triggers = [RaisesRevision()]

    def __str__(self) -> str:
        return f"{self.held_on} {self.title}"


@pghistory.track(
    pghistory.InsertEvent(), pghistory.DeleteEvent(), obj_field=None, model_name="MeetingMunicipalityEvent"
)
class MeetingMunicipality(DialogueMeeting.municipalities.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        verbose_name = _("dialogmötets kommun")
        verbose_name_plural = _("dialogmötenas kommuner")
        triggers = [RaisesRevision()]


@pghistory.track()
class FollowUp(models.Model):
    agreement = models.ForeignKey(
        Agreement, verbose_name=_("överenskommelse"), on_delete=models.CASCADE, related_name="follow_ups"
    )
    year = models.PositiveSmallIntegerField(
        _("år"),
        validators=[MinValueValidator(1990), MaxValueValidator(2100)],
        help_text=_("Året som uppföljningen gäller."),
    )
    done_on = models.DateField(_("gjord"))
    findings = models.TextField(_("vad uppföljningen visade"), blank=True)
    source_url = models.URLField(_("källans adress"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("uppföljning")
        verbose_name_plural = _("uppföljningar")
        ordering = ["-year"]
        triggers = [RaisesRevision()]
        constraints = [
            models.UniqueConstraint(
                name="follow_up_once_a_year",
                fields=["agreement", "year"],
                violation_error_message=_(
                    "Överenskommelsen har redan en uppföljning för det året. Ändra den i stället."
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.agreement.public_id} {self.year}"


@pghistory.track()
class ReportedTotal(models.Model):
    type = models.ForeignKey(
        AgreementType, verbose_name=_("typ"), on_delete=models.PROTECT, related_name="reported_totals"
    )
    reported_on = models.DateField(_("dag"), help_text=_("Dagen som siffran gäller."))
    position = models.CharField(_("läge"), max_length=20, choices=Position.choices)
    total = models.PositiveIntegerField(_("antal kommuner"))
    publisher = models.CharField(_("utgivare"), max_length=200, help_text=_("Till exempel Arbetsförmedlingen."))
    source_note = models.CharField(_("källa"), max_length=500)
    source_url = models.URLField(_("källans adress"), max_length=500, blank=True)
    note = models.TextField(_("kommentar"), blank=True)
    note_en = models.TextField(_("kommentar på engelska"), blank=True)

    class Meta:
        verbose_name = _("rapporterad siffra")
        verbose_name_plural = _("rapporterade siffror")
        ordering = ["reported_on", "position"]
        triggers = [RaisesRevision()]
        constraints = [
            models.UniqueConstraint(
                name="reported_total_once",
                fields=["type", "reported_on", "position", "publisher"],
                violation_error_message=_(
                    "Utgivarens siffra för den dagen och det läget finns redan. Ändra den i stället."
                ),
            ),
            models.CheckConstraint(
                name="reported_total_position_known",
                condition=Q(position__in=Position.values),
                violation_error_message=_("Välj ett läge som finns."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reported_on} {self.get_position_display()}: {self.total}"


class RegisterQuerySet(models.QuerySet["Register"]):
    def current(self) -> Register:
        """The register's own row, with its revision; what a new register says where nobody has set anything."""
        row = self.annotate(
            revision=models.Subquery(Revision.objects.values("number")[:1]),
            revised_at=models.Subquery(Revision.objects.values("changed_at")[:1]),
        ).first()
        return row or Register()


@pghistory.track()
class Register(models.Model):
    """What the register says of itself."""

    name = models.CharField(_("registrets namn"), max_length=100, default="Överenskommelseregistret")
    publisher = models.CharField(_("utgivare"), max_length=200, blank=True)
    contact_email = models.EmailField(
        _("kontaktadress"), blank=True, help_text=_("E-post till en funktion, aldrig till en privatperson.")
    )
    licence = models.CharField(_("datats licens"), max_length=100, default="CC0 1.0")
    licence_url = models.URLField(
        _("licensens adress"), default="https://creativecommons.org/publicdomain/zero/1.0/deed.sv"
    )
    is_demo = models.BooleanField(_("visar demodata"), default=False, editable=False)

    revision: int | None = None
    revised_at: datetime.datetime | None = None

    objects = RegisterQuerySet.as_manager()

    class Meta:
        verbose_name = _("registrets inställningar")
        verbose_name_plural = _("registrets inställningar")
        triggers = [RaisesRevision()]
        constraints = [
            models.CheckConstraint(
                name="register_is_one",
                condition=Q(id=1),
                violation_error_message=_("Registret har bara en rad med inställningar. Ändra den."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Revision(models.Model):
    """How many times what the public sees has changed: one row, raised by the triggers of `agreements.triggers`.

    It is the ETag of every public answer and the key of the cache of rendered pages.
    """

    number = models.BigIntegerField(_("nummer"))
    transaction = models.BigIntegerField(_("transaktion"))
    changed_at = models.DateTimeField(_("ändrad"))

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisioner")
        constraints = [models.CheckConstraint(name="revision_is_one", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self.number)


# The public sees municipalities and counties too, but their app knows nothing of agreements or of the revision.
for model in (Boundary, County, Municipality):
    pgtrigger.register(RaisesRevision())(model)


class ContactMessage(models.Model):
    """What somebody has written to the register. Kept until it is sent and a while after, then removed for good.

    Not in the history, which nobody can erase: a message is personal data.
    """

    subject = models.CharField(_("ämne"), max_length=150)
    message = models.TextField(_("meddelande"), max_length=5000)
    reply_to = models.EmailField(_("din e-postadress"))
    sender = models.CharField(_("avsändarens nät, oläsligt"), max_length=64, editable=False)
    received_at = models.DateTimeField(_("mottaget"), auto_now_add=True)
    sent_at = models.DateTimeField(_("skickat"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("meddelande")
        verbose_name_plural = _("meddelanden")
        ordering = ["-received_at"]
        indexes = [models.Index(name="contact_message_sender", fields=["sender", "received_at"])]

    def __str__(self) -> str:
        return self.subject


class LinkCheck(models.Model):
    """Whether the page of a source or a document could be opened, when that was last tried.

    Not in the history: it says how another server answered one moment, not what the register holds.
    """

    url = models.URLField(_("adress"), max_length=500, unique=True)
    checked_at = models.DateTimeField(_("kontrollerad"))
    is_alive = models.BooleanField(_("svarar"))
    status = models.PositiveSmallIntegerField(_("statuskod"), null=True, blank=True)
    error = models.CharField(_("fel"), max_length=200, blank=True)
    size = models.PositiveBigIntegerField(_("storlek i byte"), null=True, blank=True)

    class Meta:
        verbose_name = _("länkkontroll")
        verbose_name_plural = _("länkkontroller")
        ordering = ["checked_at"]
        triggers = [RaisesRevision()]  # the public page of the register's quality shows them

    def __str__(self) -> str:
        return self.url
