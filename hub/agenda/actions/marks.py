"""Telling the calendars that something they show has changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from hub.agenda.models import Answer, FeedMark, Gathering
from hub.agenda.queries.feeds import PUBLIC
from hub.core.db import db
from hub.members.actions import calendar_mark
from hub.members.models import Member


def everybody_concerned(gathering: Gathering) -> list[Member]:
    """The organiser and whoever answered, always in the same order, so that two changes cannot wait for each other."""
    answered = select(Answer.member_id).where(Answer.gathering_id == gathering.id)
    wanted = select(Member).where(Member.id.in_(answered) | (Member.id == gathering.organiser_id))
    return list(db.session.scalars(wanted.order_by(Member.id)))


def mark_feeds(gathering: Gathering, at: datetime, *, was_public: bool = False) -> None:
    """Mark every calendar that shows this gathering, or did until now."""
    mark_members(everybody_concerned(gathering), at)
    if was_public or gathering.audience == "public":
        mark_public(at)


def mark_members(members: Iterable[Member], at: datetime) -> None:
    """Mark the calendars of members."""
    for member in members:
        calendar_mark(member, at)


def mark_public(at: datetime) -> None:
    """Mark the public feeds: a new stamp, and a moment that never goes back."""
    row = insert(FeedMark).values(name=PUBLIC, stamp=uuid4(), changed_at=at)
    later = func.greatest(FeedMark.changed_at, row.excluded.changed_at)
    db.session.execute(
        row.on_conflict_do_update(index_elements=["name"], set_={"stamp": row.excluded.stamp, "changed_at": later})
    )
