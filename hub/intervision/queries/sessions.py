"""Reads of series and sessions, through the viewer: who is not in the circle finds nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, exists, func, not_, select
from sqlalchemy.orm import contains_eager, joinedload

from hub.circles.models import Circle, CircleAgreement, CircleMember
from hub.circles.queries import people_of, place_of, places_of
from hub.circles.rules import TAKING_PART, hosts
from hub.core.db import db
from hub.intervision.models import Attendance, CaseForm, Kept, RoomDraft, RoomEvent, Series, Session, SessionEvaluation
from hub.intervision.rules.planning import LOBBY_OPENS
from hub.members.models import Member
from hub.members.queries import is_member, not_blocked

OPEN = ("planned", "running")
KEEPS_WORDS = timedelta(days=1)


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


def hold(key: int) -> None:
    """Wait until nobody else is busy in this room, and keep it until the end of the transaction."""
    db.session.execute(select(Session.id).where(Session.id == key).with_for_update(key_share=True))


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


def everybody_in(circle: Circle) -> Sequence[Member]:
    """Everybody whose calendar shows what the circle plans: who takes part, on pause or not. In the order of their keys."""
    inside = _taking_part(circle.id).with_only_columns(CircleMember.member_id)
    return db.session.scalars(select(Member).where(Member.id.in_(inside), is_member()).order_by(Member.id)).all()


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
    """Questions that were offered beforehand by who takes part, in a stable order."""
    return db.session.scalars(_cases(session).order_by(CaseForm.id)).all()


def cases_for(viewer: Member, session: Session) -> Sequence[CaseForm]:
    """The same as one member may see them: without a block between."""
    shown = _cases(session).where(not_blocked(viewer.id, CaseForm.member_id))
    return db.session.scalars(shown.order_by(CaseForm.id)).all()


def _cases(session: Session) -> Select[CaseForm]:
    inside = _taking_part(session.series.circle_id).where(CircleMember.member_id == CaseForm.member_id)
    return (
        select(CaseForm)
        .join(CaseForm.member)
        .where(CaseForm.session_id == session.id, inside.exists(), is_member())
        .options(contains_eager(CaseForm.member))
    )


def _taking_part(circle_id: int) -> Select[CircleMember]:
    return select(CircleMember).where(CircleMember.circle_id == circle_id, CircleMember.state.in_(TAKING_PART))


def case_of(session: Session, member: Member) -> CaseForm | None:
    """What one member offered."""
    return db.session.scalar(select(CaseForm).where(CaseForm.session_id == session.id, CaseForm.member_id == member.id))


def drafts_of(session: Session, member: Member) -> Sequence[RoomDraft]:
    """What a member is writing in a room; nobody else's."""
    mine = select(RoomDraft).where(RoomDraft.session_id == session.id, RoomDraft.member_id == member.id)
    return db.session.scalars(mine.order_by(RoomDraft.at, RoomDraft.id)).all()


def draft_of(session: Session, member: Member, slot: str) -> RoomDraft | None:
    """One of them, held until the end of the transaction."""
    mine = (RoomDraft.session_id == session.id) & (RoomDraft.member_id == member.id) & (RoomDraft.slot == slot)
    return db.session.scalar(select(RoomDraft).where(mine).with_for_update())


def beside_notes(session: Session) -> Sequence[RoomDraft]:
    """Texts that wait beside somebody's note, the oldest first."""
    rows = select(RoomDraft).where(RoomDraft.session_id == session.id, RoomDraft.slot.startswith("note:"))
    return db.session.scalars(rows.order_by(RoomDraft.at, RoomDraft.id)).all()


def kept_by(member: Member, session: Session) -> Sequence[Kept]:
    """What a member keeps of a session; only for that member."""
    mine = select(Kept).where(Kept.session_id == session.id, Kept.member_id == member.id)
    return db.session.scalars(mine.order_by(Kept.kind, Kept.position, Kept.id)).all()


def note_of(member: Member, session: Session) -> Kept | None:
    """A member's own note of a session."""
    mine = (Kept.session_id == session.id) & (Kept.member_id == member.id) & (Kept.kind == "note")
    return db.session.scalar(select(Kept).where(mine).with_for_update())


def due_purges(at: datetime) -> Sequence[int]:
    """Sessions whose words must be wiped by now; also of those that nobody came to, or that were cancelled."""
    never_held = Session.status.in_(("planned", "cancelled")) & (Session.ends_at <= at - KEEPS_WORDS)
    due = (Session.purge_at <= at) | never_held
    return db.session.scalars(select(Session.id).where(due, Session.purged_at.is_(None)).order_by(Session.id)).all()


def hearers(session: Session, public_ids: set[str]) -> dict[str, int]:
    """Which of these may hear of a room now: members who take part and said yes to the agreement as it stands."""
    newest = select(func.max(CircleAgreement.version)).where(CircleAgreement.circle_id == CircleMember.circle_id)
    rows = db.session.execute(
        select(Member.public_id, Member.id)
        .join(CircleMember, CircleMember.member_id == Member.id)
        .join(Circle, Circle.id == CircleMember.circle_id)
        .join(Series, Series.circle_id == Circle.id)
        .where(Series.id == session.series_id, Member.public_id.in_(public_ids), is_member(), Circle.closed_at.is_(None))
        .where(CircleMember.state.in_(TAKING_PART), CircleMember.agreed_version == newest.scalar_subquery())
    )
    return dict(rows.all())


def perhaps_out(at: datetime) -> list[tuple[int, int]]:
    """Open rooms, and members who may have a seat there but take part no longer: the log tells whether they have one."""
    opened = exists().where(RoomEvent.session_id == Session.id)
    lately = CircleMember.since >= Session.starts_at - func.make_interval(0, 0, 0, 1)  # a day
    out = (CircleMember.state.not_in(TAKING_PART) & lately) | Circle.closed_at.is_not(None) | not_(is_member())
    rows = db.session.execute(
        select(Session.id, Member.id)
        .join(Series, Series.id == Session.series_id)
        .join(Circle, Circle.id == Series.circle_id)
        .join(CircleMember, CircleMember.circle_id == Circle.id)
        .join(Member, Member.id == CircleMember.member_id)
        .where(Session.status.in_(OPEN), Session.starts_at <= at + LOBBY_OPENS, opened, out)
    )
    return [(session_id, member_id) for session_id, member_id in rows]


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
