"""Going on after a request: the next sentence, and where it is safe to go."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, flash
from werkzeug.exceptions import HTTPException


def say(sentence: str) -> None:
    """One calm sentence on the next page. Translate it before, where it has names in it."""
    flash(sentence)


def own_path(target: str | None) -> str | None:
    """A path of this site to go on to, or None (R-WEB-12): nothing that a browser could read as another host."""
    if not target or not target.startswith("/") or target[1:2] in ("/", "\\") or any(c <= " " or c == "\\" for c in target):
        return None
    try:
        current_app.url_map.bind("localhost").match(urlsplit(target).path, method="GET")
    except HTTPException:
        return None
    return target
