"""Template tags of the desk."""

from __future__ import annotations

from typing import Any

from django import template
from django.contrib.admin.views.main import ChangeList

from agreements.desk.help.guidance import guidance_of, requested_matter
from agreements.desk.todo.matter import Matter

register = template.Library()


@register.simple_tag
def guidance(changelist: ChangeList) -> Any:
    """The purpose of the list and what to do in it."""
    return guidance_of(changelist.model)


@register.simple_tag(takes_context=True)
def matter(context: template.Context, changelist: ChangeList) -> Matter | None:
    """The matter in the list's address, if any."""
    return requested_matter(context["request"], changelist.model)
