"""What feeds read: first a mark that says whether anything changed, then only what is new."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from hub.agenda.models import Answer, FeedMark, Gathering, Subscription
from hub.agenda.queries.gatherings import seen
from hub.agenda.rules.window import MOST_ENTRIES, Window
from hub.core.db import db
from hub.members.models import Member

PUBLIC = "public"


@dataclass(frozen=True)
class Mark:
    """The state of the public feeds."""

    stamp: UUID
    changed_at: datetime


@dataclass(frozen=True)
class Holder:
    """A subscription that works, and what its owner's calendar was last changed by."""

    id: int
    public_id: str
    member_id: int
    name: str
    rich: bool
    changed_at: datetime
    calendar_changed_at: datetime
    fetched_on: datetime | None
    fetched_by: str


@dataclass(frozen=True)
class Scope:
    """What a feed is about, and which of it its reader may see."""

    about: ColumnElement[bool]
    seen: ColumnElement[bool]


@dataclass(frozen=True)
class Row:
    """As little of a gathering as tells whether its bytes are kept."""

    id: int
    uid: UUID
    sequence: int
    changed_at: datetime
    tentative: bool
    starts_at: datetime


@dataclass(frozen=True)
class Edges:
    """What changed a feed without any change of a gathering.

    Starts of those that last went out or came in by the passing of time, and when an organiser last went out.
    """

    gone: datetime | None
    gone_cancelled: datetime | None
    shown: datetime | None
    organiser_out: datetime | None


def public_mark() -> Mark | None:
    """When the public feeds last changed; None if nothing was ever opened."""
    found = db.session.execute(select(FeedMark.stamp, FeedMark.changed_at).where(FeedMark.name == PUBLIC)).one_or_none()
    return Mark(*found) if found else None


def holder_of(token_hash: str) -> Holder | None:
    """The running subscription of a member who is in, in one read by its index."""
    found = db.session.execute(
        select(
            Subscription.id,
            Subscription.public_id,
            Subscription.member_id,
            Subscription.name,
            Subscription.rich,
            Subscription.changed_at,
            Member.calendar_changed_at,
            Subscription.fetched_on,
            Subscription.fetched_by,
        )
        .join(Member, Member.id == Subscription.member_id)
        .where(
            Subscription.token_hash == token_hash,
            Subscription.stopped_at.is_(None),
            Member.active,
            Member.state == "member",
            Member.is_partner.is_(False),
        )
    ).one_or_none()
    return Holder(*found) if found else None


def member_of(holder: Holder) -> Member:
    """The member behind a running subscription."""
    return db.session.scalars(select(Member).where(Member.id == holder.member_id)).one()


def in_public(narrowed: ColumnElement[bool]) -> Scope:
    """Gatherings that everybody may see."""
    return Scope(and_(Gathering.audience == "public", narrowed), seen(None))


def in_mine(member: Member) -> Scope:
    """Gatherings a member goes to, may go to, or organises, as far as they may see them now."""
    going = select(Answer.gathering_id).where(Answer.member_id == member.id, Answer.answer.in_(("yes", "maybe")))
    organises = and_(Gathering.organiser_id == member.id, Gathering.audience != "only_me")
    return Scope(or_(Gathering.id.in_(going), organises), seen(member))


def rows_in(scope: Scope, window: Window, member_id: int | None = None) -> list[Row]:
    """What a feed holds, by start and UID: the nearest ones if there are too many."""
    maybe = select(Answer.gathering_id).where(Answer.member_id == member_id, Answer.answer == "maybe")
    found = db.session.execute(
        select(
            Gathering.id, Gathering.uid, Gathering.sequence, Gathering.changed_at, Gathering.id.in_(maybe), Gathering.starts_at
        )
        .where(scope.about, scope.seen, _inside(window))
        .order_by(Gathering.starts_at, Gathering.uid)
        .limit(MOST_ENTRIES)
    )
    return [Row(*row) for row in found]


def gatherings_by_id(ids: Iterable[int]) -> dict[int, Gathering]:
    """The gatherings whose bytes must be made."""
    wanted = list(ids)
    if not wanted:
        return {}
    return {one.id: one for one in db.session.scalars(select(Gathering).where(Gathering.id.in_(wanted)))}


def edges_of(scope: Scope, window: Window) -> Edges:
    """The gatherings at the edges of a window, and organisers who are out."""
    start = Gathering.starts_at
    cancelled = Gathering.status == "cancelled"
    out = or_(Member.state != "member", Member.active.is_(False))
    found = db.session.execute(
        select(
            func.max(start).filter(start < window.first),
            func.max(start).filter(cancelled, start < window.first_cancelled),
            func.max(start).filter(start < window.end),
            func.max(Member.calendar_changed_at).filter(out),
        )
        .outerjoin(Member, Member.id == Gathering.organiser_id)
        .where(scope.about)
    ).one()
    return Edges(*found)


def subscriptions_of(member: Member) -> list[Subscription]:
    """A member's running subscriptions, oldest first."""
    return list(
        db.session.scalars(
            select(Subscription)
            .where(Subscription.member_id == member.id, Subscription.stopped_at.is_(None))
            .order_by(Subscription.created_at, Subscription.id)
        )
    )


def subscription_of(member: Member, public_id: str) -> Subscription | None:
    """One running subscription of this member."""
    return db.session.scalar(
        select(Subscription).where(
            Subscription.member_id == member.id,
            Subscription.public_id == public_id,
            Subscription.stopped_at.is_(None),
        )
    )


def _inside(window: Window) -> ColumnElement[bool]:
    first = or_(Gathering.status != "cancelled", Gathering.starts_at >= window.first_cancelled)
    return and_(Gathering.starts_at >= window.first, Gathering.starts_at < window.end, first)
