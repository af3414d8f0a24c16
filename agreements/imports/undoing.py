"""Undoes an import as one act: what it made goes, what it changed is as it was before, or nothing happens at all.

From the history: every change of the import is there under the run's context. A row that anybody has changed since is
named, and then nothing is undone. Undoing is a change like any other, and the history keeps both.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from pghistory.models import Event

from agreements.acts import act, named_rules
from agreements.history_words import LINKS
from agreements.imports.kinds import KINDS
from agreements.models import TARGETS, ImportRun, Proposal

MOST_REASONS = 50


@transaction.atomic
def undo(run: ImportRun, *, by: User) -> int:
    """Returns how many rows were undone. Raises ValidationError with each row that has changed since, and by whom."""
    run = ImportRun.objects.select_for_update(of=["self"], no_key=True).get(pk=run.pk)
    if run.state != ImportRun.State.WRITTEN:
        raise ValidationError(_("Importen är %(state)s, och kan inte ångras.") % {"state": run.get_state_display()})
    model = KINDS[run.kind].model
    links = list(LINKS.get(model, {}).values())
    done = _events(model, run)
    linked = {link: _events(link, run) for link in links}
    owners = {link: _owner(link, model) for link in links}
    keys = {event.pgh_obj_id for event in done} | {
        getattr(event, owners[link]) for link, events in linked.items() for event in events
    }
    rows = model._base_manager.select_for_update(of=["self"], no_key=True).in_bulk(keys)
    problems = [*_changed_since(model, links, owners, run, keys, rows), *_decided(run)]
    if problems:
        raise ValidationError(problems[:MOST_REASONS])
    made = {event.pgh_obj_id for event in done if event.pgh_label == "insert"}
    with act("undo_import", by, file=run.file, undone=run.pk), named_rules(model):
        for proposal in _proposals(run):
            proposal.state, proposal.decided_at, proposal.decided_by = Proposal.State.WITHDRAWN, timezone.now(), by
            proposal.save()
        _remove(model, [rows[key] for key in made if key in rows])
        _restore(model, {key: row for key, row in rows.items() if key not in made}, done)
        for link, events in linked.items():
            _relink(link, [event for event in events if getattr(event, owners[link]) not in made])
        run.state, run.undone_at, run.undone_by = ImportRun.State.UNDONE, timezone.now(), by
        run.save()
    return len(keys)


def _history(model: Any) -> Any:
    return model.pgh_event_model._base_manager.order_by("pgh_id")


def _events(model: Any, run: ImportRun) -> list[Any]:
    return list(_history(model).filter(pgh_context=run.context))


def _owner(link: Any, model: type[models.Model]) -> str:
    """The column of the link's history that says whose link it is."""
    [column] = [
        field.attname for field in link._meta.concrete_fields if field.related_model is model and field.is_relation
    ]
    return column


def _proposals(run: ImportRun) -> list[Proposal]:
    keys = _history(Proposal).filter(pgh_context=run.context, pgh_label="insert").values("pgh_obj")
    return list(Proposal.objects.select_for_update(of=["self"], no_key=True).undecided().filter(pk__in=keys))


def _decided(run: ImportRun) -> list[str]:
    keys = _history(Proposal).filter(pgh_context=run.context, pgh_label="insert").values("pgh_obj")
    decided = Proposal.objects.filter(pk__in=keys, state=Proposal.State.PUBLISHED).select_related(*TARGETS.values())
    return [
        _("%(row)s: ändringen som importen föreslog är redan publicerad.") % {"row": proposal.row}
        for proposal in decided
    ]


def _changed_since(
    model: type[models.Model],
    links: Iterable[Any],
    owners: dict[Any, str],
    run: ImportRun,
    keys: set[Any],
    rows: dict[Any, Any],
) -> list[str]:
    """What stands in the way, row by row."""
    found: dict[Any, Any] = {}
    last_own = _history(model).filter(pgh_context=run.context).values_list("pgh_id", flat=True).last() or 0
    for event in _history(model).filter(pgh_obj__in=keys, pgh_id__gt=last_own).exclude(pgh_context=run.context):
        found[event.pgh_obj_id] = event
    for link in links:
        last = _history(link).filter(pgh_context=run.context).values_list("pgh_id", flat=True).last()
        since = _history(link).filter(**{f"{owners[link]}__in": keys}).exclude(pgh_context=run.context)
        for event in since.filter(pgh_created_at__gt=run.written_at) if last is None else since.filter(pgh_id__gt=last):
            found.setdefault(getattr(event, owners[link]), event)
    problems = [
        _("%(row)s har ändrats sedan dess av %(who)s %(when)s.")
        % {"row": rows.get(key, key), "who": _who(event), "when": _when(event)}
        for key, event in found.items()
    ]
    made = {event.pgh_obj_id for event in _events(model, run) if event.pgh_label == "insert"} - set(found)
    for relation in _children(model):
        child: Any = relation.related_model
        others = child._base_manager.filter(**{f"{relation.field.name}__in": made}).exclude(pk__in=_made(child, run))
        for key in others.values_list(relation.field.attname, flat=True).distinct():
            what = child._meta.verbose_name_plural
            problems.append(_("%(row)s har fått %(what)s sedan dess.") % {"row": rows[key], "what": what})
    return problems


def _children(model: type[models.Model]) -> list[Any]:
    """What would go with a removed row, or stop it from being removed."""
    return [
        relation
        for relation in model._meta.related_objects
        if relation.related_model is not None and not issubclass(relation.related_model, Event)
    ]


def _made(model: Any, run: ImportRun) -> Any:
    if not hasattr(model, "pgh_event_model"):
        return []
    return _history(model).filter(pgh_context=run.context, pgh_label="insert").values("pgh_obj")


def _who(event: Any) -> str:
    metadata = event.pgh_context.metadata if event.pgh_context else {}
    user = User.objects.filter(pk=metadata.get("user", 0)).first()
    return (user.get_full_name() or user.get_username()) if user else metadata.get("command") or _("någon annan")


def _when(event: Any) -> str:
    return f"{timezone.localtime(event.pgh_created_at):%Y-%m-%d %H:%M}"


def _remove(model: type[models.Model], rows: list[Any]) -> None:
    keys = [row.pk for row in rows]
    chosen = model._base_manager.filter(pk__in=keys)
    if any(getattr(row, "published_at", None) for row in rows):
        chosen.update(published_at=None, published_by=None)
    if any(field.name == "replaces" for field in model._meta.get_fields()):
        chosen.update(replaces=None)
    chosen.delete()


def _restore(model: type[models.Model], rows: dict[Any, Any], done: list[Any]) -> None:
    """Gives each changed row what it said before the import's first change of it."""
    first: dict[Any, Any] = {}
    for event in done:
        first.setdefault(event.pgh_obj_id, event)
    columns = [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key
        and not isinstance(field, models.GeneratedField)
        and hasattr(model.pgh_event_model, field.attname)  # type: ignore[attr-defined]
    ]
    for key, row in rows.items():
        if key not in first:
            continue
        before = _history(model).filter(pgh_obj=key, pgh_id__lt=first[key].pgh_id).last()
        for column in columns:
            setattr(row, column.attname, getattr(before, column.attname))
        row.save()


def _relink(link: Any, events: list[Any]) -> None:
    """Takes away the links that the import made, and makes those that it took away."""
    columns = [field.attname for field in link._meta.concrete_fields if not field.primary_key]
    for event in reversed(events):
        values = {column: getattr(event, column) for column in columns}
        if event.pgh_label == "insert":
            link._base_manager.filter(**values).delete()
        else:
            link._base_manager.create(**values)
