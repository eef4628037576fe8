"""The two ways in, and how it stands with one's own application."""

from __future__ import annotations

import hashlib

from flask import Blueprint, abort, g, request, session
from flask_security.utils import logout_user
from werkzeug.wrappers import Response

from hub.core import clock, drafts, house_rules
from hub.core.access import public, signed_in, viewer
from hub.core.limits import limited, sender
from hub.core.text import N_, translated
from hub.core.web import Refused, page, say, see_other
from hub.joining import actions, queries, rules
from hub.joining.forms import AcceptForm, AnswerForm, ApplyForm, ConfirmForm, EndForm
from hub.members.rules import ODD_ADDRESS, canonical_address

blueprint = Blueprint("joining", __name__)

RULES, VERSION = house_rules.RULES, house_rules.VERSION


@blueprint.route("/meedoen", methods=["GET", "POST"])
@public
def apply() -> Response:
    """Ask to come in."""
    if viewer() is not None:
        return see_other("joining.mine" if viewer().state == "applicant" else "home.home")
    g.indexed = True
    form = drafts.form_from_draft(ApplyForm)
    if form.validate_on_submit():
        address = canonical_address(form.email.data or "")
        if form.leave_empty.data:
            form.refuse("leave_empty", rules.LEAVE_EMPTY)
        elif address is None:
            form.refuse("email", ODD_ADDRESS)
        else:
            limited("3 per hour", "apply-address", hashlib.sha256(address.encode()).hexdigest())
            limited("5 per hour", "apply-sender", sender())
            actions.apply(form.name.data or "", address, form.why.data or "", form.stage.data, clock.now())
            drafts.drop()
            return see_other("joining.sent")
    return page("joining/apply.html", 422 if form.errors else 200, form=form)


@blueprint.get("/meedoen/verstuurd")
@public
def sent() -> Response:
    """The same page for every address, known or not."""
    return page("joining/sent.html")


@blueprint.route("/meedoen/bevestig/<secret>", methods=["GET", "POST"])
@public
def confirm(secret: str) -> Response:
    """Behind the link that confirms an address: the house rules and one button."""
    form, at = ConfirmForm(), clock.now()
    if form.validate_on_submit():
        return see_other("joining.arrived") if actions.confirm(secret, at) else page("joining/dead_link.html", 404)
    application = queries.unconfirmed_by(secret, at)
    if application is None:
        return page("joining/dead_link.html", 404)
    return page("joining/confirm.html", form=form, application=application, house_rules=RULES, version=VERSION)


@blueprint.route("/uitnodiging/<secret>", methods=["GET", "POST"])
@public
def accept(secret: str) -> Response:
    """Behind the link of an invitation: who invites, the house rules, and a few questions."""
    at = clock.now()
    invitation = queries.invitation_by(secret, at)
    if invitation is None:
        return page("joining/dead_link.html", 404)
    form = drafts.form_from_draft(AcceptForm, data={"name": invitation.name})
    if form.validate_on_submit():
        try:
            found = actions.accept(secret, form.name.data or "", form.why.data or "", form.password.data or "", at)
        except Refused as no:
            form.refuse("password", no.reason)
        else:
            drafts.drop()
            return see_other("joining.arrived") if found else page("joining/dead_link.html", 404)
    return page(
        "joining/accept.html", 422 if form.errors else 200, form=form, invitation=invitation, house_rules=RULES, version=VERSION
    )


@blueprint.get("/meedoen/klaar")
@public
def arrived() -> Response:
    """What happens next, for who just came in by either way."""
    return page("joining/arrived.html", days=rules.ANSWER_WITHIN.days)


@blueprint.route("/mijn/aanvraag", methods=["GET", "POST"])
@signed_in
def mine() -> Response:
    """How it stands with one's own application, and the answer to what was asked."""
    application = queries.application_of(viewer(), lock=request.method == "POST") or abort(404)
    form, refused = drafts.form_from_draft(AnswerForm), None
    if form.validate_on_submit():
        try:
            actions.answer(application, form.answer.data or "", clock.now())
        except Refused as no:
            refused = no.reason
        else:
            drafts.drop()
            say(translated(N_("Je antwoord is verstuurd. Een moderator leest het.")))
            return see_other("joining.mine")
    return page(
        "joining/mine.html",
        422 if form.errors or refused else 200,
        form=form,
        refused=refused,
        application=application,
        greeter=queries.greeter_of(viewer()),
        answer_by=rules.answer_by(application),
        late=rules.is_late(application, clock.now()),
    )


@blueprint.route("/mijn/aanvraag/intrekken", methods=["GET", "POST"])
@signed_in
def end() -> Response:
    """Take one's application back: a page that asks again, with one button."""
    application = queries.application_of(viewer(), lock=request.method == "POST") or abort(404)
    form = EndForm()
    try:
        if form.validate_on_submit():
            actions.end(application, clock.now())
            logout_user()
            session.clear()
            return see_other("joining.ended")
    except Refused as no:
        return page("joining/end.html", 422, form=form, refused=no.reason)
    return page("joining/end.html", form=form, refused=rules.why_not_decide(application))


@blueprint.get("/meedoen/ingetrokken")
@public
def ended() -> Response:
    """The application is gone, and what was written with it."""
    return page("joining/ended.html")
