"""The life of a request: its door, one commit, its headers, and a plain page when something goes wrong."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError, CSRFProtect, validate_csrf
from werkzeug.routing import BaseConverter
from werkzeug.wrappers import Response as AnyResponse
from wtforms.validators import ValidationError

from hub.config import Settings
from hub.core import access, compress, drafts, errors, logs
from hub.core.access import viewer
from hub.core.db import commit, db, rollback
from hub.core.forms import DRAFT_BUTTON
from hub.core.going import own_path, say
from hub.core.once import remember_outcome
from hub.core.text import N_, translated

__all__ = ["Application", "Refused", "own_path", "page", "page_number", "say", "see_other", "settings"]

# What every answer says, also those that leave by the hatch (hub/core/hatch.py).
SECURITY = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), interest-cohort=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("X-Frame-Options", "DENY"),
)
ONLY_TLS = "max-age=31536000"
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


class FormProtection(CSRFProtect):
    """Flask-WTF's protection of forms, which also knows the old keys while SECRET_KEY is being changed (R-SEC-03)."""

    def protect(self, apply_exemptions: bool = False) -> None:
        """Refuse an unsafe request without the mark of one of our pages. Raises CSRFError."""
        try:
            super().protect(apply_exemptions)
        except CSRFError:
            if not any(self._signed_with(key) for key in settings().secret_key_fallbacks):
                raise
            g.csrf_valid = True

    def _signed_with(self, key: str) -> bool:
        try:
            validate_csrf(self._get_csrf_token(), secret_key=key)
        except ValidationError:
            return False
        return True


csrf = FormProtection()


class Refused(Exception):
    """An action said no. The reason is one of the named reasons in the feature's rules."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class PublicIdConverter(BaseConverter):
    """`<public_id:id>` in a route: 20 characters base32; anything else is no address of ours."""

    regex = "[a-z2-7]{20}"


class SlugConverter(BaseConverter):
    """`<slug:name>` in a route."""

    regex = "[a-z0-9]+(?:-[a-z0-9]+)*"


class Application(Flask):
    """Flask, with one commit per request at the one place where its answer is known."""

    def dispatch_request(self) -> AnyResponse:
        """Run the view; commit when it was asked to change something and did not refuse."""
        response = self.make_response(super().dispatch_request())
        logs.note_who()
        if request.method in UNSAFE and response.status_code < 400:
            remember_outcome(response.location)
            commit()
        else:
            if self.testing and request.method not in UNSAFE:
                _nothing_changed()
            rollback()
        return response


class ChangedByReading(Exception):
    """A page that was only asked for changed something: it would be lost, and must not be (R-CSRF-02)."""


def _nothing_changed() -> None:
    """In tests: a GET leaves nothing behind that wants to be saved."""
    left = [*db.session.new, *db.session.deleted, *(one for one in db.session.dirty if db.session.is_modified(one))]
    if left:
        raise ChangedByReading(f"{request.endpoint}: {type(left[0]).__name__}")


def settings() -> Settings:
    """The app's settings."""
    found: Settings = current_app.extensions["settings"]
    return found


def page(template: str, status: int = 200, **context: Any) -> AnyResponse:
    """A whole page, rendered from what queries loaded."""
    return Response(render_template(template, **context), status=status, mimetype="text/html")


def see_other(endpoint: str, _anchor: str | None = None, **values: Any) -> AnyResponse:
    """After a change: show the page where its effect is seen."""
    return redirect(url_for(endpoint, _anchor=_anchor, **values), 303)


def page_number() -> int:
    """Which page of a list was asked for. What is no number is no page: 404."""
    given = request.args.get("pagina", "1")
    if not given.isascii() or not given.isdigit() or len(given) > 6:
        abort(404)
    return int(given)


def init_app(app: Flask) -> None:
    """Everything that happens around a view."""
    csrf.init_app(app)
    app.url_map.converters["public_id"] = PublicIdConverter
    app.url_map.converters["slug"] = SlugConverter
    app.before_request(_begin)
    app.after_request(_headers)
    compress.init_app(app)
    errors.init_app(app)


def before_guard(app: Flask) -> None:
    """Registered last, so that the door is asked after everything else is known."""
    for endpoint, view in app.view_functions.items():
        if access.door_of(app, endpoint) == "secret_link":
            csrf.exempt(view)  # the secret in the address is the protection; mail programs post there by themselves
    app.before_request(_guard)


def _begin() -> None:
    g.request_id = secrets.token_hex(8)
    g.csp_nonce = secrets.token_urlsafe(16)
    by_secret = access.door_of(current_app, request.endpoint) == "secret_link"
    g.personal = not by_secret and not request.path.endswith(".ics")
    # Where there is no such route, the router says so itself: 404, or 405 with what is allowed.
    if request.method in UNSAFE and request.endpoint and not by_secret and not _from_here():
        abort(403)


def _from_here() -> bool:
    """Unsafe requests come from our own pages (R-CSRF-02). Browsers always send Origin or Referer with them."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return False
    source = request.headers.get("Origin") or request.headers.get("Referer") or ""
    parts = urlsplit(source)
    ours = {settings().origin}
    if not settings().is_production:
        ours.add(request.host_url.rstrip("/"))
    return f"{parts.scheme}://{parts.netloc}" in ours


def _guard() -> AnyResponse | None:
    """Ask the door. What a person typed is kept when the session has ended, or when they ask for a draft."""
    door = access.door_of(current_app, request.endpoint)
    if request.method == "POST" and door in access.PERSONAL and viewer() is None:
        drafts.keep_typed()
    answer = access.guard(current_app)
    if answer is None and request.method == "POST" and DRAFT_BUTTON in request.form and viewer() is not None:
        drafts.keep_typed()
        say(translated(N_("Je concept is bewaard. Je kunt later verder.")))
        return redirect(request.path, 303)
    return answer


def _headers(response: Response) -> Response:
    """Security headers on every answer, errors included (R-WEB-01, 03, 07)."""
    headers = response.headers
    for name, value in SECURITY:
        headers[name] = value
    if settings().behind_tls:
        headers["Strict-Transport-Security"] = ONLY_TLS
    if response.mimetype == "text/html":
        headers["Content-Security-Policy"] = (
            f"default-src 'none'; script-src 'self' 'nonce-{g.get('csp_nonce', '')}'; style-src 'self'; "
            "img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
            "object-src 'none'; frame-ancestors 'none'"
        )
        headers.setdefault("Cache-Control", "no-store")
        if not g.get("indexed"):
            headers["X-Robots-Tag"] = "noindex, noarchive"
    return response
