"""The life of a request: its door, one commit, its headers, and a plain page when something goes wrong."""

from __future__ import annotations

import logging
import secrets
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, flash, g, redirect, render_template, request, session, url_for
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter
from werkzeug.wrappers import Response as AnyResponse

from hub.config import Settings
from hub.core import access, drafts
from hub.core.access import viewer
from hub.core.db import commit, db, rollback
from hub.core.forms import DRAFT_BUTTON, AlreadyDone, outcome_of, remember_outcome
from hub.core.text import N_, translated

log = logging.getLogger("peerhuis.web")
csrf = CSRFProtect()
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


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

    def dispatch_request(self) -> AnyResponse:  # type: ignore[override]
        """Run the view; commit when it was asked to change something and did not refuse."""
        response = self.make_response(super().dispatch_request())
        if request.method in UNSAFE and response.status_code < 400:
            remember_outcome(response.location)
            commit()
        else:
            rollback()
        return response


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


def say(sentence: str) -> None:
    """One calm sentence on the next page. Translate it before, where it has names in it."""
    flash(sentence)


def own_path(target: str | None) -> str | None:
    """A path of this site to go on to, or None (R-WEB-12): nothing that a browser could read as another host."""
    if (
        not target
        or not target.startswith("/")
        or target[1:2] in ("/", "\\")
        or any(c <= " " or c == "\\" for c in target)
    ):
        return None
    try:
        current_app.url_map.bind("localhost").match(urlsplit(target).path, method="GET")
    except HTTPException:
        return None
    return target


def init_app(app: Flask) -> None:
    """Everything that happens around a view."""
    csrf.init_app(app)
    app.url_map.converters["public_id"] = PublicIdConverter
    app.url_map.converters["slug"] = SlugConverter
    app.before_request(_begin)
    app.after_request(_headers)
    app.register_error_handler(CSRFError, _old_form)
    app.register_error_handler(AlreadyDone, _twice)
    app.register_error_handler(HTTPException, _plain_error)
    for kind in (OperationalError, PoolTimeout):
        app.register_error_handler(kind, _database_gone)
    app.register_error_handler(IntegrityError, _conflict)
    app.register_error_handler(Exception, _last_resort)


def before_guard(app: Flask) -> None:
    """Registered last, so that the door is asked after everything else is known."""
    app.before_request(_guard)


def _begin() -> None:
    g.request_id = secrets.token_hex(8)
    g.csp_nonce = secrets.token_urlsafe(16)
    g.personal = access.door_of(current_app, request.endpoint) != "secret_link" and not request.path.endswith(".ics")
    if request.method in UNSAFE and not _from_here():
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
        _keep_typed()
    answer = access.guard(current_app)
    if answer is None and request.method == "POST" and DRAFT_BUTTON in request.form and viewer() is not None:
        _keep_typed()
        say(translated(N_("Je concept is bewaard. Je kunt later verder.")))
        return redirect(request.path, 303)
    return answer


def _keep_typed() -> bool:
    fields = [(name, text) for name, texts in request.form.lists() for text in texts]
    return drafts.keep(drafts.owner_here(session), request.path, fields)


def _old_form(error: CSRFError) -> AnyResponse:
    """A form of an ended or another session: keep what was typed, show the form again with a fresh mark."""
    rollback()
    door = access.door_of(current_app, request.endpoint)
    shows_form = own_path(request.path) is not None
    if door == "public" and not shows_form or request.path == url_for("drafts.keep_draft"):
        return _error_page(400)
    if _keep_typed():
        say(
            translated(N_("Deze pagina stond lang open. Wat je typte is bewaard. Kijk het na en verstuur het opnieuw."))
        )
    else:
        say(translated(N_("Deze pagina stond lang open. Probeer het nog een keer.")))
    return redirect(request.path if shows_form else url_for("home.home"), 303)


def _twice(error: AlreadyDone) -> AnyResponse:
    """The first sending counts; the second changes nothing and says so."""
    rollback()
    say(translated(N_("Dit formulier was al verstuurd. Er is niets dubbel gedaan.")))
    return redirect(own_path(outcome_of(error.token)) or url_for("home.home"), 303)


def _plain_error(error: HTTPException) -> AnyResponse:
    rollback()
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()  # a redirect of the router, or an answer made elsewhere
    response = _error_page(error.code)
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    retry = getattr(error, "retry_after", None)
    if retry is not None:
        response.headers["Retry-After"] = str(int(retry))
    return response


def _database_gone(error: Exception) -> AnyResponse:
    """The database does not answer, or a lock took too long: nothing was saved, and the page says so."""
    log.error("database", exc_info=error, extra={"event": "database.gone", "request_id": g.get("request_id", "-")})
    rollback()
    response = _error_page(503)
    response.headers["Retry-After"] = "10"
    return response


def _conflict(error: IntegrityError) -> AnyResponse:
    """Somebody else was first, and the action did not expect it: nothing was saved."""
    log.error("conflict", exc_info=error, extra={"event": "database.conflict", "request_id": g.get("request_id", "-")})
    rollback()
    return _error_page(409)


def _last_resort(error: Exception) -> AnyResponse:
    """Whatever nobody expected: a plain page with a number that stands in the log, no trace (R-WEB-14)."""
    log.error("unexpected", exc_info=error, extra={"event": "error", "request_id": g.get("request_id", "-")})
    if current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    rollback()
    return _error_page(500)


def _error_page(code: int) -> AnyResponse:
    """The plain page of an error: with the house around it when that can be drawn, without it otherwise."""
    if not g.get("personal", True):
        return Response(f"{code}\n", status=code, mimetype="text/plain")
    name = f"errors/{code}.html"
    try:
        body = render_template(
            name
            if name in current_app.jinja_env.list_templates(filter_func=lambda n: n == name)
            else ("errors/4xx.html" if code < 500 else "errors/500.html"),
            code=code,
            typed=_typed(),
            request_id=g.get("request_id", "-"),
        )
    except Exception as error:  # the database or a template is broken: say it without either
        log.error("error page", exc_info=error, extra={"event": "error.page"})
        body = _BARE.format(code=code, number=g.get("request_id", "-"))
    return Response(body, status=code, mimetype="text/html")


def _typed() -> list[str]:
    """The longer texts of a refused form, to be shown back so that nothing is lost."""
    if request.method != "POST" or request.content_length and request.content_length > 500_000:
        return []
    return [text for name, text in drafts.worth_keeping(request.form.items(multi=True)) if len(text) > 20]


_BARE = (
    '<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Er ging iets mis</title></head><body><main>'
    "<h1>Er ging iets mis</h1><p>Dat ligt niet aan jou. Probeer het over een paar minuten opnieuw.</p>"
    "<p>Blijft het zo? Noem dan dit nummer: {number} ({code}).</p></main></body></html>"
)


def _headers(response: Response) -> Response:
    """Security headers on every answer, errors included (R-WEB-01, 03, 07)."""
    headers = response.headers
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers["Referrer-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), interest-cohort=()"
    headers["Cross-Origin-Opener-Policy"] = headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["X-Frame-Options"] = "DENY"
    if settings().behind_tls:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if response.mimetype == "text/html":
        headers["Content-Security-Policy"] = (
            f"default-src 'none'; script-src 'self' 'nonce-{g.get('csp_nonce', '')}'; style-src 'self'; img-src 'self'; "
            "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
        )
        headers.setdefault("Cache-Control", "no-store")
        if not g.get("indexed"):
            headers["X-Robots-Tag"] = "noindex, noarchive"
    return response
