"""Undoes an import as one act: deletes its new rows and restores the rows that it changed, or does nothing.

If anybody has changed a row since, nothing is undone and the row is named. Undoing is a change like any other: it is
recorded in the history, and the same permissions apply to public rows.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.acts import perms
from agreements.acts.act import act, named_rules
from agreements.acts.readiness import prerequisite
from agreements.exchange.footprint import Footprint, owner_column, run_events
from agreements.exchange.kinds import IMPORT_KINDS
from agreements.models import TARGETS, Agreement, Document, FollowUp, ImportRun, JointAgreement, Proposal
from agreements.models.publishing import Publishable

MOST_REASONS = 50
# The models whose rows an import may have published with its agreements.
ATTACHMENT_MODELS = [Document, FollowUp]
# Those whose rows it may have added for them.
ADDED_MODELS = [JointAgreement]


@transaction.atomic
def undo(run: ImportRun, *, by: User) -> int:
    """Undoes the import. Returns the number of rows.

    Raises ValidationError with each row that has changed since and by whom, and if `by` may not undo the import.
    """
    run = ImportRun.objects.select_for_update(of=["self"], no_key=True).get(pk=run.pk)
    if run.state != ImportRun.State.WRITTEN:
        raise ValidationError(_("Importen är %(state)s, och kan inte ångras.") % {"state": run.get_state_display()})
    model = IMPORT_KINDS[run.kind].model
    rows = Footprint.of(model, run)
    belonging = [Footprint.of(other, run) for other in (ATTACHMENT_MODELS if model is Agreement else [])]
    added = [Footprint.of(other, run) for other in (ADDED_MODELS if model is Agreement else [])]
    if obstacle := _obstacle(run, rows, by):
        raise ValidationError(obstacle)
    problems = [line for footprint in (rows, *belonging, *added) for line in footprint.changed_since()]
    if problems := [*problems, *_published_proposals(run)]:
        raise ValidationError(problems[:MOST_REASONS])
    with act("undo_import", by, file=run.file, undone=run.pk), named_rules(model, Proposal):
        withdrawn = _withdraw_proposals(run, by)
        _remove(model, [rows.rows[key] for key in rows.new_keys if key in rows.rows])
        _restore(rows)
        for footprint in belonging:
            _restore(footprint)
        _restore(Footprint.of(Proposal, run))
        for link, events in rows.linked.items():
            _relink(link, [event for event in events if getattr(event, owner_column(link, model)) not in rows.new_keys])
        for footprint in added:
            _remove(footprint.model, [footprint.rows[key] for key in footprint.new_keys if key in footprint.rows])
        run.state, run.undone_at, run.undone_by = ImportRun.State.UNDONE, timezone.now(), by
        run.save()
    return len(rows.keys) + withdrawn


def _obstacle(run: ImportRun, rows: Footprint, by: User) -> str:
    """Why this person may not undo the import; empty if they may.

    Only those who may publish unpublish rows, and they change rows that stay public only without four eyes.
    """
    if run.by_id != by.pk and not perms.may_publish(by):
        return _("Bara den som läste in filen eller en granskare ångrar importen.")
    if not issubclass(rows.model, Publishable):
        return ""
    before = rows.before()
    was_public = [
        key for key, row in rows.rows.items() if before.get(key, row).published_at and key not in rows.new_keys
    ]
    is_public = [key for key, row in rows.rows.items() if row.is_published]
    if (was_public or is_public) and not perms.may_publish(by):
        return _("Importen har ändrat det som är publicerat. Be en granskare att ångra den.")
    if was_public and not perms.may_change_public(by):
        return _(
            "Importen har ändrat det som var publicerat, och två personer publicerar. Återställ i stället raderna i "
            "deras historik, så att någon annan granskar: %(rows)s."
        ) % {"rows": ", ".join(str(rows.rows[key]) for key in was_public[:MOST_REASONS])}
    return ""


def _proposals(run: ImportRun) -> Any:
    keys = run_events(Proposal).filter(pgh_context=run.context, pgh_label="insert").values("pgh_obj")
    return Proposal.objects.filter(pk__in=keys)


def _published_proposals(run: ImportRun) -> list[str]:
    decided = _proposals(run).filter(state=Proposal.State.PUBLISHED).select_related(*TARGETS.values())
    return [
        _("%(row)s: ändringen som importen föreslog är redan publicerad.") % {"row": proposal.row}
        for proposal in decided
    ]


def _withdraw_proposals(run: ImportRun, by: User) -> int:
    waiting = _proposals(run).undecided().select_for_update(of=["self"], no_key=True)
    for proposal in waiting:
        proposal.state, proposal.decided_at, proposal.decided_by = Proposal.State.WITHDRAWN, timezone.now(), by
        proposal.save()
    return len(waiting)


def _remove(model: type[models.Model], rows: list[Any]) -> None:
    keys = [row.pk for row in rows]
    chosen = model._base_manager.filter(pk__in=keys)
    if any(getattr(row, "published_at", None) for row in rows):
        chosen.update(published_at=None, published_by=None)
    if any(field.name == "replaces" for field in model._meta.get_fields()):
        chosen.update(replaces=None)
    chosen.delete()


def _restore(footprint: Footprint) -> None:
    """Sets each changed row to its earlier values, first those that were drafts: they make room for the others."""
    columns = [
        field.attname
        for field in footprint.model._meta.concrete_fields
        if not field.primary_key
        and not isinstance(field, models.GeneratedField)
        and hasattr(footprint.model.pgh_event_model, field.attname)
    ]
    before = footprint.before()
    for key in sorted(before, key=lambda key: bool(getattr(before[key], "published_at", None))):
        row = footprint.rows[key]
        if isinstance(row, Document) and row.joint_agreement and not prerequisite(row):
            continue  # Another public agreement shares the document.
        for column in columns:
            setattr(row, column, getattr(before[key], column))
        row.save()


def _relink(link: Any, events: list[Any]) -> None:
    """Deletes the links that the import added, and adds those that it deleted."""
    columns = [field.attname for field in link._meta.concrete_fields if not field.primary_key]
    for event in reversed(events):
        values = {column: getattr(event, column) for column in columns}
        if event.pgh_label == "insert":
            link._base_manager.filter(**values).delete()
        else:
            link._base_manager.create(**values)
