"""What is due: reminders, ends, and what is cleared away; and what waits for one person at home."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from hub.audience.queries import known_to
from hub.core.db import db
from hub.exchange.models import Assignment, Response
from hub.exchange.rules.answering import CHOSEN, WAITING
from hub.exchange.rules.life import AGREED, CHOOSING, OPEN
from hub.exchange.rules.moments import REMIND_DAYS, must_remind
from hub.members.models import Member

A_ROUND = 200


@dataclass(frozen=True)
class Waiting:
    """Something of the exchange that waits for one person."""

    assignment_id: str
    title: str
    since: datetime
    count: int = 1


def ending(at: datetime) -> Sequence[int]:
    """Keys of the assignments whose poster must be reminded."""
    near = at + timedelta(days=max(REMIND_DAYS) + 1)
    last = or_(Assignment.reminded.is_(None), Assignment.reminded > min(REMIND_DAYS))
    found = select(Assignment.id, Assignment.closes_at, Assignment.reminded).where(
        Assignment.state == OPEN, Assignment.closes_at > at, Assignment.closes_at <= near, last
    )
    rows = db.session.execute(found.order_by(Assignment.closes_at, Assignment.id))
    return [key for key, closes_at, reminded in rows if closes_at and must_remind(closes_at, reminded, at)][:A_ROUND]


def ended(at: datetime) -> Sequence[int]:
    """Keys of the open assignments whose time for responses is over."""
    found = select(Assignment.id).where(Assignment.state == OPEN, Assignment.closes_at <= at)
    return db.session.scalars(found.order_by(Assignment.closes_at).limit(A_ROUND)).all()


def claimed(key: int) -> Assignment | None:
    """An open assignment, held; None when another worker has it or it is open no longer."""
    found = select(Assignment).where(Assignment.id == key, Assignment.state == OPEN)
    held = found.with_for_update(skip_locked=True, of=Assignment)
    return db.session.scalar(held.execution_options(populate_existing=True))


def responses_waiting_for(poster: Member) -> list[Waiting]:
    """Own assignments with responses that wait for an answer."""
    first = func.min(Response.sent_at)
    found = (
        select(Assignment.public_id, Assignment.title, first, func.count())
        .join(Response, Response.assignment_id == Assignment.id)
        .where(Assignment.poster_id == poster.id, Assignment.state.in_(CHOOSING), Response.state.in_(WAITING))
        .where(known_to(poster, Response.member_id))
        .group_by(Assignment.id)
        .order_by(first)
    )
    return [Waiting(*row) for row in db.session.execute(found)]


def chosen_for(member: Member) -> list[Waiting]:
    """Assignments that a member was chosen for and that did not begin yet."""
    found = (
        select(Assignment.public_id, Assignment.title, func.coalesce(Response.settled_at, Response.sent_at))
        .join(Response, Response.assignment_id == Assignment.id)
        .where(Response.member_id == member.id, Response.state == CHOSEN, Assignment.state == AGREED)
        .where(known_to(member, Assignment.poster_id))
        .order_by(Response.settled_at)
    )
    return [Waiting(*row) for row in db.session.execute(found)]
