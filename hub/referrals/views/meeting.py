"""Planning the meeting of three."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from hub.core import clock
from hub.core.access import members_only, viewer
from hub.core.drafts import drop, form_from_draft
from hub.core.text import N_, translated
from hub.core.web import Refused, say, see_other
from hub.referrals.actions import meeting as actions
from hub.referrals.actions.meeting import Moment
from hub.referrals.forms import MeetingForm, PlainForm
from hub.referrals.rules import deciding
from hub.referrals.views import parts
from hub.referrals.views.blueprint import blueprint


@blueprint.route("/doorverwijzen/<public_id:referral>/gesprek", methods=["GET", "POST"])
@members_only
def propose(referral: str) -> Response:
    """Propose a moment and a place."""
    whole = parts.shared(referral)
    found, receiver = whole.referral, whole.receiver
    if deciding.why_not_plan(found) or receiver is None:
        return see_other("referrals.referral", referral=referral)
    form = form_from_draft(MeetingForm)
    if form.validate_on_submit():
        moment = Moment(form.starts_at, form.ends_at, form.form.data == "online", form.place.data or "")
        try:
            actions.propose(found, receiver, viewer(), moment, clock.now())
        except Refused as no:
            form.refuse("ends" if no.reason in (deciding.BACKWARDS, deciding.TOO_LONG) else "day", no.reason)
        else:
            drop()
            say(translated(N_("Je voorstel is verstuurd. Het gesprek staat vast als de ander ja zegt.")))
            return see_other("referrals.referral", referral=referral)
    return parts.form_page(
        "referrals/propose.html",
        form,
        referral=found,
        whole=whole,
        is_sender=found.sender_id == viewer().id,
        other=receiver if found.sender_id == viewer().id else found.sender,
        crumbs=parts.crumbs(found, N_("Gesprek plannen")),
    )


@blueprint.post("/doorverwijzen/<public_id:referral>/gesprek/ja")
@members_only
def confirm(referral: str) -> Response:
    """Say yes to the proposal that was on the page."""
    whole = parts.shared(referral)
    number = request.form.get("proposal", "")
    proposal = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 0
    try:
        actions.confirm(whole.referral, viewer(), proposal, clock.now())
    except Refused as no:
        say(translated(no.reason))
    else:
        say(translated(N_("Het gesprek staat vast. Het staat ook in jullie agenda's.")))
    return see_other("referrals.referral", referral=referral)


@blueprint.route("/doorverwijzen/<public_id:referral>/gesprek/afzeggen", methods=["GET", "POST"])
@members_only
def call_off(referral: str) -> Response:
    """The meeting does not go on, or the proposal is taken away."""
    whole = parts.shared(referral)
    reason = deciding.why_not_plan(whole.referral) or deciding.why_not_call_off(whole.meeting, clock.now())
    if reason:
        return see_other("referrals.referral", referral=referral)
    form = PlainForm()
    if form.validate_on_submit():
        try:
            actions.call_off(whole.referral, viewer(), clock.now())
        except Refused as no:
            say(translated(no.reason))
        else:
            say(translated(N_("Het gesprek is afgezegd. De ander krijgt een seintje.")))
        return see_other("referrals.referral", referral=referral)
    return parts.form_page(
        "referrals/call_off.html",
        form,
        referral=whole.referral,
        whole=whole,
        between=parts.between,
        crumbs=parts.crumbs(whole.referral, N_("Gesprek afzeggen")),
    )
