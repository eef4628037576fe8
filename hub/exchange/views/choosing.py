"""Reading responses, choosing and declining: pages of the poster alone."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, request
from werkzeug.wrappers import Response

from hub.core import clock
from hub.core.access import members_only, viewer
from hub.core.drafts import drop, form_from_draft
from hub.core.text import N_, translated
from hub.core.web import Refused, page, say, see_other
from hub.exchange.actions import choosing as actions
from hub.exchange.actions.choosing import Kindly, NotSo
from hub.exchange.forms import ChooseForm, DeclineForm
from hub.exchange.models import Assignment
from hub.exchange.models import Response as Answer
from hub.exchange.queries import responses as queries
from hub.exchange.rules import answering, life
from hub.exchange.views import parts
from hub.exchange.views.blueprint import blueprint

RESPONSE = "/opdrachten/<public_id:public_id>/reacties/<public_id:response>"


@blueprint.get("/opdrachten/<public_id:public_id>/reacties")
@members_only
def responses(public_id: str) -> Response:
    """What was answered, in the order it came. Only the poster reads this."""
    found = parts.own_assignment(public_id)
    given = queries.responses_to(viewer(), found)
    return page(
        "exchange/responses.html",
        assignment=found,
        waiting=[one for one in given if one.state in answering.WAITING],
        taking_part=[one for one in given if one.state == answering.CHOSEN],
        declined=[one for one in given if one.state == answering.DECLINED],
        reasons={code: translated(said) for code, said in answering.REASONS.items()},
        is_choosing=found.state in life.CHOOSING,
        crumbs=parts.crumbs(found, translated(N_("Reacties"))),
    )


@blueprint.post(RESPONSE + "/korte-lijst")
@members_only
def shortlist(public_id: str, response: str) -> Response:
    """Put a response on the short list, or take it off."""
    found = parts.own_assignment(public_id)
    try:
        actions.shortlist(found, _response(found, response), clock.now())
    except Refused as no:
        say(translated(no.reason))
    return see_other("exchange.responses", public_id=public_id, _anchor=response)


@blueprint.route(RESPONSE + "/afwijzen", methods=["GET", "POST"])
@members_only
def decline(public_id: str, response: str) -> Response:
    """Decline one response, kindly, after seeing what the other will read."""
    found = parts.own_assignment(public_id)
    one, refused = _response(found, response), ""
    form = form_from_draft(DeclineForm)
    if form.validate_on_submit():
        kindly = Kindly(form.reason.data, form.note.data or "")
        try:
            actions.decline(found, one, kindly, clock.now())
        except Refused as no:
            refused = no.reason
        else:
            drop()
            say(translated(N_("%(name)s krijgt je antwoord.")) % {"name": one.member.name})
            return see_other("exchange.responses", public_id=public_id)
    return parts.form_page(
        "exchange/decline.html",
        form,
        refused=refused,
        assignment=found,
        response=one,
        why_not=None if refused else answering.why_not_decide(found, one),
        crumbs=parts.crumbs(found, translated(N_("Antwoord aan %(name)s")) % {"name": one.member.name}),
    )


@blueprint.route("/opdrachten/<public_id:public_id>/kiezen", methods=["GET", "POST"])
@members_only
def choose(public_id: str) -> Response:
    """Choose as many as are asked and decline the others, with a page in between that says what will happen."""
    found = parts.own_assignment(public_id)
    given = queries.responses_to(viewer(), found)
    waiting = [one for one in given if one.state in answering.WAITING]
    taken = len(queries.taken_places(found))
    form = form_from_draft(ChooseForm)
    form.offer([(one.public_id, one.member.name) for one in waiting])
    if not form.validate_on_submit() or "_terug" in request.form or not _holds(form, found, waiting, taken):
        return _form(found, form, waiting, taken)
    if "_zeker" not in request.form:
        return _check(found, form, waiting, taken)
    kindly = Kindly(form.reason.data or "", form.note.data or "")
    try:
        actions.choose(found, form.chosen.data or (), form.rest.data, kindly, clock.now())
    except NotSo as no:
        form.refuse(no.field, translated(no.reason) % {"left": no.left})
        return _form(found, form, waiting, taken)
    drop()
    say(translated(N_("Je keuze is verstuurd. Iedereen krijgt een eigen seintje.")))
    return see_other("exchange.assignment", public_id=public_id)


def _holds(form: ChooseForm, found: Assignment, waiting: Sequence[Answer], taken: int) -> bool:
    """Whether this choice holds; what a rule says against it stands at its field."""
    chosen = set(form.chosen.data or ())
    others = len(waiting) - len(chosen)
    wrong = answering.why_not_choose(found, taken, len(chosen), others, form.rest.data or "", form.reason.data or "")
    if wrong:
        form.refuse(wrong[0], translated(wrong[1]) % {"left": answering.places_left(found, taken)})
    return not wrong


def _check(found: Assignment, form: ChooseForm, waiting: Sequence[Answer], taken: int) -> Response:
    chosen = set(form.chosen.data or ())
    closes = answering.is_settled(found, taken + len(chosen), form.rest.data)
    return parts.form_page(
        "exchange/choose_check.html",
        form,
        assignment=found,
        picked=[one for one in waiting if one.public_id in chosen],
        others=[one for one in waiting if one.public_id not in chosen],
        closes=closes,
        reason=translated(answering.REASONS[form.reason.data]) if form.reason.data else "",
        crumbs=parts.crumbs(found, translated(N_("Controleren"))),
    )


def _form(found: Assignment, form: ChooseForm, waiting: Sequence[Answer], taken: int) -> Response:
    return parts.form_page(
        "exchange/choose.html",
        form,
        assignment=found,
        waiting=waiting,
        left=answering.places_left(found, taken),
        taken=taken,
        why_not=None if found.state in life.CHOOSING or form.errors else answering.NO_LONGER_CHOOSING,
        crumbs=parts.crumbs(found, translated(N_("Kiezen"))),
    )


def _response(found: Assignment, public_id: str) -> Answer:
    return queries.response_to(viewer(), found, public_id) or abort(404)
