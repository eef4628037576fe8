"""Doors: every route names who may come in. The app refuses to start on a route without one.

Whoever is signed in but lacks the door gets the 404 of an absent page; a visitor is shown where to log in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar, cast

from flask import Flask, Response, abort, redirect, request, session, url_for
from flask_login import current_user

View = TypeVar("View", bound=Callable[..., Any])

DOOR = "__door__"
# In the session of an account that has not said yes to the house rules: it is asked before anything else.
RULES_FIRST = "rules_first"


class Person(Protocol):
    """What a door needs to know of an account. `members` brings it."""

    id: int
    public_id: str
    name: str

    def get_id(self) -> str:
        """Key under which sessions and drafts know the account."""

    def may_pass(self, door: str) -> bool:
        """Whether the account may come in by this door now."""


class RouteWithoutDoor(Exception):
    """A route that does not say who may come in."""


def _door(name: str) -> Callable[[View], View]:
    def mark(view: View) -> View:
        setattr(view, DOOR, name)
        return view

    return mark


public = _door("public")  # everybody
secret_link = _door("secret_link")  # whoever holds the address; no session is read or set
arriving = _door("arriving")  # any account, also before its yes to the house rules
signed_in = _door("signed_in")  # any account: applicant, partner, member
members_only = _door("members_only")  # welcomed, not suspended
moderators_only = _door("moderators_only")
operators_only = _door("operators_only")

PERSONAL = ("arriving", "signed_in", "members_only", "moderators_only", "operators_only")


def viewer() -> Any:
    """The account that is looking, or None for a visitor."""
    return current_user._get_current_object() if current_user and current_user.is_authenticated else None


def door_of(app: Flask, endpoint: str | None) -> str | None:
    """The door of a route, None for an address that does not exist."""
    return getattr(app.view_functions.get(endpoint or ""), DOOR, None)


def check_doors(app: Flask) -> None:
    """Refuse to start when a route has no door. Raises RouteWithoutDoor."""
    missing = sorted({rule.rule for rule in app.url_map.iter_rules() if door_of(app, rule.endpoint) is None})
    if missing:
        raise RouteWithoutDoor(", ".join(missing))


def guard(app: Flask) -> Response | None:
    """Before each request: let in, show where to log in, or answer as if there were nothing here."""
    door = door_of(app, request.endpoint)
    if door not in PERSONAL:
        return _rules_first() if request.path == "/" else None
    person = viewer()
    if person is None:
        if request.method in ("GET", "HEAD"):
            return cast(Response, redirect(url_for("members.log_in", next=request.full_path.rstrip("?")), 303))
        return cast(Response, redirect(url_for("members.log_in", next=request.path), 303))
    if not person.may_pass(door):
        abort(404)
    return None if door == "arriving" else _rules_first()


def _rules_first() -> Response | None:
    """Whoever has not said yes to the house rules reads them first (R-AUTH-12); afterwards they go on to this page."""
    if viewer() is None or not session.get(RULES_FIRST):
        return None
    target = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else request.path
    return cast(Response, redirect(url_for("members.agree", next=target), 303))
