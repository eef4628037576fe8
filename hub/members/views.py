"""Logging in and out."""

from __future__ import annotations

from flask import Blueprint, session
from flask_security.utils import logout_user
from werkzeug.wrappers import Response

from hub.core.access import public
from hub.core.web import page, see_other

blueprint = Blueprint("members", __name__)


@blueprint.route("/inloggen", methods=["GET", "POST"])
@public
def log_in() -> Response:
    """The log-in page."""
    return page("members/log_in.html")


@blueprint.post("/uitloggen")
@public
def log_out() -> Response:
    """End this session; the browser forgets what it kept of our pages."""
    logout_user()
    session.clear()
    response = see_other("home.home")
    response.headers["Clear-Site-Data"] = '"cache","storage"'
    return response
