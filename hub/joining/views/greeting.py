"""Greeting a newcomer: the page of the member who was asked."""

from __future__ import annotations

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from hub.core import clock
from hub.core.access import members_only, viewer
from hub.core.text import N_, translated
from hub.core.web import Refused, own_path, page, say, see_other
from hub.joining import actions, queries, rules
from hub.joining.forms import GreetForm

blueprint = Blueprint("greeting", __name__)

SAID = {
    "yes": N_("Fijn dat je het doet. Hieronder staat wat je kunt schrijven."),
    "not_now": N_("Dat is goed. Een moderator vraagt iemand anders."),
    "done": N_("Dank je wel voor het begroeten."),
}


@blueprint.route("/begroeten/<public_id:greeting>", methods=["GET", "POST"])
@members_only
def greet(greeting: str) -> Response:
    """Say yes, not now, or done; and what one could write."""
    found = queries.greeting_for(viewer(), greeting, lock=request.method == "POST") or abort(404)
    form, refused = GreetForm(), None  # what is wrong stands in the summary alone: the choice is made by two buttons
    if form.validate_on_submit():
        try:
            actions.reply(found, form.said.data, clock.now())
        except Refused as no:
            refused = no.reason
        else:
            say(translated(SAID[form.said.data]))
            return see_other("home.home") if form.said.data == "not_now" else see_other("greeting.greet", greeting=greeting)
    if form.errors:
        refused, form = rules.PRESS_A_BUTTON, GreetForm(formdata=None)
    return page(
        "joining/greet.html",
        422 if refused else 200,
        form=form,
        refused=refused,
        greeting=found,
        able=rules.greeting_answers(found),
        contact_path=own_path(f"/leden/{found.newcomer.public_id}/contact"),
    )
