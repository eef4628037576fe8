"""What programs ask for: robots, where to report a leak, the small drawing, and whether we are well."""

from __future__ import annotations

import shutil
from datetime import timedelta

from flask import Blueprint, Response, abort, current_app, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from hub.config import is_loopback
from hub.core import clock
from hub.core.access import public
from hub.core.due import worker_is_fresh
from hub.core.web import settings
from hub.home.actions import prove_writing
from hub.home.rules import helper_of, why_not_ready

blueprint = Blueprint("machines", __name__)

OPEN_PAGES = ("home.home", "home.get_help", "home.rules_of_the_house", "home.privacy", "home.words")
# Google's importer of calendars obeys this file, so every feed is allowed, the secret ones too (nobody links them).
OPEN_PATHS = ("/agenda$", "/agenda/alle.ics", "/agenda/tag/", "/agenda/regio/", "/agenda/mijn/*.ics", "/e/*.ics", "/static/")
VALID = timedelta(days=180)


@blueprint.get("/robots.txt")
@public
def robots() -> AnyResponse:
    """Front pages and calendars may be fetched; nothing else."""
    pages = [url_for(endpoint) for endpoint in OPEN_PAGES]
    allowed = [*(f"{path}$" for path in pages), *OPEN_PATHS]
    lines = ["User-agent: *", *(f"Allow: {path}" for path in allowed), "Disallow: /"]
    return _plain(lines)


@blueprint.get("/.well-known/security.txt")
@public
def security() -> AnyResponse:
    """Where to report a leak (RFC 9116)."""
    addresses = [helper_of(one).address for one in settings().contact_persons]
    contacts = [f"Contact: mailto:{address}" for address in addresses if address]
    month = clock.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return _plain(
        [
            *(contacts or [f"Contact: {settings().origin}{url_for('home.get_help')}"]),
            f"Expires: {(month + VALID).strftime('%Y-%m-%dT%H:%M:%SZ')}",
            "Preferred-Languages: nl, en",
            f"Canonical: {settings().origin}{url_for('machines.security')}",
        ]
    )


@blueprint.get("/favicon.ico")
@public
def favicon() -> AnyResponse:
    """Browsers ask for this name whatever the page says."""
    return redirect(url_for("static", filename="icon.svg"), 301)


@blueprint.get("/healthz")
@public
def healthy() -> AnyResponse:
    """Whether this process lives; says nothing else."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@public
def ready() -> AnyResponse:
    """Whether this installation can do its work. Only this machine may ask."""
    if not is_loopback(request.remote_addr or ""):
        abort(404)
    disk = shutil.disk_usage(current_app.instance_path if settings().instance.exists() else "/")
    at = clock.now()
    writes = prove_writing(at)
    reasons = why_not_ready(writes, writes and worker_is_fresh(at), disk.free / disk.total)
    response = jsonify(status="not ready" if reasons else "ready", missing=reasons)
    response.status_code = 503 if reasons else 200
    return response


def _plain(lines: list[str]) -> Response:
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
