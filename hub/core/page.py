"""What every template may use: settings, viewer, looks, assets, icons, dates. Knows no feature."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, g, request, session, url_for
from jinja2 import StrictUndefined

from hub.core import html, text
from hub.core.access import viewer

BUILT = Path(__file__).resolve().parent.parent / "static" / "built"

LOOKS: dict[str, tuple[str, ...]] = {
    "weergave": ("gewoon", "prikkelarm"),
    "thema": ("apparaat", "dag", "avond", "sepia", "contrast"),
    "letters": ("100", "115", "130", "150"),
    "lettertype": ("gewoon", "literata", "systeem"),
    "ruimte": ("gewoon", "ruim", "heel-ruim"),
    "beweging": ("apparaat", "geen"),
    "geluid": ("uit", "zacht"),
}


class NotBuilt(Exception):
    """The assets were not built, or a name is not among them."""


@lru_cache(maxsize=1)
def manifest() -> dict[str, Any]:
    """Names of the built files with their hashed paths. Raises NotBuilt."""
    try:
        found: dict[str, Any] = json.loads((BUILT / "manifest.json").read_text())
    except FileNotFoundError as error:
        raise NotBuilt("run 'python assets/build.py' first") from error
    return found


@lru_cache(maxsize=1)
def icons() -> dict[str, str]:
    """The inlined drawings. Raises NotBuilt."""
    try:
        found: dict[str, str] = json.loads((BUILT / "icons.json").read_text())
    except FileNotFoundError as error:
        raise NotBuilt("run 'python assets/build.py' first") from error
    return found


def asset(name: str) -> str:
    """Address of a built file, with its hash in the name. Raises NotBuilt."""
    files = manifest().get("files", manifest())
    if name not in files:
        raise NotBuilt(name)
    return url_for("static", filename=f"built/{files[name]}")


def icon(name: str) -> Any:
    """A drawing to stand beside its text. Raises NotBuilt."""
    if name not in icons():
        raise NotBuilt(f"icon {name}")
    return html.drawing(icons()[name])


def display_choices() -> dict[str, str]:
    """The choices of /weergave: the account's, else this browser's, else the first of each."""
    if not g.get("personal", True):
        return {name: values[0] for name, values in LOOKS.items()}
    person = viewer()
    chosen = (person.look if person is not None else {}) or session.get("look", {})
    return {name: chosen[name] if chosen.get(name) in values else values[0] for name, values in LOOKS.items()}


def init_app(
    app: Flask,
    navigation: Callable[[], list[tuple[str, str, bool]]],
    own_links: Callable[[], list[tuple[str, str]]],
    footer_links: Callable[[], list[tuple[str, str]]],
) -> None:
    """Hand everything to Jinja; an unknown name in a template is an error."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        day=text.day, short_day=text.short_day, time_of_day=text.time_of_day, moment=text.moment, rich=html.rich, month=text.month
    )
    app.jinja_env.globals.update(
        asset=asset,
        icon=icon,
        navigation=navigation,
        display_choices=display_choices,
        own_links=own_links,
        footer_links=footer_links,
        logout_url=lambda: url_for("members.log_out"),
    )

    @app.context_processor
    def _context() -> dict[str, Any]:
        return {
            "settings": app.extensions["settings"],
            "here": request.path,
            "viewer": viewer if g.get("personal", True) else lambda: None,
            "csp_nonce": lambda: g.get("csp_nonce", ""),
        }
