"""What waits for somebody: two reads, however much there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from hub.core.db import db
from hub.members.models import Member
from hub.referrals.models import Offer, Referral
from hub.referrals.queries.seen import offers_to
from hub.referrals.rules.deciding import GIVEN_BACK_LASTS


@dataclass(frozen=True)
class Turn:
    """One thing that waits: what kind, with whom, of which referral, since when."""

    kind: str
    name: str
    public_id: str
    since: datetime


def turns_of(viewer: Member, at: datetime) -> list[Turn]:
    """Offers to answer, proposals to confirm, meetings to plan, and what came back."""
    turns = [turn for offer in offers_to(viewer, at) if (turn := _of_receiver(viewer, offer))]
    return turns + [turn for referral in _running(viewer) if (turn := _of_sender(viewer, referral))]


def _of_receiver(viewer: Member, offer: Offer) -> Turn | None:
    referral = offer.referral
    if offer.state == "offered":
        return Turn("referral", referral.sender.name, referral.public_id, offer.since)
    if referral.state != "accepted":
        return None
    meeting = referral.meeting
    if meeting is None or (meeting.state != "set" and not meeting.is_proposed):
        return Turn("referral_plan", referral.sender.name, referral.public_id, offer.since)
    if meeting.is_proposed and meeting.proposed_by_id != viewer.id:
        return Turn("referral_meeting", referral.sender.name, referral.public_id, meeting.proposed_at or offer.since)
    return None


def _running(viewer: Member) -> Sequence[Referral]:
    mine = select(Referral).where(Referral.sender_id == viewer.id, Referral.state.in_(("accepted", "given_back")))
    return db.session.scalars(mine.order_by(Referral.id).options(joinedload(Referral.meeting))).all()


def _of_sender(viewer: Member, referral: Referral) -> Turn | None:
    if referral.state == "given_back":
        began = referral.expires_at - GIVEN_BACK_LASTS if referral.expires_at else referral.created_at
        return Turn("referral_back", "", referral.public_id, began)
    meeting = referral.meeting
    if referral.state == "accepted" and meeting is not None and meeting.is_proposed and meeting.proposed_by_id != viewer.id:
        return Turn("referral_meeting", "", referral.public_id, meeting.proposed_at or referral.created_at)
    return None
