"""Reads of series and sessions, through the viewer: who is not in the circle finds nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from hub.circles.models import Circle, CircleMember
from hub.circles.queries import people_of, place_of, places_of
from hub.circles.rules import TAKING_PART, hosts
from hub.core.db import db
from hub.intervision.models import Attendance, CaseForm, Kept, RoomDraft, Series, Session, SessionEvaluation
from hub.members.models import Member
from hub.members.queries import is_member, not_blocked

OPEN = ("planned", "running")


@dataclass(frozen=True)
class Seat:
    """A session with the viewer's place in its circle."""

    session: Session
    place: CircleMember

    @property
    def has_agreed(self) -> bool:
        """Whether the viewer said yes to the agreement as it stands."""
        return self.place.agreed_version == self.place.circle.agreement.version


def _mine(viewer: Member) -> Select[Session]:
    """Sessions of circles that the viewer takes part in."""
    return (
        select(Session)
        .join(Session.series)
        .join(Series.circle)
        .join(CircleMember, CircleMember.circle_id == Circle.id)
        .where(CircleMember.member_id == viewer.id, CircleMember.state.in_(TAKING_PART), Circle.closed_at.is_(None))
        .options(contains_eager(Session.series).contains_eager(Series.circle))
    )


def session_for(viewer: Member, public_id: str) -> Seat | None:
    """A session the viewer may come to."""
    session = db.session.scalar(_mine(viewer).where(Session.public_id == public_id))
    if session is None:
        return None
    place = place_of(viewer, session.series.circle.public_id)
    return Seat(session, place) if place is not None else None


def member_by_id(key: int) -> Member:
    """An account by its key: for what a room does by itself."""
    return db.session.scalars(select(Member).where(Member.id == key)).one()


def session_by_id(key: int) -> Session | None:
    """A session by its key: for what a room does by itself."""
    return db.session.get(Session, key, options=[joinedload(Session.series).joinedload(Series.circle)])


def coming_for(viewer: Member, at: datetime, most: int = 20) -> Sequence[Session]:
    """What is coming or goes on now, soonest first."""
    soon = _mine(viewer).where(Session.status.in_(OPEN), Session.ends_at > at)
    return db.session.scalars(soon.order_by(Session.starts_at, Session.id).limit(most)).all()


def past_for(viewer: Member, at: datetime, most: int = 20) -> Sequence[Session]:
    """What was, newest first; only where the viewer was there."""
    there = select(Attendance.session_id).where(Attendance.member_id == viewer.id)
    was = _mine(viewer).where(Session.id.in_(there), Session.status.in_(("closed", "stopped", "purged")))
    return db.session.scalars(was.order_by(Session.starts_at.desc(), Session.id).limit(most)).all()


def people_in(viewer: Member, circle: Circle) -> list[Member]:
    """Who is expected in a room of this circle: taking part now, not on pause; without a block with the viewer."""
    return [one.member for one in people_of(viewer, circle) if one.state == "member"]


def members_of(circle: Circle) -> Sequence[Member]:
    """Everybody who takes part and is not on pause: those a room has a seat for."""
    inside = select(CircleMember.member_id).where(CircleMember.circle_id == circle.id, CircleMember.state == "member")
    return db.session.scalars(select(Member).where(Member.id.in_(inside), is_member()).order_by(Member.sort_key, Member.id)).all()


def times_owner(series: Series) -> dict[str, int]:
    """How often each member brought in a question in this series: for a fair choice."""
    rows = db.session.execute(
        select(Member.public_id, func.count())
        .join(Attendance, Attendance.member_id == Member.id)
        .join(Session, Session.id == Attendance.session_id)
        .where(Session.series_id == series.id, Attendance.roles.contains(["owner"]))
        .group_by(Member.public_id)
    )
    return dict(rows.all())


def cases_of(session: Session) -> Sequence[CaseForm]:
    """Questions that were offered beforehand, in a stable order."""
    asked = select(CaseForm).where(CaseForm.session_id == session.id).options(joinedload(CaseForm.member))
    return db.session.scalars(asked.order_by(CaseForm.id)).all()


def case_of(session: Session, member: Member) -> CaseForm | None:
    """What one member offered."""
    return db.session.scalar(select(CaseForm).where(CaseForm.session_id == session.id, CaseForm.member_id == member.id))


def drafts_of(session: Session, member: Member) -> Sequence[RoomDraft]:
    """What a member is writing in a room; nobody else's."""
    mine = select(RoomDraft).where(RoomDraft.session_id == session.id, RoomDraft.member_id == member.id)
    return db.session.scalars(mine.order_by(RoomDraft.at)).all()


def draft_of(session: Session, member: Member, slot: str) -> RoomDraft | None:
    """One of them, held until the end of the transaction."""
    mine = (RoomDraft.session_id == session.id) & (RoomDraft.member_id == member.id) & (RoomDraft.slot == slot)
    return db.session.scalar(select(RoomDraft).where(mine).with_for_update())


def kept_by(member: Member, session: Session) -> Sequence[Kept]:
    """What a member keeps of a session; only for that member."""
    mine = select(Kept).where(Kept.session_id == session.id, Kept.member_id == member.id)
    return db.session.scalars(mine.order_by(Kept.kind, Kept.position, Kept.id)).all()


def note_of(member: Member, session: Session) -> Kept | None:
    """A member's own note of a session."""
    mine = (Kept.session_id == session.id) & (Kept.member_id == member.id) & (Kept.kind == "note")
    return db.session.scalar(select(Kept).where(mine).with_for_update())


def due_purges(at: datetime) -> Sequence[int]:
    """Sessions whose words must be wiped by now."""
    return db.session.scalars(select(Session.id).where(Session.purge_at <= at, Session.purged_at.is_(None))).all()


def series_of(viewer: Member, circle: Circle) -> Sequence[Series]:
    """The running series of a circle; the viewer was looked at when the circle was loaded."""
    running = select(Series).where(Series.circle_id == circle.id, Series.ended_at.is_(None))
    return db.session.scalars(running.order_by(Series.made_at, Series.id)).all()


def keys_of(public_ids: set[str]) -> dict[str, int]:
    """Keys of members by what an address shows."""
    rows = db.session.execute(select(Member.public_id, Member.id).where(Member.public_id.in_(public_ids)))
    return dict(rows.all())


def names_in(public_ids: set[str]) -> dict[str, str]:
    """Names of members by what an address shows; who is gone is left out."""
    rows = db.session.execute(select(Member.public_id, Member.name).where(Member.public_id.in_(public_ids), is_member()))
    return dict(rows.all())


def times_led(circle: Circle) -> dict[int, int]:
    """How often each member of a circle led: for the rota."""
    rows = db.session.execute(
        select(Attendance.member_id, func.count())
        .join(Session, Session.id == Attendance.session_id)
        .join(Series, Series.id == Session.series_id)
        .where(Series.circle_id == circle.id, Attendance.roles.contains(["facilitator"]))
        .group_by(Attendance.member_id)
    )
    return dict(rows.all())


def hosted_circles(viewer: Member) -> list[Circle]:
    """Circles in which the viewer may plan."""
    return [one.circle for one in places_of(viewer) if hosts(one)]


def was_there(viewer: Member, session: Session) -> bool:
    """Whether the viewer was at this session."""
    mine = (Attendance.session_id == session.id) & (Attendance.member_id == viewer.id)
    return db.session.scalar(select(Attendance.id).where(mine)) is not None


def who_was_there(viewer: Member, session: Session) -> Sequence[Member]:
    """Who was at a session, by name; without a block with the viewer."""
    there = select(Attendance.member_id).where(Attendance.session_id == session.id)
    people = select(Member).where(Member.id.in_(there), is_member(), not_blocked(viewer.id, Member.id))
    return db.session.scalars(people.order_by(Member.sort_key, Member.id)).all()


def evaluation_of(session: Session) -> SessionEvaluation | None:
    """How a session was, as averages."""
    return db.session.scalar(select(SessionEvaluation).where(SessionEvaluation.session_id == session.id))


def kept_for(viewer: Member, session: Session, public_id: str) -> Kept | None:
    """One thing the viewer keeps of a session."""
    mine = (Kept.session_id == session.id) & (Kept.member_id == viewer.id) & (Kept.public_id == public_id)
    return db.session.scalar(select(Kept).where(mine))


def between(member: Member, first: datetime, end: datetime) -> Sequence[Session]:
    """A member's sessions in a window, cancelled ones too: for calendars."""
    inside = _mine(member).where(Session.starts_at >= first, Session.starts_at < end)
    return db.session.scalars(inside.order_by(Session.starts_at, Session.uid)).all()
