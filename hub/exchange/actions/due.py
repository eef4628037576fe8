"""What the worker does for the exchange: reminders, ends, and clearing away."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, or_

from hub.core.db import db
from hub.core.due import DueAction
from hub.exchange.actions.telling import assignment_path, offer_no_longer
from hub.exchange.models import Assignment
from hub.exchange.queries import due as queries
from hub.exchange.queries.fitting import capacity_of
from hub.exchange.rules import kinds, life, moments
from hub.exchange.rules.fitting import wants_reminders
from hub.notices.actions import tell


def remind(key: int, at: datetime) -> None:
    """Remind a poster that responses end soon; nobody on pause, and nobody who is full."""
    found = queries.claimed(key)
    if found is None or found.closes_at is None or not moments.must_remind(found.closes_at, found.reminded, at):
        return
    found.reminded = moments.reminder_due(found.closes_at, at)
    if found.closes_at > at and wants_reminders(found.poster.paused_at, capacity_of(found.poster_id)):
        tell(member=found.poster, kind=kinds.ENDING, path=assignment_path(found), at=at)


def expire(key: int, at: datetime) -> None:
    """Take no more responses. Its poster can still choose, or renew."""
    found = queries.claimed(key)
    if found is None or found.closes_at is None or found.closes_at > at:
        return
    found.state, found.ended_at, found.changed_at = life.EXPIRED, at, at
    offer_no_longer(found, at)
    tell(member=found.poster, kind=kinds.EXPIRED, path=assignment_path(found), at=at)


def clear_old(at: datetime) -> int:
    """Remove what ended long ago, with its responses, and drafts that nobody came back to. Gives how many."""
    before = at - moments.CLEARED_AFTER
    over = Assignment.state.in_((life.DONE, life.WITHDRAWN, life.EXPIRED)) & (Assignment.ended_at < before)
    left = (Assignment.state == life.DRAFT) & (Assignment.changed_at < before)
    return len(db.session.execute(delete(Assignment).where(or_(over, left)).returning(Assignment.id)).all())


def due() -> tuple[DueAction, ...]:
    """What the worker does, one assignment at a time."""
    return (
        DueAction("ends of assignments", queries.ended, expire),
        DueAction("reminders of assignments", queries.ending, remind),
    )
