"""Accepting, letting go, giving back."""

from __future__ import annotations

from werkzeug.wrappers import Response

from hub.core import clock
from hub.core.access import members_only, viewer
from hub.core.drafts import drop, form_from_draft
from hub.core.text import N_, translated
from hub.core.web import Refused, say, see_other
from hub.referrals.actions import answering as actions
from hub.referrals.forms import AcceptForm, GiveBackForm
from hub.referrals.queries import seen
from hub.referrals.rules import deciding
from hub.referrals.views import parts
from hub.referrals.views.blueprint import blueprint


@blueprint.route("/doorverwijzen/<public_id:referral>/aannemen", methods=["GET", "POST"])
@members_only
def accept(referral: str) -> Response:
    """Say which rules one's practice falls under, and take it."""
    offer = seen.offered(viewer(), referral, clock.now())
    if offer is None or deciding.why_not_answer(offer.referral, offer, clock.now()):
        return _not_there(referral)
    form = form_from_draft(AcceptForm)
    if form.validate_on_submit():
        try:
            actions.accept(offer, form.regime.data, form.complaints.data or "", clock.now())
        except Refused as no:
            return _came_too_late(no)
        drop()
        say(translated(N_("Je hebt de doorverwijzing aangenomen. Plan nu samen een gesprek.")))
        return see_other("referrals.referral", referral=referral)
    return parts.form_page(
        "referrals/accept.html",
        form,
        referral=offer.referral,
        title=parts.title_of(offer.referral),
        crumbs=parts.crumbs(offer.referral, N_("Aannemen")),
    )


def _not_there(referral: str) -> Response:
    """Taken, given back or gone meanwhile: its page says which, or that there is nothing."""
    parts.offer_to_me(referral)
    return see_other("referrals.referral", referral=referral)


@blueprint.post("/doorverwijzen/<public_id:referral>/niet-aannemen")
@members_only
def let_go(referral: str) -> Response:
    """Not this time, in silence."""
    offer = parts.offer_to_me(referral)
    try:
        actions.let_go(offer, clock.now())
    except Refused as no:
        return _came_too_late(no)
    say(translated(N_("Je neemt de doorverwijzing niet aan. Je hoeft niets uit te leggen.")))
    return see_other("referrals.referrals")


@blueprint.route("/doorverwijzen/<public_id:referral>/teruggeven", methods=["GET", "POST"])
@members_only
def give_back(referral: str) -> Response:
    """It does not work out after all."""
    offer = parts.offer_to_me(referral)
    if deciding.why_not_give_back(offer.referral, offer):
        return see_other("referrals.referral", referral=referral)
    form = form_from_draft(GiveBackForm)
    if form.validate_on_submit():
        try:
            actions.give_back(offer, form.why.data, clock.now())
        except Refused as no:
            return _came_too_late(no)
        drop()
        say(translated(N_("Je hebt de doorverwijzing teruggegeven. Je hoeft niets meer te doen.")))
        return see_other("referrals.referrals")
    return parts.form_page(
        "referrals/give_back.html",
        form,
        referral=offer.referral,
        title=parts.title_of(offer.referral),
        crumbs=parts.crumbs(offer.referral, N_("Teruggeven")),
    )


def _came_too_late(no: Refused) -> Response:
    """Somebody or something was first: say how it stands."""
    say(translated(no.reason))
    return see_other("referrals.referrals")
