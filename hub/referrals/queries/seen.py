"""Reads of referrals through the viewer. What one has no part in is not there: for members, moderators and operators alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select
from sqlalchemy.orm import aliased, joinedload

from hub.circles.models import Circle, CircleMember
from hub.circles.queries import circles_of
from hub.circles.rules import TAKING_PART
from hub.contacts.models import Contact
from hub.contacts.queries import contact_ids
from hub.core.db import db
from hub.members.models import Member
from hub.members.queries import is_member, not_blocked
from hub.referrals.models import Meeting, Offer, Referral, Step

MOST = 50
MOST_TO_CHOOSE = 200


@dataclass(frozen=True)
class Whole:
    """A referral as one of the two who share it sees it."""

    referral: Referral
    receiver: Member | None
    offer: Offer | None
    meeting: Meeting | None
    steps: Sequence[Step]
    known: set[int]


def own(viewer: Member, public_id: str, *, lock: bool = False) -> Referral | None:
    """A referral the viewer made; held until the end of the transaction where it will change."""
    found = select(Referral).where(Referral.public_id == public_id, Referral.sender_id == viewer.id)
    if lock:
        found = found.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(found)


def offered(viewer: Member, public_id: str, at: datetime, *, lock: bool = False) -> Offer | None:
    """The offer of a referral to the viewer, as long as it stands or when they accepted it; what ties the two is asked anew."""
    if lock:  # first the referral itself, so that two who answer at once stand in line
        held = select(Referral.id).where(Referral.public_id == public_id).with_for_update()
        db.session.execute(held)
    found = (
        select(Offer)
        .join(Referral, Referral.id == Offer.referral_id)
        .where(Referral.public_id == public_id, Offer.receiver_id == viewer.id, _may_see(viewer, at))
        .options(joinedload(Offer.referral).joinedload(Referral.sender))
    )
    return db.session.scalar(found.execution_options(populate_existing=True))


def _may_see(viewer: Member, at: datetime) -> ColumnElement[bool]:
    standing = and_(
        Offer.state == "offered", Referral.state.in_(("open", "accepted")), Referral.expires_at > at, is_tied(Offer.receiver_id)
    )
    accepted = and_(Offer.state == "accepted", Referral.state.in_(("accepted", "finished", "withdrawn")))
    return and_(or_(standing, accepted), not_blocked(viewer.id, Referral.sender_id), _is_in(Referral.sender_id))


def is_tied(receiver_id: Any) -> ColumnElement[bool]:
    """SQL: sender and receiver are contacts now, or both take part in its circle; the receiver is not on pause there."""
    there, theirs = aliased(CircleMember), aliased(CircleMember)
    contact = exists().where(
        or_(
            and_(Contact.low_id == Referral.sender_id, Contact.high_id == receiver_id),
            and_(Contact.high_id == Referral.sender_id, Contact.low_id == receiver_id),
        ),
        Contact.ended_at.is_(None),
    )
    circle = exists().where(
        Circle.id == Referral.circle_id,
        Circle.closed_at.is_(None),
        there.circle_id == Circle.id,
        there.member_id == receiver_id,
        there.state == "member",
        theirs.circle_id == Circle.id,
        theirs.member_id == Referral.sender_id,
        theirs.state.in_(TAKING_PART),
    )
    return or_(and_(Referral.circle_id.is_(None), contact), circle)


def _is_in(member_id: Any) -> ColumnElement[bool]:
    other = aliased(Member)
    return exists().where(other.id == member_id, other.state == "member", other.is_partner.is_(False), other.active)


def whole(viewer: Member, referral: Referral) -> Whole:
    """Everything about a referral that its sender or whoever accepted it sees."""
    offer = db.session.scalar(
        select(Offer)
        .where(Offer.referral_id == referral.id, Offer.state == "accepted")
        .options(joinedload(Offer.receiver))
        .execution_options(populate_existing=True)
    )
    receiver = offer.receiver if offer is not None else None
    out_of_reach = receiver is not None and receiver.id != viewer.id and not _reaches(viewer, receiver)
    steps = db.session.scalars(
        select(Step).where(Step.referral_id == referral.id).order_by(Step.at, Step.id).options(joinedload(Step.actor))
    ).all()
    if out_of_reach:
        receiver = offer = None
    return Whole(referral, receiver, offer, meeting_of(referral), steps, _known(viewer, referral, steps))


def _known(viewer: Member, referral: Referral, steps: Sequence[Step]) -> set[int]:
    """Whose names stand in the history: its sender sees everybody who did something, a receiver only the two of them."""
    if viewer.id != referral.sender_id:
        return {viewer.id, referral.sender_id}
    actors = [one.actor_id for one in steps if one.actor_id is not None]
    return set(db.session.scalars(select(Member.id).where(Member.id.in_(actors), is_member(), not_blocked(viewer.id, Member.id))))


def _reaches(viewer: Member, other: Member) -> bool:
    return bool(db.session.scalar(select(Member.id).where(Member.id == other.id, is_member(), not_blocked(viewer.id, Member.id))))


def meeting_of(referral: Referral) -> Meeting | None:
    """The meeting of a referral, planned or proposed."""
    found = select(Meeting).where(Meeting.referral_id == referral.id)
    return db.session.scalar(found.execution_options(populate_existing=True))


def receivers_of(viewer: Member, referral: Referral) -> Sequence[Member]:
    """To whom a referral goes, by name, as its sender may see them; never what each of them did."""
    to = select(Offer.receiver_id).where(Offer.referral_id == referral.id)
    seen = select(Member).where(Member.id.in_(to), is_member(), not_blocked(viewer.id, Member.id))
    return db.session.scalars(seen.order_by(Member.sort_key, Member.id)).all()


def made_by(viewer: Member) -> Sequence[Referral]:
    """The viewer's own referrals, the newest first."""
    mine = select(Referral).where(Referral.sender_id == viewer.id)
    return db.session.scalars(mine.order_by(Referral.created_at.desc(), Referral.id.desc()).limit(MOST)).all()


def offers_to(viewer: Member, at: datetime) -> Sequence[Offer]:
    """What waits for the viewer or was accepted by them, the oldest first."""
    return db.session.scalars(
        _offers_to(viewer, at)
        .where(or_(Offer.state == "accepted", Referral.state == "open"))
        .order_by(Offer.since, Offer.id)
        .limit(MOST)
    ).all()


def _offers_to(viewer: Member, at: datetime) -> Select[Any]:
    return (
        select(Offer)
        .join(Referral, Referral.id == Offer.referral_id)
        .where(Offer.receiver_id == viewer.id, _may_see(viewer, at))
        .options(joinedload(Offer.referral).joinedload(Referral.sender), joinedload(Offer.referral).joinedload(Referral.meeting))
    )


def contacts_to_choose(viewer: Member) -> Sequence[Member]:
    """Contacts a referral can go to, by name; whoever is on pause is left in peace."""
    mine = select(Member).where(Member.id.in_(contact_ids(viewer)), is_member(), Member.paused_at.is_(None))
    return db.session.scalars(mine.order_by(Member.sort_key, Member.id).limit(MOST_TO_CHOOSE)).all()


def circles_to_choose(viewer: Member) -> Sequence[Circle]:
    """Circles a referral can go to: those the viewer takes part in."""
    return circles_of(viewer.id)


def in_circle(viewer: Member, circle: Circle) -> Sequence[Member]:
    """Who in a circle can get a referral of the viewer, by name: not on pause, no block between."""
    inside = select(CircleMember.member_id).where(CircleMember.circle_id == circle.id, CircleMember.state == "member")
    mine = select(CircleMember.id).where(
        CircleMember.circle_id == circle.id, CircleMember.member_id == viewer.id, CircleMember.state.in_(TAKING_PART)
    )
    others = select(Member).where(
        Member.id.in_(inside), Member.id != viewer.id, is_member(), Member.paused_at.is_(None), not_blocked(viewer.id, Member.id)
    )
    open_one = exists().where(Circle.id == circle.id, Circle.closed_at.is_(None))
    return db.session.scalars(others.where(mine.exists(), open_one).order_by(Member.sort_key, Member.id)).all()


def shares_in(viewer: Member) -> ColumnElement[bool]:
    """SQL: a meeting of the viewer with somebody they can still reach."""
    other = or_(
        and_(Meeting.sender_id == viewer.id, not_blocked(viewer.id, Meeting.receiver_id), _is_in(Meeting.receiver_id)),
        and_(Meeting.receiver_id == viewer.id, not_blocked(viewer.id, Meeting.sender_id), _is_in(Meeting.sender_id)),
    )
    return other if viewer.is_member else false()


def meetings_between(viewer: Member, first: datetime, end: datetime) -> Sequence[Meeting]:
    """The viewer's meetings that begin within a window, planned or cancelled."""
    found = select(Meeting).where(
        Meeting.state.in_(("set", "cancelled")), Meeting.starts_at >= first, Meeting.starts_at < end, shares_in(viewer)
    )
    return db.session.scalars(
        found.order_by(Meeting.starts_at, Meeting.uid).options(joinedload(Meeting.referral)).limit(MOST_TO_CHOOSE)
    ).all()
