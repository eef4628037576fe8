"""Assignments as a viewer may see them: the board, one's own, those one responded to, and a single one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import joinedload

from hub.audience.queries import known_to
from hub.core.db import db
from hub.exchange.models import Assignment, Response
from hub.exchange.rules.answering import TAKEN_BACK
from hub.exchange.rules.life import DRAFT, FOR_MEMBERS, OPEN, WITHDRAWN
from hub.members.models import Member

ONLINE = "online"


@dataclass(frozen=True)
class Filter:
    """What the board is narrowed to; an empty word asks nothing."""

    pay: str = ""
    work: str = ""
    where: str = ""
    experience: str = ""
    closed_too: bool = False


@dataclass(frozen=True)
class Listed:
    """An assignment in a list, with the state of the viewer's own response."""

    assignment: Assignment
    mine: str | None


def seen(viewer: Member) -> ColumnElement[bool]:
    """Whether a member may see an assignment: their own, and of posters they may know what is not a draft. What was
    withdrawn stays for who responded, so that they can read what became of it."""
    responded = exists().where(Response.assignment_id == Assignment.id, Response.member_id == viewer.id)
    shown = or_(Assignment.state.in_(FOR_MEMBERS), and_(Assignment.state == WITHDRAWN, responded))
    return or_(Assignment.poster_id == viewer.id, and_(known_to(viewer, Assignment.poster_id), shown))


def assignment_for(viewer: Member, public_id: str) -> Assignment | None:
    """An assignment that this member may see."""
    found = select(Assignment).where(Assignment.public_id == public_id, seen(viewer))
    return db.session.scalar(found.options(*_with_poster()))


def own_assignment(poster: Member, public_id: str) -> Assignment | None:
    """An assignment of one's own, whatever its state."""
    found = select(Assignment).where(Assignment.public_id == public_id, Assignment.poster_id == poster.id)
    return db.session.scalar(found.options(*_with_poster()))


def locked(assignment: Assignment) -> Assignment:
    """The assignment as it is at this moment, held until the end of the transaction."""
    held = select(Assignment).where(Assignment.id == assignment.id).with_for_update()
    return db.session.scalars(held.execution_options(populate_existing=True)).one()


def board(viewer: Member, wanted: Filter, at: datetime, number: int, size: int) -> Pagination:
    """A page of the board: the soonest to close first, then in the order they were made. Nothing here is ranked."""
    found = _narrowed(select(Assignment).where(seen(viewer)), wanted)
    running = and_(Assignment.state == OPEN, Assignment.closes_at > at)
    states = Assignment.state.in_(FOR_MEMBERS) if wanted.closed_too else running
    ordered = found.where(states).order_by(case((running, 0), else_=1), Assignment.closes_at, Assignment.id)
    return _paged(ordered, number, size)


def responded_to(viewer: Member, number: int, size: int) -> Pagination:
    """A page of the assignments that a member responded to, open ones first."""
    mine = exists().where(Response.assignment_id == Assignment.id, Response.member_id == viewer.id)
    found = select(Assignment).where(seen(viewer), mine, Assignment.poster_id != viewer.id)
    return _paged(found.order_by(case((Assignment.state == OPEN, 0), else_=1), Assignment.closes_at, Assignment.id), number, size)


def posted_by(viewer: Member, number: int, size: int) -> Pagination:
    """A page of a member's own assignments: what is not open yet, what is open, and the rest."""
    first = case((Assignment.state == DRAFT, 0), (Assignment.state == OPEN, 1), else_=2)
    found = select(Assignment).where(Assignment.poster_id == viewer.id)
    return _paged(found.order_by(first, Assignment.closes_at, Assignment.id), number, size)


def listed(viewer: Member, rows: Sequence[Assignment]) -> list[Listed]:
    """Rows with the state of the viewer's own response: one read, however many rows."""
    given = select(Response.assignment_id, Response.state).where(
        Response.assignment_id.in_([one.id for one in rows]), Response.member_id == viewer.id
    )
    mine = dict(db.session.execute(given).all())
    return [Listed(one, mine.get(one.id)) for one in rows]


def drafts_of(poster: Member) -> int:
    """How many assignments somebody has begun and not opened."""
    begun = select(func.count()).where(Assignment.poster_id == poster.id, Assignment.state == DRAFT)
    return db.session.scalar(begun) or 0


def has_responses(assignment: Assignment) -> bool:
    """Whether anybody responded and did not take it back."""
    given = exists().where(Response.assignment_id == assignment.id, Response.state != TAKEN_BACK)
    return bool(db.session.scalar(select(given)))


def _with_poster() -> tuple[Any, ...]:
    return (joinedload(Assignment.poster).lazyload(Member.terms),)


def _paged(found: Select[Assignment], number: int, size: int) -> Pagination:
    return db.paginate(found.options(*_with_poster()), page=number, per_page=size, max_per_page=size)


def _narrowed(found: Select[Assignment], wanted: Filter) -> Select[Assignment]:
    if wanted.pay:
        found = found.where(Assignment.pay == wanted.pay)
    if wanted.work:
        found = found.where(Assignment.work_forms.contains([wanted.work]))
    if wanted.experience:
        found = found.where(Assignment.experiences.contains([wanted.experience]))
    if wanted.where == ONLINE:
        return found.where(Assignment.place.in_(("online", "both")))
    return found.where(Assignment.province == wanted.where) if wanted.where else found
