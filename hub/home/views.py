"""Home, public pages, help, how it looks, health: pages that show things of several features."""

from __future__ import annotations

from flask import Blueprint, jsonify
from werkzeug.wrappers import Response

from hub.core.access import public
from hub.core.web import page

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@public
def home() -> Response:
    """The front page."""
    return page("home/home.html")


@blueprint.get("/healthz")
@public
def healthy() -> Response:
    """Whether this process lives; says nothing else."""
    return jsonify(status="ok")
