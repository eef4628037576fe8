"""Home, public pages, help, how it looks, health: pages that show things of several features."""

from __future__ import annotations

from flask import Blueprint, abort, jsonify
from werkzeug.wrappers import Response

from hub.core.access import public
from hub.core.web import page, settings
from hub.home.forms import SampleForm

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@public
def home() -> Response:
    """The front page."""
    return page("home/home.html")


@blueprint.get("/dev/componenten")
@public
def components() -> Response:
    """Every component in every state, for who builds pages. Not there in production."""
    if settings().is_production:
        abort(404)
    wrong = SampleForm(formdata=None, prefix="fout-")
    wrong.validate()
    return page("home/components.html", form=SampleForm(formdata=None), wrong=wrong)


@blueprint.get("/healthz")
@public
def healthy() -> Response:
    """Whether this process lives; says nothing else."""
    return jsonify(status="ok")
