"""Responding to an assignment, with a page in between that says who reads it; and stepping back."""

from __future__ import annotations

from flask import abort, request
from werkzeug.wrappers import Response

from hub.core import clock, drafts
from hub.core.access import members_only, viewer
from hub.core.drafts import drop, form_from_draft
from hub.core.limits import limited
from hub.core.text import N_, translated
from hub.core.web import Refused, say, see_other
from hub.exchange.actions import answering as actions
from hub.exchange.actions.answering import Words
from hub.exchange.forms import PlainForm, RespondForm
from hub.exchange.models import Assignment
from hub.exchange.queries import responses
from hub.exchange.rules import answering
from hub.exchange.views import parts
from hub.exchange.views.blueprint import blueprint

MOST_RESPONSES_A_DAY = "20 per day"


@blueprint.route("/opdrachten/<public_id:public_id>/reageren", methods=["GET", "POST"])
@members_only
def respond(public_id: str) -> Response:
    """Write a response, look at it once more, and send it."""
    found, at = parts.seen_assignment(public_id), clock.now()
    refused = answering.why_not_respond(found, viewer().id, responses.response_of(viewer(), found), at) or ""
    form = form_from_draft(RespondForm)
    if not form.validate_on_submit() or "_terug" in request.form:
        shown = refused if request.method == "POST" else ""
        return _form(found, form, shown, why_not=refused if request.method == "GET" else "")
    if not refused and "_zeker" not in request.form:
        return parts.form_page(
            "exchange/respond_check.html", form, assignment=found, crumbs=parts.crumbs(found, translated(N_("Controleren")))
        )
    if not refused:
        limited(MOST_RESPONSES_A_DAY, "response", viewer().public_id)
        refused = _send(found, form)
    if refused:
        drafts.keep_typed()  # also when the page is left now: nothing typed is lost
        return _form(found, form, refused)
    sent = translated(N_("Je reactie is verstuurd aan %(name)s. Je hoort het als er een antwoord is."))
    say(sent % {"name": found.poster.name})
    return see_other("exchange.assignment", public_id=public_id)


def _send(found: Assignment, form: RespondForm) -> str:
    """Send it. Gives why not, when it could not be sent."""
    words = Words(form.why.data or "", form.available.data or "", form.stand_in.data or "")
    try:
        actions.respond(found, viewer(), words, clock.now())
    except Refused as no:
        return no.reason
    drop()
    return ""


def _form(found: Assignment, form: RespondForm, refused: str, why_not: str = "") -> Response:
    return parts.form_page(
        "exchange/respond.html",
        form,
        refused=refused,
        why_not=why_not,
        assignment=found,
        crumbs=parts.crumbs(found, translated(N_("Reageren"))),
    )


@blueprint.route("/opdrachten/<public_id:public_id>/reactie-intrekken", methods=["GET", "POST"])
@members_only
def step_back(public_id: str) -> Response:
    """Withdraw one's own response, after a page that says what that does. No reason is asked."""
    found, form, refused = parts.seen_assignment(public_id), PlainForm(), ""
    mine = responses.response_of(viewer(), found) or abort(404)
    if form.validate_on_submit():
        try:
            actions.step_back(found, viewer(), clock.now())
        except Refused as no:
            refused = no.reason
        else:
            say(translated(N_("Je reactie is ingetrokken. Je hoeft niets uit te leggen.")))
            return see_other("exchange.assignment", public_id=public_id)
    return parts.form_page(
        "exchange/step_back.html",
        form,
        refused=refused,
        assignment=found,
        is_chosen=answering.takes_part(mine),
        why_not=answering.why_not_take_back(found, mine),
        crumbs=parts.crumbs(found, translated(N_("Reactie intrekken"))),
    )
