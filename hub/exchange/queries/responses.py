"""Responses: all to an assignment for its poster alone, one's own for whoever wrote it. Nobody else ever reads one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from hub.audience.queries import known_to
from hub.core.db import db
from hub.exchange.models import Assignment, Response
from hub.exchange.rules.answering import CHOSEN, TAKEN_BACK, WAITING
from hub.members.models import Member


def responses_to(poster: Member, assignment: Assignment) -> Sequence[Response]:
    """What was answered to one's own assignment, in the order it came; without who is behind a block or gone."""
    return db.session.scalars(_for_poster(poster, assignment).order_by(Response.sent_at, Response.id)).all()


def response_to(poster: Member, assignment: Assignment, public_id: str) -> Response | None:
    """One response to one's own assignment."""
    return db.session.scalar(_for_poster(poster, assignment).where(Response.public_id == public_id))


def response_of(member: Member, assignment: Assignment) -> Response | None:
    """A member's own response."""
    mine = select(Response).where(Response.assignment_id == assignment.id, Response.member_id == member.id)
    return db.session.scalar(mine)


def settled_with(poster: Member, assignment: Assignment) -> Sequence[Member]:
    """Who was chosen, for the poster: without who is behind a block or gone."""
    chosen = _for_poster(poster, assignment).where(Response.state == CHOSEN).order_by(Response.place_number)
    return [one.member for one in db.session.scalars(chosen)]


def held(assignment: Assignment, states: Sequence[str]) -> Sequence[Response]:
    """All responses in these states, also of who cannot be seen now; held until the end of the transaction.

    The assignment itself must be held first, so that nobody waits in a ring.
    """
    found = select(Response).where(Response.assignment_id == assignment.id, Response.state.in_(states)).order_by(Response.id)
    found = found.options(joinedload(Response.member).lazyload(Member.terms))
    fresh = found.with_for_update(of=Response).execution_options(populate_existing=True)
    return db.session.scalars(fresh).all()


def held_of(member: Member, assignment: Assignment) -> Response | None:
    """A member's own response as it is at this moment, held; its assignment first."""
    mine = select(Response).where(Response.assignment_id == assignment.id, Response.member_id == member.id)
    return db.session.scalar(mine.with_for_update().execution_options(populate_existing=True))


def held_one(response: Response) -> Response:
    """One response as it is at this moment, held until the end of the transaction; its assignment first."""
    found = select(Response).where(Response.id == response.id).with_for_update()
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def taken_places(assignment: Assignment) -> list[int]:
    """The numbers of the places that are taken."""
    taken = select(Response.place_number).where(Response.assignment_id == assignment.id, Response.state == CHOSEN)
    return sorted(number for number in db.session.scalars(taken) if number is not None)


def waiting_count(poster: Member, assignment: Assignment) -> int:
    """How many responses wait for the poster."""
    seen = _seen_by(poster, select(func.count()).select_from(Response))
    return db.session.scalar(seen.where(Response.assignment_id == assignment.id, Response.state.in_(WAITING))) or 0


def _for_poster(poster: Member, assignment: Assignment) -> Select[Response]:
    found = select(Response).where(Response.assignment_id == assignment.id, Response.state != TAKEN_BACK)
    return _seen_by(poster, found).options(joinedload(Response.member).lazyload(Member.terms))


def _seen_by(poster: Member, found: Select[Any]) -> Select[Any]:
    return found.where(known_to(poster, Response.member_id))
