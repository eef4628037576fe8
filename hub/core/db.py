"""The database: one declarative base, one session per request, and the few ways to leave it."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, ClassVar, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, DateTime, Dialect, Identity, MetaData, Text, TypeDecorator, event
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

T = TypeVar("T")


class UTCDateTime(TypeDecorator[datetime]):
    """A moment: refuses naive values, gives back aware UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a zone: it would mean another hour on another machine."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Always UTC, whatever zone the server thinks in."""
        return None if value is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Every table has a bigint key that never leaves the server."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UTCDateTime, str: Text, int: BigInteger}

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)


def new_public_id() -> str:
    """20 characters of base32: 100 random bits, safe in a URL, not to be counted up."""
    return base64.b32encode(secrets.token_bytes(13)).decode().lower()[:20]


class PublicId:
    """Mixin for rows that appear in a URL. Set at construction, so that sealed text can be bound to it."""

    public_id: Mapped[str] = mapped_column(unique=True, comment="what a URL shows instead of the key")

    def __init__(self, **values: Any) -> None:
        values.setdefault("public_id", new_public_id())
        super().__init__(**values)


db = SQLAlchemy(
    metadata=Base.metadata,
    disable_autonaming=True,
    engine_options={
        "pool_size": 32,
        "pool_use_lifo": True,  # the line used last knows our statements, and its process is awake
        "connect_args": {"connect_timeout": 3, "options": "-c jit=off -c lock_timeout=8s -c timezone=UTC"},
    },
)


@contextmanager
def apart() -> Iterator[Session]:
    """A short transaction on a connection of its own: for what must survive a refusal (draft, session row)."""
    with Session(db.engine, expire_on_commit=False) as session, session.begin():
        yield session


def after_commit(push: Callable[[], None]) -> None:
    """Do this once the request's work is really saved; forgotten on a rollback."""
    db.session.info.setdefault("after_commit", []).append(push)


@event.listens_for(Session, "after_rollback")
def _nothing_to_say(session: Session) -> None:
    """What was not saved is not said either, however the work ended."""
    session.info.pop("after_commit", None)


def commit() -> None:
    """Save the work and then say it outward. Only core.web, the worker and `attempt` call this."""
    db.session.commit()
    for push in db.session.info.pop("after_commit", []):
        push()


def rollback() -> None:
    """Forget the work and everything that would have been said about it."""
    if not db.session.registry.has():
        return  # nothing was asked of this session: making one only to roll it back costs more than a feed
    db.session.info.pop("after_commit", None)
    db.session.rollback()


def attempt(work: Callable[[], T], tries: int = 5) -> T:
    """Load, decide, write, commit; on a conflict with somebody else do it all again. Raises the last conflict."""
    for left in range(tries - 1, -1, -1):
        try:
            result = work()
            commit()
            return result
        except (IntegrityError, OperationalError):
            rollback()
            if not left:
                raise
    raise AssertionError("tries must be at least 1")
