"""A form that makes something makes it once, however often it is sent."""

from __future__ import annotations

from datetime import datetime

from flask import g
from sqlalchemy import Index, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import clock
from hub.core.db import Base, db
from hub.core.text import HIDDEN

LONGEST_MARK = 64


class SentForm(Base):
    """A form that made something, so that sending it twice makes one thing."""

    __tablename__ = "sent_form"
    __table_args__ = (Index("ix_sent_form_at", "at"),)

    token: Mapped[str] = mapped_column(unique=True, comment="random mark of one drawn form")
    leads_to: Mapped[str | None] = mapped_column(comment="path the sender was shown afterwards")
    at: Mapped[datetime] = mapped_column(comment="when it was sent")


class AlreadyDone(Exception):
    """This very form was sent before: the first one counts."""

    def __init__(self, token: str) -> None:
        super().__init__(token)
        self.token = token


def first_time(token: str | None) -> bool:
    """Mark a form as sent, in the same transaction as what it does; the second sender waits and gets False."""
    if not token or len(token) > LONGEST_MARK or HIDDEN.search(token):
        return True
    marked = insert(SentForm).values(token=token, at=clock.now()).on_conflict_do_nothing().returning(SentForm.id)
    g.sent_token = token
    return db.session.execute(marked).first() is not None


def remember_outcome(path: str | None) -> None:
    """Keep where the sender of a form is shown its effect, for whoever sends it twice."""
    if g.get("sent_token") and path:
        db.session.execute(update(SentForm).where(SentForm.token == g.sent_token).values(leads_to=path))


def outcome_of(token: str) -> str | None:
    """Where the first sender of a form was shown its effect."""
    return db.session.scalar(select(SentForm.leads_to).where(SentForm.token == token))


def clear_before(moment: datetime) -> int:
    """Remove the marks of forms sent before a moment. Gives how many."""
    return len(db.session.execute(delete(SentForm).where(SentForm.at < moment).returning(SentForm.id)).all())
