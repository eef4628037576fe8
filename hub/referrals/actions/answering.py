"""Accepting, letting go and giving back; two who accept at once stand in line, and the first one has it."""

from __future__ import annotations

from datetime import datetime

from hub.core.db import db
from hub.core.web import Refused
from hub.members.models import Member
from hub.notices.actions import see_thread, see_thread_each, tell, tell_each
from hub.referrals.actions.making import held, path_of, refuse, step
from hub.referrals.actions.meeting import let_meeting_go
from hub.referrals.models import Offer, Referral
from hub.referrals.queries import due
from hub.referrals.rules import deciding as rules
from hub.referrals.rules import telling


def accept(offer: Offer, regime: str, complaints: str, at: datetime) -> None:
    """Take it, after saying which rules one's practice falls under. Raises Refused."""
    referral, offer = _held(offer)
    refuse(rules.why_not_answer(referral, offer, at))
    offer.state, offer.since, offer.regime = "accepted", at, regime
    offer.complaints = complaints
    referral.state, referral.expires_at = "accepted", at + rules.ACCEPTED_LASTS
    db.session.flush()
    step(referral, "accepted", offer.receiver, at)
    see_thread_each([one.receiver_id for one in due.offers_of(referral)], path_of(referral), at)
    tell(member=referral.sender, kind=telling.ACCEPTED, path=path_of(referral), at=at, actor=offer.receiver)


def let_go(offer: Offer, at: datetime) -> None:
    """Not this time. Its sender hears nothing of it, until nobody is left to answer. Raises Refused."""
    referral, offer = _held(offer)
    refuse(rules.why_not_answer(referral, offer, at))
    offer.state, offer.since = "declined", at
    db.session.flush()
    see_thread(offer.receiver, path_of(referral), at)
    if all(one.state != "offered" for one in due.offers_of(referral)):
        nobody_could(referral, at)


def nobody_could(referral: Referral, at: datetime) -> None:
    """It comes back to its sender, without who said what. The text stays a week, to open it again."""
    referral.state, referral.settled_at = "unanswered", at
    step(referral, "unanswered", None, at)
    see_thread_each([one.receiver_id for one in due.offers_of(referral)], path_of(referral), at)
    tell(member=referral.sender, kind=telling.BACK, path=path_of(referral), at=at)


def give_back(offer: Offer, why: str, at: datetime) -> None:
    """It does not work out after all: open again for the others, or back to its sender. Raises Refused."""
    referral, offer = _held(offer)
    refuse(rules.why_not_give_back(referral, offer))
    step(referral, "given_back", offer.receiver, at, detail=why)
    come_back(referral, offer, at)


def _held(offer: Offer) -> tuple[Referral, Offer]:
    """Referral and offer as they are now, held until the end of the transaction. Raises Refused when they are gone."""
    referral = held(offer.referral)
    now = due.offer_now(offer.id)
    if now is None:
        raise Refused(rules.GONE)
    return referral, now


def come_back(referral: Referral, offer: Offer, at: datetime) -> None:
    """Nobody has it any more."""
    offer.state, offer.since, offer.regime = "given_back", at, None
    offer.complaints = ""
    let_meeting_go(referral, at)
    see_thread(offer.receiver, path_of(referral), at)
    referral.expires_at = at + rules.GIVEN_BACK_LASTS
    db.session.flush()
    others: list[Member] = [one.receiver for one in due.standing_offers(referral)]
    referral.state = "open" if others else "given_back"
    tell_each(members=others, kind=telling.OFFERED, path=path_of(referral), at=at, actor=referral.sender)
    tell(member=referral.sender, kind=telling.BACK, path=path_of(referral), at=at)
