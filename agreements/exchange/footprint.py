"""The rows that an import has written, their earlier values and their later changes, from the history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from pghistory.models import Event

from agreements.models import ImportRun
from agreements.models.links import LINKS


@dataclass
class Footprint:
    """The rows of one model that an import has written, locked, with the import's events of them and of their links."""

    model: Any
    run: ImportRun
    events: list[Any]
    # The events of levels, areas and municipalities, by the link's model.
    linked: dict[Any, list[Any]]
    rows: dict[Any, Any]

    @classmethod
    def of(cls, model: Any, run: ImportRun) -> Footprint:
        events = list(run_events(model).filter(pgh_context=run.context))
        linked = {
            link: list(run_events(link).filter(pgh_context=run.context)) for link in LINKS.get(model, {}).values()
        }
        keys = {event.pgh_obj_id for event in events} | {
            getattr(event, owner_column(link, model)) for link, link_events in linked.items() for event in link_events
        }
        rows = model._base_manager.select_for_update(of=["self"], no_key=True).in_bulk(keys)
        return cls(model, run, events, linked, rows)

    @property
    def keys(self) -> set[Any]:
        links = {
            getattr(event, owner_column(link, self.model))
            for link, link_events in self.linked.items()
            for event in link_events
        }
        return {event.pgh_obj_id for event in self.events} | links

    @property
    def new_keys(self) -> set[Any]:
        return {event.pgh_obj_id for event in self.events if event.pgh_label == "insert"}

    def before(self) -> dict[Any, Any]:
        """The event before the import's first change of each row, by key, the row changed last first."""
        first: dict[Any, int] = {}
        for event in self.events:
            first.setdefault(event.pgh_obj_id, event.pgh_id)
        changed = [key for key in first if key not in self.new_keys and key in self.rows]
        earlier = run_events(self.model).filter(pgh_obj__in=changed, pgh_id__lt=max(first.values(), default=0))
        previous = {event.pgh_obj_id: event for event in earlier if event.pgh_id < first[event.pgh_obj_id]}
        return {key: previous[key] for key in sorted(changed, key=lambda key: -first[key])}

    def changed_since(self) -> list[str]:
        """A sentence for each row that somebody has changed or added to since."""
        later_events = self._later_events()
        changed = [
            _("%(row)s har ändrats sedan dess av %(who)s %(when)s.")
            % {"row": self.rows.get(key, key), "who": user_name(event), "when": event_time(event)}
            for key, event in later_events.items()
        ]
        return [*changed, *self._additions(self.new_keys - set(later_events))]

    def _later_events(self) -> dict[Any, Any]:
        last = self.events[-1].pgh_id if self.events else 0
        later = (
            run_events(self.model).filter(pgh_obj__in=self.keys, pgh_id__gt=last).exclude(pgh_context=self.run.context)
        )
        later_events = {event.pgh_obj_id: event for event in later}
        for link, link_events in self.linked.items():
            column = owner_column(link, self.model)
            others = run_events(link).filter(**{f"{column}__in": self.keys}).exclude(pgh_context=self.run.context)
            later = (
                others.filter(pgh_id__gt=link_events[-1].pgh_id)
                if link_events
                else others.filter(pgh_created_at__gt=self.run.written_at)
            )
            for event in later:
                later_events.setdefault(getattr(event, column), event)
        return later_events

    def _additions(self, new_keys: set[Any]) -> Iterator[str]:
        """A sentence for each kind of related rows that others have added to the new rows."""
        for relation in self.model._meta.related_objects:
            child: Any = relation.related_model
            if child is None or issubclass(child, Event):
                continue
            others = child._base_manager.filter(**{f"{relation.field.name}__in": new_keys})
            if hasattr(child, "pgh_event_model"):
                import_events = run_events(child).filter(pgh_context=self.run.context)
                others = others.exclude(pk__in=import_events.values("pgh_obj"))
            for key in others.values_list(relation.field.attname, flat=True).distinct():
                what = child._meta.verbose_name_plural
                yield _("%(row)s har fått %(what)s sedan dess.") % {"row": self.rows[key], "what": what}


def run_events(model: Any) -> Any:
    return model.pgh_event_model._base_manager.order_by("pgh_id")


def owner_column(link: Any, model: type[models.Model]) -> str:
    """The column of the link's history that holds the key of `model`."""
    [name] = [name for name, other in LINKS[model].items() if other is link]
    many_to_many: Any = model._meta.get_field(name)
    return f"{many_to_many.m2m_field_name()}_id"


def user_name(event: Any) -> str:
    metadata = event.pgh_context.metadata if event.pgh_context else {}
    user = User.objects.filter(pk=metadata.get("user", 0)).first()
    return (user.get_full_name() or user.get_username()) if user else metadata.get("command") or _("någon annan")


def event_time(event: Any) -> str:
    return f"{timezone.localtime(event.pgh_created_at):%Y-%m-%d %H:%M}"
