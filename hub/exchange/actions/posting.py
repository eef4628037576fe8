"""What a poster does with an assignment: make, change, open, renew, withdraw, throw away."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime

from hub.core.db import db
from hub.core.web import Refused
from hub.exchange.actions.telling import assignment_path, offer, offer_no_longer, responses_path, tell_responders
from hub.exchange.models import Assignment
from hub.exchange.queries import board, responses
from hub.exchange.rules import answering, kinds, life, moments
from hub.members.models import Member
from hub.notices.actions import see_thread


@dataclass(frozen=True)
class What:
    """What it is and for whom."""

    title: str
    about: str
    for_whom: str
    organisation: str
    interested: bool
    interest: str


@dataclass(frozen=True)
class Plan:
    """When, how much, where, for how many, and until when one can respond."""

    starts_on: date
    ends_on: date | None
    hours: int
    hours_per: str
    place: str
    province: str
    town: str
    people: int
    answer_by: date


@dataclass(frozen=True)
class Pay:
    """What somebody gets for it."""

    pay: str
    pay_low: int | None
    pay_high: int | None
    pay_unit: str | None
    pay_note: str


@dataclass(frozen=True)
class Wish:
    """Who is looked for."""

    experiences: list[str]
    work_forms: list[str]


@dataclass(frozen=True)
class Access:
    """How the work is: travel, noise, pace, equipment."""

    access: dict[str, dict[str, str]]


Part = What | Plan | Pay | Wish | Access


def make(poster: Member, what: What, at: datetime) -> Assignment:
    """Begin an assignment that only its poster sees. Raises Refused."""
    refuse(life.why_not_make(board.drafts_of(poster)))
    assignment = Assignment(
        poster_id=poster.id, poster=poster, state=life.DRAFT, people=1, made_at=at, changed_at=at, experiences=[], work_forms=[]
    )
    assignment.access = {}
    _put(assignment, what)
    db.session.add(assignment)
    db.session.flush()
    return assignment


def change(assignment: Assignment, part: Part, at: datetime) -> None:
    """Change one part. Raises Refused."""
    now = board.locked(assignment)
    refuse(life.why_not_change(now, board.has_responses(now)))
    if isinstance(part, Plan):
        refuse(moments.why_not_close_on(part.answer_by, part.ends_on, at))
        now.closes_at = moments.end_of(part.answer_by)
        now.reminded = moments.reminder_due(now.closes_at, at)
    _put(now, part)
    now.changed_at = at
    db.session.flush()


def open_up(assignment: Assignment, at: datetime) -> None:
    """Put it on the board, and bring it to the notice of who fits and has room. Raises Refused."""
    now = board.locked(assignment)
    refuse(life.why_not_open(now, at))
    now.state, now.opened_at, now.changed_at = life.OPEN, at, at
    assert now.closes_at is not None  # or it would not be complete
    now.reminded = moments.reminder_due(now.closes_at, at)
    db.session.flush()
    offer(now, at)


def renew(assignment: Assignment, at: datetime) -> None:
    """Two more weeks for responses. Raises Refused."""
    now = board.locked(assignment)
    refuse(life.why_not_renew(now, at))
    assert now.closes_at is not None  # or it could not be renewed
    now.closes_at = moments.renewed(now.closes_at, now.ends_on, at)
    now.reminded = moments.reminder_due(now.closes_at, at)
    now.state, now.ended_at, now.changed_at = life.OPEN, None, at
    see_thread(now.poster, assignment_path(now), at)


def withdraw(assignment: Assignment, at: datetime) -> None:
    """Take it off the board; everybody who responded and was not answered is told, and who was chosen. Raises Refused."""
    now = board.locked(assignment)
    refuse(life.why_not_withdraw(now))
    offer_no_longer(now, at)
    told = responses.held(now, (*answering.WAITING, answering.CHOSEN))
    now.state, now.ended_at, now.changed_at = life.WITHDRAWN, at, at
    tell_responders(now, told, kinds.CLOSED, at)
    see_thread(now.poster, responses_path(now), at)
    see_thread(now.poster, assignment_path(now), at)


def throw_away(assignment: Assignment) -> None:
    """Remove what nobody else has seen. Raises Refused."""
    now = board.locked(assignment)
    if now.state != life.DRAFT:
        raise Refused(life.ALREADY_OPEN)
    db.session.delete(now)
    db.session.flush()


def refuse(reason: str | None) -> None:
    """Stop here for a named reason. Raises Refused."""
    if reason:
        raise Refused(reason)


def _put(assignment: Assignment, part: Part) -> None:
    """Set the fields of one part; the last day of a plan is kept as the moment it ends."""
    for one in fields(part):
        if one.name != "answer_by":
            setattr(assignment, one.name, getattr(part, one.name))
