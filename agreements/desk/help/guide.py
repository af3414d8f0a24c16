"""The registrar's guide, docs/registrar.md, as a page of the desk."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

GUIDE_FILE: Path = settings.BASE_DIR / "docs" / "registrar.md"


@dataclass(frozen=True)
class Heading:
    slug: str
    text: str


@dataclass(frozen=True)
class Guide:
    title: str
    headings: list[Heading]
    text: SafeString


@cache
def guide() -> Guide:
    """Renders the guide once: the file changes only with the program."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(GUIDE_FILE.read_text())
    title, headings = "", []
    for token, content in pairwise(tokens):
        if token.type != "heading_open":
            continue
        if token.tag == "h1":
            title = content.content
        elif token.tag == "h2":
            heading = Heading(slugify(content.content), content.content)
            token.attrSet("id", heading.slug)
            headings.append(heading)
    _lead_to_pictures(tokens)
    text = reader.renderer.render(_after_title(tokens), reader.options, {})
    return Guide(title, headings, mark_safe(text))  # noqa: S308, our own text, without HTML


def _after_title(tokens: list[Token]) -> list[Token]:
    """The tokens without the title, which the page shows as its heading."""
    return tokens[3:] if tokens and tokens[0].tag == "h1" else tokens


def _lead_to_pictures(tokens: list[Token]) -> None:
    for token in tokens:
        for child in token.children or []:
            if child.type == "image":
                child.attrSet("src", static(str(child.attrGet("src"))))
