"""How the pages look: chosen once, kept in the account, or in this browser by who is not logged in."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, session
from werkzeug.wrappers import Response

from hub.core.access import public, viewer
from hub.core.page import display_choices
from hub.core.text import N_, translated
from hub.core.web import csrf, page, say, see_other
from hub.home.actions import keep_look
from hub.home.forms import DisplayForm

blueprint = Blueprint("display", __name__)

RESET = "terug"


@blueprint.route("/weergave", methods=["GET", "POST"])
@public
@csrf.exempt
def display() -> Response:
    """The choices of how the pages look.

    Looking at this page must not set a cookie, so a visitor's form has no mark of a session. Such a request still
    has to come from our own pages (its Origin is asked before any view); an account's form is protected as any other.
    """
    person: Any = viewer()
    if person is not None and request.method == "POST":
        csrf.protect()
    form = DisplayForm(data=display_choices(), meta={"csrf": person is not None})
    if RESET in request.form:
        return _keep(person, {})
    if form.validate_on_submit():
        return _keep(person, form.chosen())
    return page("home/display.html", status=422 if form.errors else 200, form=form)


def _keep(person: Any, look: dict[str, str]) -> Response:
    if person is not None:
        keep_look(person, look)
        say(translated(N_("Je keuze is bewaard bij je account.")))
    else:
        session["look"] = look
        say(translated(N_("Je keuze is bewaard in deze browser.")))
    return see_other("display.display")
