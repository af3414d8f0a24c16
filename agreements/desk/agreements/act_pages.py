"""The pages to end, renew and send back an agreement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import AdminForm
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.acts.perms import PUBLISH
from agreements.desk.agreements.act_forms import ActForm, EndDialogueForm, EndForm, SendBackForm
from agreements.desk.agreements.renewal_form import RenewForm
from agreements.desk.agreements.source_check import ROWS as SOURCE_CHECK
from agreements.desk.agreements.source_check import rows_in
from agreements.desk.base import person
from agreements.desk.conflicts.act_page import act_page, redirect_from_missing_row
from agreements.desk.forms import agreement_line
from agreements.models import Agreement, Proposal
from agreements.positions import Status

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Act:
    name: str
    title: StrOrPromise
    button: StrOrPromise
    success_message: StrOrPromise
    form: type[ActForm]
    rows: list[Any]
    permissions: list[str]


ACT_PAGES = [
    Act(
        name="end",
        title=gettext_lazy("Avsluta"),
        button=gettext_lazy("Avsluta överenskommelsen"),
        success_message=gettext_lazy("Avslutad: {}"),
        form=EndForm,
        rows=["valid_to", "ending", "reason"],
        permissions=["agreements.change_agreement"],
    ),
    Act(
        name="end_dialogue",
        title=gettext_lazy("Avsluta dialogen utan svar"),
        button=gettext_lazy("Avsluta dialogen"),
        success_message=gettext_lazy("Dialogen är avslutad: {}"),
        form=EndDialogueForm,
        rows=["valid_to", "reason"],
        permissions=["agreements.change_agreement"],
    ),
    Act(
        name="renew",
        title=gettext_lazy("Förnya"),
        button=gettext_lazy("Spara den nya som utkast"),
        success_message=gettext_lazy("Den nya är sparad som utkast: {}"),
        form=RenewForm,
        rows=[
            ("valid_from", "signed_on"),
            ("decided_on", "deciding_body"),
            ("valid_to", "extension_months"),
            "source_note",
            "source_url",
            *SOURCE_CHECK,
            ("diary_number", "municipality_diary_number"),
            "public_summary",
        ],
        permissions=["agreements.change_agreement", "agreements.add_agreement"],
    ),
    Act(
        name="send_back",
        title=gettext_lazy("Skicka tillbaka"),
        button=gettext_lazy("Skicka tillbaka utkastet"),
        success_message=gettext_lazy("Tillbakaskickad: {}"),
        form=SendBackForm,
        rows=["because"],
        permissions=[PUBLISH],
    ),
]


WAITS_FOR_REVIEW = gettext_lazy("Ändringen väntar på granskning, och allmänheten ser överenskommelsen som förut.")


class ActPages(admin.ModelAdmin):
    change_form_template = "admin/agreements/agreement/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        act_urls = [
            path(
                f"<path:object_id>/{act.name}/",
                self.admin_site.admin_view(self.act_view),
                {"act": act},
                name=f"agreements_agreement_{act.name}",
            )
            for act in ACT_PAGES
        ]
        return act_urls + super().get_urls()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        agreement = self.get_object(request, unquote(object_id))
        acts = [
            {"title": act.title, "url": reverse(f"admin:agreements_agreement_{act.name}", args=[object_id])}
            for act in ACT_PAGES
            if request.user.has_perms(act.permissions) and not (agreement and act.form.obstacle(agreement))
        ]
        return super().change_view(request, object_id, form_url, {"acts": acts, **(extra_context or {})})

    @act_page
    def act_view(self, request: HttpRequest, object_id: str, act: Act, *, is_sent: bool) -> HttpResponse:
        agreement = self.get_object(request, unquote(object_id))
        if agreement is None:
            return redirect_from_missing_row(self, request, object_id)
        if not request.user.has_perms(act.permissions):
            raise PermissionDenied
        if obstacle := act.form.obstacle(agreement):
            self.message_user(request, obstacle, messages.WARNING)
            return HttpResponseRedirect(address(agreement))
        form = act.form(request.POST or None, agreement=agreement, account=person(request))
        if is_sent and (result := form.run_act(person(request))):
            self.log_change(request, agreement, str(act.title))
            if isinstance(result, Proposal):
                self.message_user(request, WAITS_FOR_REVIEW, messages.SUCCESS)
                return HttpResponseRedirect(reverse("admin:agreements_proposal_change", args=[result.pk]))
            link = format_html('<a href="{}">{}</a>', address(result), agreement_line(result))
            self.message_user(request, format_html(str(act.success_message), link), messages.SUCCESS)
            return HttpResponseRedirect(address(result))
        return TemplateResponse(
            request, "admin/agreements/agreement/act.html", self.act_context(request, agreement, act, form)
        )

    def act_context(self, request: HttpRequest, agreement: Agreement, act: Act, form: ActForm) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": f"{act.title} {agreement}",
            "act": act,
            "consequences": consequences(agreement, act.name),
            "agreement_line": agreement_line(agreement),
            "adminform": AdminForm(form, [(None, {"fields": rows_in(form, act.rows)})], {}, model_admin=self),  # type: ignore[arg-type]
            "errors": form.errors,
            "media": self.media + form.media,
            "original": agreement,
            "row": agreement,
            "opts": self.opts,
        }


def consequences(agreement: Agreement, act: str) -> list[str]:
    """The effects of the act, in words, before it is carried out."""
    if act == "send_back":
        return [_("Utkastet går tillbaka till den som registrerade det, med dina ord överst. Ingenting annat ändras.")]
    if act == "renew":
        return [
            _("Den nya får ett eget id och samma kommun, typ, samverkansnivåer, områden, målgrupper och parter."),
            _("Den nya sparas som utkast. Allmänheten ser den när den är granskad och publicerad."),
            _("När den publiceras avslutas den nuvarande dagen före den dag då den nya börjar gälla."),
        ]
    waits = [_("Avslutet blir ett ändringsförslag, som syns när det är granskat.")] if agreement.is_published else []
    if act == "end_dialogue":
        return [
            *waits,
            _("Kommunen är i dialog till och med den sista dagen. Dialogen tas inte bort och syns i historiken."),
            _("Kommunens läge ändras inte: en dialog är inget svar."),
        ]
    after = (
        _("Dagen efter är kommunens läge ”har upphört”, om inget annat svar gäller då.")
        if agreement.status == Status.SIGNED
        else _(
            "Dagen efter är kommunens läge ”inget svar” om registret är fullständigt för typen, annars ”uppgift "
            "saknas”, om inget annat svar gäller då."
        )
    )
    return [
        *waits,
        _("Överenskommelsen gäller till och med den sista dagen. Den tas inte bort och syns fortfarande i historiken."),
        after,
    ]


def address(agreement: Agreement) -> str:
    return reverse("admin:agreements_agreement_change", args=[agreement.pk])
