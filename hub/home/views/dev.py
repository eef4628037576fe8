"""Pages for who builds: every component, and the letters that did not leave this machine. Never in production."""

from __future__ import annotations

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from hub.core.access import public
from hub.core.web import page, settings
from hub.home.forms import SampleForm
from hub.home.queries.letters import letters

blueprint = Blueprint("dev", __name__)


@blueprint.before_request
def _only_while_building() -> None:
    if settings().is_production:
        abort(404)


@blueprint.get("/dev/componenten")
@public
def components() -> Response:
    """Every component in every state."""
    wrong = SampleForm(formdata=None, prefix="fout-")
    wrong.validate()
    return page("home/components.html", form=SampleForm(formdata=None), wrong=wrong)


@blueprint.get("/dev/post")
@public
def post() -> Response:
    """The letters that would have been sent, newest first."""
    return page("home/post.html", letters=letters(settings()))
