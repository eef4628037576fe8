"""Reads for actions and for the worker: rows held for a change, and what is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, exists, not_, or_, select
from sqlalchemy.orm import aliased, joinedload

from hub.core.db import db
from hub.members.models import Member
from hub.members.queries import not_blocked
from hub.referrals.models import Meeting, Offer, Referral
from hub.referrals.queries.seen import is_tied
from hub.referrals.rules.deciding import CANCELLED_SHOWN, DRAFT_KEPT, KEPT_SETTLED

A_ROUND = 200


def held(key: int) -> Referral | None:
    """A referral as it is at this moment, held until the end of the transaction; None when it was erased."""
    row = select(Referral).where(Referral.id == key).with_for_update(of=Referral)
    return db.session.scalar(row.execution_options(populate_existing=True))


def by_code(code_hash: str) -> Referral | None:
    """The referral that a paper code belongs to, held until the end of the transaction."""
    row = select(Referral).where(Referral.code_hash == code_hash).with_for_update(of=Referral)
    return db.session.scalar(row.execution_options(populate_existing=True))


def has_code(code_hash: str) -> bool:
    """Whether a paper code belongs to a referral."""
    return bool(db.session.scalar(select(exists().where(Referral.code_hash == code_hash))))


def held_meeting(key: int) -> Meeting | None:
    """A meeting, held until the end of the transaction."""
    return db.session.scalar(select(Meeting).where(Meeting.id == key).with_for_update(of=Meeting))


def offers_of(referral: Referral) -> Sequence[Offer]:
    """All offers of a referral as they are now, in one order, with their receivers."""
    rows = select(Offer).where(Offer.referral_id == referral.id).order_by(Offer.id).options(joinedload(Offer.receiver))
    return db.session.scalars(rows.execution_options(populate_existing=True)).all()


def offer_now(key: int) -> Offer | None:
    """An offer as it is at this moment; None when it was taken away."""
    return db.session.scalar(select(Offer).where(Offer.id == key).execution_options(populate_existing=True))


def standing_offers(referral: Referral) -> Sequence[Offer]:
    """Offers somebody can still answer: not answered, and what ties the two still holds."""
    receiver = aliased(Member)
    rows = (
        select(Offer)
        .join(Referral, Referral.id == Offer.referral_id)
        .join(receiver, receiver.id == Offer.receiver_id)
        .where(Offer.referral_id == referral.id, Offer.state == "offered", is_tied(Offer.receiver_id))
        .where(receiver.state == "member", receiver.active, not_blocked(Referral.sender_id, Offer.receiver_id))
        .order_by(Offer.id)
        .options(joinedload(Offer.receiver))
    )
    return db.session.scalars(rows).all()


def due_to_end(at: datetime) -> Sequence[int]:
    """Referrals whose time is up."""
    running = Referral.state.in_(("open", "accepted", "given_back"))
    return db.session.scalars(select(Referral.id).where(running, Referral.expires_at <= at).limit(A_ROUND)).all()


def due_to_let_go(at: datetime) -> Sequence[int]:
    """Referrals whose sender is out, or whose receiver is out or has a block with the sender."""
    sender, receiver = aliased(Member), aliased(Member)
    sender_out = exists().where(sender.id == Referral.sender_id, or_(sender.state != "member", not_(sender.active)))
    receiver_out = exists().where(
        Offer.referral_id == Referral.id,
        Offer.state == "accepted",
        receiver.id == Offer.receiver_id,
        or_(receiver.state != "member", not_(receiver.active), not_(not_blocked(Referral.sender_id, Offer.receiver_id))),
    )
    lost = or_(
        and_(Referral.state.in_(("open", "accepted", "given_back")), sender_out),
        and_(Referral.state == "accepted", receiver_out),
    )
    return db.session.scalars(select(Referral.id).where(lost).limit(A_ROUND)).all()


def due_to_erase(at: datetime) -> Sequence[int]:
    """Referrals that were settled a week ago, and drafts that nobody sent."""
    settled = Referral.settled_at <= at - KEPT_SETTLED
    unsent = and_(Referral.state == "draft", Referral.created_at <= at - DRAFT_KEPT)
    return db.session.scalars(select(Referral.id).where(or_(settled, unsent)).limit(A_ROUND)).all()


def due_to_drop(at: datetime) -> Sequence[int]:
    """Cancelled meetings that outlived their referral, once calendars no longer show them."""
    old = and_(Meeting.referral_id.is_(None), Meeting.starts_at <= at - CANCELLED_SHOWN)
    return db.session.scalars(select(Meeting.id).where(old).limit(A_ROUND)).all()


def is_out(referral: Referral) -> bool:
    """Whether its sender is no member any more."""
    return not (referral.sender.is_member and referral.sender.active)


def receiver_is_lost(referral: Referral) -> bool:
    """Whether whoever accepted it is out, or has a block with its sender."""
    receiver = aliased(Member)
    within = and_(receiver.state == "member", receiver.active, not_blocked(referral.sender_id, receiver.id))
    reached = select(Offer.id).join(receiver, receiver.id == Offer.receiver_id)
    there = reached.where(Offer.referral_id == referral.id, Offer.state == "accepted", within)
    return not db.session.scalar(select(there.exists()))
