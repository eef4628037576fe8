"""One's referrals, and each of them as one may see it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import abort
from werkzeug.wrappers import Response

from hub.core import clock
from hub.core.access import members_only, viewer
from hub.core.text import translated
from hub.core.web import page, see_other
from hub.referrals.models import Offer, Referral
from hub.referrals.queries import seen
from hub.referrals.queries.seen import Whole
from hub.referrals.rules import deciding, lists, telling
from hub.referrals.views import parts
from hub.referrals.views.blueprint import blueprint


@blueprint.get("/doorverwijzen")
@members_only
def referrals() -> Response:
    """What waits for one, what one accepted, and what one passed on."""
    offers = seen.offers_to(viewer(), clock.now())
    mine = seen.made_by(viewer())
    return page(
        "referrals/referrals.html",
        waiting=[_row(one.referral) | {"name": one.referral.sender.name} for one in offers if one.state == "offered"],
        accepted=[_row(one.referral) | {"name": one.referral.sender.name} for one in offers if one.state == "accepted"],
        mine=[_row(one) for one in mine],
    )


def _row(referral: Referral) -> dict[str, Any]:
    """One referral in a list: never its text."""
    kind, word = telling.STATES[referral.state]
    return {
        "title": parts.title_of(referral),
        "public_id": referral.public_id,
        "status": (kind, translated(word)),
        "since": referral.sent_at or referral.created_at,
    }


@blueprint.get("/doorverwijzen/<public_id:referral>")
@members_only
def referral(referral: str) -> Response:
    """A referral: for its sender, for whoever accepted it, or for somebody it is offered to."""
    mine = seen.own(viewer(), referral)
    if mine is not None:
        return _of_sender(mine)
    offer = seen.offered(viewer(), referral, clock.now()) or abort(404)
    if offer.state == "accepted":
        return _shared(seen.whole(viewer(), offer.referral), is_sender=False)
    return _offered(offer)


def _of_sender(mine: Referral) -> Response:
    if mine.state != "draft":
        return _shared(seen.whole(viewer(), mine), is_sender=True)
    chosen = seen.receivers_of(viewer(), mine)
    return see_other("referrals.check" if chosen else "referrals.receivers", referral=mine.public_id)


def _offered(offer: Offer) -> Response:
    """Before accepting: the question, and two ways on. Once somebody else has it, only that."""
    found = offer.referral
    taken = found.state == "accepted"
    return page(
        "referrals/taken.html" if taken else "referrals/offer.html",
        referral=found,
        title=parts.title_of(found),
        facts=[] if taken else parts.facts(found),
        until=parts.until(found.expires_at),
        crumbs=parts.crumbs(None, parts.title_of(found)),
    )


def _shared(whole: Whole, is_sender: bool) -> Response:
    found, at = whole.referral, clock.now()
    kind, word = telling.STATES[found.state]
    return page(
        "referrals/referral.html",
        referral=found,
        whole=whole,
        is_sender=is_sender,
        other=whole.receiver if is_sender else found.sender,
        title=parts.title_of(found),
        stand=(kind, translated(word)),
        facts=parts.facts(found),
        steps=parts.timeline(whole, viewer()),
        receivers=seen.receivers_of(viewer(), found) if is_sender else [],
        regime=translated(lists.REGIMES.get(whole.offer.regime or "", "")) if whole.offer else "",
        can=_can(whole, at),
        turn=_turn(whole, is_sender, at),
        between=parts.between,
        ends=parts.until(found.expires_at),
        erased=parts.until(deciding.erased_on(found)),
        crumbs=parts.crumbs(None, parts.title_of(found)),
    )


def _can(whole: Whole, at: datetime) -> dict[str, bool]:
    """Which buttons there are: asked of the same rules as the actions ask."""
    found, meeting = whole.referral, whole.meeting
    return {
        "plan": deciding.why_not_plan(found) is None and whole.receiver is not None,
        "call_off": deciding.why_not_plan(found) is None and deciding.why_not_call_off(meeting, at) is None,
        "give_back": whole.offer is not None and deciding.why_not_give_back(found, whole.offer) is None,
        "renew": deciding.why_not_renew(found, at) is None,
        "reopen": deciding.why_not_reopen(found) is None,
        "finish": deciding.why_not_finish(found, meeting, at) is None,
        "withdraw": deciding.why_not_withdraw(found) is None,
    }


def _turn(whole: Whole, is_sender: bool, at: datetime) -> str:
    """What the viewer can do now, in a word the page knows; '' when it is not their turn."""
    found, meeting = whole.referral, whole.meeting
    if found.state in ("given_back", "unanswered"):
        return "reopen" if is_sender else ""
    if found.state != "accepted" or whole.receiver is None:
        return ""
    if meeting is not None and meeting.is_proposed:
        return "" if meeting.proposed_by_id == viewer().id else "confirm"
    if deciding.lies_ahead(meeting, at):
        return ""
    return "finish" if meeting is not None and meeting.state == "set" else "propose"
