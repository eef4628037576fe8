"""One assignment, as its poster, who responded, and everybody else see it; and the steps of its life."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import abort
from werkzeug.wrappers import Response

from hub.core import clock
from hub.core.access import members_only, viewer
from hub.core.text import N_, translated
from hub.core.web import Refused, page, say, see_other
from hub.exchange.actions import answering as doing
from hub.exchange.actions import posting as actions
from hub.exchange.forms import PlainForm
from hub.exchange.models import Assignment
from hub.exchange.models import Response as Answer
from hub.exchange.queries import board, fitting, responses
from hub.exchange.rules import answering, life, timeline, wording
from hub.exchange.views import parts
from hub.exchange.views.blueprint import blueprint


@blueprint.get("/opdrachten/<public_id:public_id>")
@members_only
def assignment(public_id: str) -> Response:
    """An assignment with everything one must know, and what one can do now."""
    found, at = parts.seen_assignment(public_id), clock.now()
    is_mine = found.poster_id == viewer().id
    mine = None if is_mine else responses.response_of(viewer(), found)
    known = parts.names()
    kind, word = wording.status_for(found, mine.state if mine else None, is_mine, at)
    return page(
        "exchange/assignment.html",
        assignment=found,
        is_mine=is_mine,
        mine=mine,
        badge=(kind, translated(word)),
        facts=parts.facts(found, at, known),
        access=parts.access_facts(found),
        organisation=found.organisation if answering.may_read_organisation(found, viewer().id, mine) else "",
        can_respond=answering.why_not_respond(found, viewer().id, mine, at) is None,
        can_step_back=mine is not None and answering.why_not_take_back(found, mine) is None,
        reason=translated(answering.REASONS[mine.reason]) if mine and mine.reason else "",
        **_course(found, mine, is_mine, at),
        **_offered(found, is_mine, known),
        crumbs=parts.crumbs(found),
    )


def _course(found: Assignment, mine: Answer | None, is_mine: bool, at: datetime) -> dict[str, Any]:
    """The timeline and the buttons that move it, for who is in it."""
    inside = is_mine or answering.takes_part(mine)
    waiting = responses.waiting_count(viewer(), found) if is_mine else 0
    steps = timeline.for_poster(found, waiting) if is_mine and found.state != life.DRAFT else []
    if mine is not None:
        steps = timeline.for_responder(found, mine, found.poster.name)
    return {
        "timeline": parts.shown_steps(steps),
        "waiting": waiting,
        "taking_part": responses.settled_with(viewer(), found) if is_mine and found.state != life.DRAFT else [],
        "can_start": inside and life.why_not_start(found) is None,
        "can_finish": inside and life.why_not_finish(found) is None,
        "can_renew": is_mine and life.why_not_renew(found, at) is None,
        "can_withdraw": is_mine and life.why_not_withdraw(found) is None,
        "can_change": is_mine and life.why_not_change(found, board.has_responses(found)) is None,
    }


def _offered(found: Assignment, is_mine: bool, known: dict[str, dict[str, str]]) -> dict[str, Any]:
    """Why it was brought to the viewer's notice: worked out now, for the viewer alone."""
    if is_mine or not fitting.was_offered(viewer(), found):
        return {"offered": False, "why_seen": []}
    why = fitting.reasons_for(viewer(), found)
    lived = translated(N_("Op je profiel staat de ervaring %(name)s. De plaatser mag je daarop vinden."))
    does = translated(N_("Op je profiel staat dat je dit werk doet: %(name)s. De plaatser mag dat zien."))
    lines = [lived % {"name": name} for name in why.experiences]
    lines += [does % {"name": known["work"].get(slug, slug)} for slug in why.work_forms]
    return {"offered": True, "why_seen": lines}


@blueprint.route("/opdrachten/<public_id:public_id>/intrekken", methods=["GET", "POST"])
@members_only
def withdraw(public_id: str) -> Response:
    """Take it off the board, or throw a draft away, after a page that says what that does."""
    found, form = parts.own_assignment(public_id), PlainForm()
    is_draft, refused = found.state == life.DRAFT, ""
    if form.validate_on_submit():
        try:
            actions.throw_away(found) if is_draft else actions.withdraw(found, clock.now())
        except Refused as no:
            refused = no.reason
        else:
            if is_draft:
                say(translated(N_("De opdracht is weg. Niemand heeft hem gezien.")))
                return see_other("exchange.mine")
            say(translated(N_("De opdracht is ingetrokken. Wie reageerde, krijgt een seintje.")))
            return see_other("exchange.assignment", public_id=public_id)
    return parts.form_page(
        "exchange/withdraw.html",
        form,
        refused=refused,
        assignment=found,
        is_draft=is_draft,
        why_not=None if is_draft else life.why_not_withdraw(found),
        waiting=responses.waiting_count(viewer(), found),
        crumbs=parts.crumbs(found, translated(N_("Intrekken"))),
    )


@blueprint.post("/opdrachten/<public_id:public_id>/verlengen")
@members_only
def renew(public_id: str) -> Response:
    """Two more weeks for responses, in one tap."""
    found = parts.own_assignment(public_id)
    return _step(found, lambda at: actions.renew(found, at), N_("Reageren kan nu langer. De nieuwe dag staat hieronder."))


@blueprint.post("/opdrachten/<public_id:public_id>/begonnen")
@members_only
def start(public_id: str) -> Response:
    """The work began."""
    found = _taking_part(public_id)
    return _step(found, lambda at: doing.start(found, viewer(), at), N_("Het werk is begonnen. Wie meedoet, krijgt een seintje."))


@blueprint.post("/opdrachten/<public_id:public_id>/klaar")
@members_only
def finish(public_id: str) -> Response:
    """The work is done."""
    found = _taking_part(public_id)
    return _step(found, lambda at: doing.finish(found, viewer(), at), N_("Het werk is klaar. Wie meedoet, krijgt een seintje."))


def _taking_part(public_id: str) -> Assignment:
    """An assignment of the viewer, or one that they were chosen for; else there is no such page."""
    found = parts.seen_assignment(public_id)
    if found.poster_id != viewer().id and not answering.takes_part(responses.response_of(viewer(), found)):
        abort(404)
    return found


def _step(found: Assignment, act: Callable[[datetime], object], done: str) -> Response:
    """Do it, or say how it stands; both on the page of the assignment."""
    try:
        act(clock.now())
    except Refused as no:
        say(translated(no.reason))
    else:
        say(translated(done))
    return see_other("exchange.assignment", public_id=found.public_id)
