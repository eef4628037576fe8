"""Due work: what a feature declares for the worker to do, and the mark that says the worker lives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base, db

FRESH = timedelta(minutes=10)


@dataclass(frozen=True)
class DueAction:
    """Work in pieces: `due` gives the keys of what waits, `do` does one of them within the running transaction.

    A piece that fails is logged and left, and the next one goes on; so `do` checks again, under a lock, that it is
    still due.
    """

    name: str
    due: Callable[[datetime], Sequence[int]]
    do: Callable[[int, datetime], object]


@dataclass(frozen=True)
class Sweep:
    """Clearing away: one statement, once in a while. Gives how many rows went."""

    name: str
    every: timedelta
    clear: Callable[[datetime], int]


class WorkerMark(Base):
    """When a kind of due work was last done."""

    __tablename__ = "worker_mark"

    name: Mapped[str] = mapped_column(unique=True, comment="'round', or the name of a sweep")
    at: Mapped[datetime] = mapped_column(comment="when it last ended well")


def mark(name: str, at: datetime) -> None:
    """Say that this was done now."""
    row = insert(WorkerMark).values(name=name, at=at)
    db.session.execute(row.on_conflict_do_update(index_elements=["name"], set_={"at": at}))


def last(name: str) -> datetime | None:
    """When this was last done."""
    return db.session.scalar(select(WorkerMark.at).where(WorkerMark.name == name))


def worker_is_fresh(at: datetime) -> bool:
    """Whether the worker went round lately: for /readyz."""
    seen = last("round")
    return seen is not None and seen > at - FRESH
