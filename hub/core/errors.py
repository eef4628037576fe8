"""When something goes wrong: a plain page, a way on, and nothing lost that was typed."""

from __future__ import annotations

import logging

from flask import Flask, Response, current_app, g, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from jinja2 import Template
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from hub.core import access, drafts
from hub.core.db import rollback
from hub.core.going import own_path, say
from hub.core.once import AlreadyDone, outcome_of
from hub.core.text import N_, translated

log = logging.getLogger("peerhuis.errors")


def init_app(app: Flask) -> None:
    """Every kind of trouble has its page."""
    app.register_error_handler(CSRFError, _old_form)
    app.register_error_handler(AlreadyDone, _twice)
    app.register_error_handler(HTTPException, _plain_error)
    for kind in (OperationalError, PoolTimeout):
        app.register_error_handler(kind, _database_gone)
    app.register_error_handler(IntegrityError, _conflict)
    app.register_error_handler(Exception, _last_resort)


def _old_form(error: CSRFError) -> AnyResponse:
    """A form of an ended or another session: keep what was typed, show the form again with a fresh mark."""
    rollback()
    door = access.door_of(current_app, request.endpoint)
    shows_form = own_path(request.path) is not None
    if (door == "public" and not shows_form) or request.path == url_for("drafts.keep_draft"):
        return _error_page(400)
    if drafts.keep_typed():
        say(translated(N_("Deze pagina stond lang open. Wat je typte is bewaard. Kijk het na en verstuur het opnieuw.")))
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
    names: list[str | Template] = [f"errors/{code}.html", "errors/4xx.html" if code < 500 else "errors/500.html"]
    try:
        body = render_template(names, code=code, typed=_typed(), request_id=g.get("request_id", "-"))
    except Exception as error:  # the database or a template is broken: say it without either
        log.error("error page", exc_info=error, extra={"event": "error.page"})
        body = _BARE.format(code=code, number=g.get("request_id", "-"))
    return Response(body, status=code, mimetype="text/html")


def _typed() -> list[str]:
    """The longer texts of a refused form, to be shown back so that nothing is lost."""
    if request.method != "POST" or (request.content_length or 0) > 500_000:
        return []
    return [text for name, text in drafts.worth_keeping(request.form.items(multi=True)) if len(text) > 20]


_BARE = (
    '<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Er ging iets mis</title></head><body><main>'
    "<h1>Er ging iets mis</h1><p>Dat ligt niet aan jou. Probeer het over een paar minuten opnieuw.</p>"
    "<p>Blijft het zo? Noem dan dit nummer: {number} ({code}).</p></main></body></html>"
)
