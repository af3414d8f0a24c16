"""Template tags for the <head> of a public page: description, addresses and dataset metadata."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.template.base import NodeList, Parser, Token
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from agreements.public.structured_data import dataset

register = template.Library()

# Characters that could end the <script> element.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


class KeepNode(template.Node):
    """Stores the rendered text in a context variable instead of showing it, because a block can be used only once."""

    def __init__(self, nodelist: NodeList, name: str) -> None:
        self.nodelist = nodelist
        self.name = name

    def render(self, context: template.Context) -> SafeString:
        text = " ".join(strip_tags(self.nodelist.render(context)).split())
        context[self.name] = mark_safe(text)  # noqa: S308, escaped where it was rendered
        return SafeString("")


@register.tag
def keep(parser: Parser, token: Token) -> KeepNode:
    name = token.split_contents()[-1]
    nodelist = parser.parse(("endkeep",))
    parser.delete_first_token()
    return KeepNode(nodelist, name)


@register.simple_tag(takes_context=True)
def dataset_json(context: template.Context) -> SafeString:
    text = json.dumps(dataset(context["request"], context["register"]), ensure_ascii=False)
    return mark_safe(text.translate(ESCAPES))  # noqa: S308


@register.simple_tag(takes_context=True)
def absolute(context: dict[str, Any], path: str) -> str:
    return str(context["request"].build_absolute_uri(path))
