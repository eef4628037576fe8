"""Rich text behind one door: Markdown without HTML, cleaned by a short list. Nothing else makes Markup.

bleach gets no more releases upstream; whoever replaces it changes this file and nothing else.
"""

from __future__ import annotations

import html as stdlib_html
import logging

import bleach
from bleach.callbacks import nofollow
from markdown_it import MarkdownIt
from markupsafe import Markup

log = logging.getLogger("peerhuis.html")

TAGS = frozenset({"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "code", "a"})
PROTOCOLS = frozenset({"http", "https", "mailto"})
MOST_CHARACTERS = 20_000
RENDERER = 1  # goes up when the same source would give other HTML

_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(["image", "heading", "lheading", "hr"])


def _calm_link(attributes: dict[tuple[str | None, str] | str, str], new: bool = False) -> dict[tuple[str | None, str] | str, str]:
    attributes[(None, "rel")] = "noopener noreferrer nofollow ugc"
    return attributes


_cleaner = bleach.Cleaner(
    tags=TAGS,
    attributes={"a": ["href"]},
    protocols=PROTOCOLS,
    strip=True,
    strip_comments=True,
    filters=[lambda source: bleach.linkifier.LinkifyFilter(source, callbacks=[nofollow, _calm_link], skip_tags={"code"})],
)


def rendered(source: str) -> str:
    """Safe HTML of a Markdown source, made once when it is saved. Whatever goes wrong gives escaped plain text."""
    text = source[:MOST_CHARACTERS]
    try:
        return str(_cleaner.clean(_markdown.render(text)))
    except (ValueError, RecursionError, IndexError, KeyError, TypeError) as error:
        log.warning("text could not be rendered", extra={"event": "html.fallback", "error": type(error).__name__})
        return "<p>" + stdlib_html.escape(text).replace("\n", "<br>") + "</p>"


def rich(stored: str) -> Markup:
    """Show HTML that `rendered` made. The only place where text becomes markup."""
    return Markup(stored)


def drawing(svg: str) -> Markup:
    """Show an icon that the asset build took from its package."""
    return Markup(svg)
