"""Sessions as rows (R-AUTH-07): an opaque 256-bit id in one cookie, only its hash stored.

Saved on a connection of its own, so that a refused request still keeps its session and a kept one never commits the
request's work. Nothing is read before somebody asks, so a feed neither reads nor sets a cookie.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Request, Response, g
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy import Index, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import clock
from hub.core.db import Base, apart, db
from hub.core.lines import OneRow

IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(days=14)
OWN_DEVICE = timedelta(days=30)
STAFF_IDLE = timedelta(minutes=30)
STAFF_ABSOLUTE = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)


class BrowserSession(Base):
    """One browser that was given a cookie."""

    __tablename__ = "browser_session"
    __table_args__ = (Index("ix_browser_session_account", "account"), Index("ix_browser_session_ends_at", "ends_at"))

    key_hash: Mapped[str] = mapped_column(unique=True, comment="SHA-256 of the cookie's value")
    account: Mapped[str | None] = mapped_column(comment="key of the account that logged in here; null for a visitor")
    data: Mapped[dict[str, Any]] = mapped_column(JSONB, comment="what Flask keeps between requests; no personal text")
    device: Mapped[str] = mapped_column(comment="kind of browser and system, coarse, for the member's own list")
    own_device: Mapped[bool] = mapped_column(comment="the member said: this is my own device")
    staff: Mapped[bool] = mapped_column(comment="a moderator or operator: shorter ends")
    created_at: Mapped[datetime] = mapped_column(comment="when this log-in began")
    seen_at: Mapped[datetime] = mapped_column(comment="last request, to the minute")
    ends_at: Mapped[datetime] = mapped_column(comment="when it ends if nothing more happens")


_BY_KEY = OneRow(select(BrowserSession.__table__).where(BrowserSession.key_hash == bindparam("key_hash")))


def end_of(row_created: datetime, seen: datetime, own_device: bool, staff: bool) -> datetime:
    """When a session ends: idle end or absolute end, whichever comes first. A member's own device rolls on."""
    if staff:
        return min(seen + STAFF_IDLE, row_created + STAFF_ABSOLUTE)
    if own_device:
        return seen + OWN_DEVICE
    return min(seen + IDLE, row_created + ABSOLUTE)


class RowSession(SessionMixin):
    """A dict that reads its row at the first touch."""

    def __init__(self, key: str | None, agent: str) -> None:
        self.key = key
        self.agent = agent
        self.old_key: str | None = None
        self.modified = False
        self.accessed = False
        self.own_device = False
        self.staff = False
        self.created_at: datetime | None = None
        self.loaded: dict[str, Any] | None = None

    @property
    def values_(self) -> dict[str, Any]:
        """What is kept; an unknown, ended or absent key gives an empty new session."""
        self.accessed = True
        if self.loaded is None:
            self.loaded = self._load()
        return self.loaded

    def _load(self) -> dict[str, Any]:
        if not self.key or not g.get("personal", True):
            return {}  # behind a secret link nobody is anybody, whatever a library asks
        at = clock.now()
        row = _BY_KEY({"key_hash": hashed(self.key)})
        if row is None or row.ends_at <= at:
            self.key = None
            return {}
        self.own_device, self.staff, self.created_at = row.own_device, row.staff, row.created_at
        if row.seen_at + SEEN_EVERY <= at:
            ends_at = end_of(row.created_at, at, row.own_device, row.staff)
            with apart() as db_session:
                seen = update(BrowserSession).where(BrowserSession.id == row.id)
                db_session.execute(seen.values(seen_at=at, ends_at=ends_at))
        return dict(row.data)

    def renew(self, *, own_device: bool = False, staff: bool = False) -> None:
        """A new id for what is kept: at log-in, so that nobody who knew the old one comes along."""
        kept = self.values_
        self.old_key, self.key = self.key, secrets.token_urlsafe(32)
        self.own_device, self.staff, self.created_at = own_device, staff, None
        self.loaded, self.modified = kept, True

    def __getitem__(self, name: str) -> Any:
        return self.values_[name]

    def __setitem__(self, name: str, value: Any) -> None:
        self.values_[name] = value
        self.modified = True

    def __delitem__(self, name: str) -> None:
        del self.values_[name]
        self.modified = True

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_)

    def __len__(self) -> int:
        return len(self.values_)

    def clear(self) -> None:
        """Forget everything; the row goes when the answer is sent."""
        self.values_.clear()
        self.modified = True


def hashed(key: str) -> str:
    """What is stored of a secret key."""
    return hashlib.sha256(key.encode()).hexdigest()


def coarse_device(agent: str) -> str:
    """'Firefox, Windows': enough to know one's own browser again, too little to follow anybody."""
    browser = next((b for b in ("Firefox", "Edg", "Chrome", "Safari") if b in agent), "Browser")
    system = next((s for s in ("Android", "iPhone", "iPad", "Windows", "Mac", "Linux") if s in agent), "onbekend")
    return f"{'Edge' if browser == 'Edg' else browser}, {system}"


class RowSessions(SessionInterface):
    """Flask's session on our table."""

    def __init__(self, secure: bool) -> None:
        self.secure = secure
        self.cookie = "__Host-sid" if secure else "sid"

    def open_session(self, app: Flask, request: Request) -> RowSession:
        """Nothing is read yet."""
        key = request.cookies.get(self.cookie)
        return RowSession(key if key and len(key) <= 64 else None, request.headers.get("User-Agent", ""))

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep it in a transaction of its own; set the cookie only when there is something to keep."""
        if not isinstance(session, RowSession) or not session.accessed or not g.get("personal", True):
            return
        response.vary.add("Cookie")
        if not session.modified:
            return
        if not session.values_ and session.old_key is None:
            self._forget(session, response)
            return
        session.key = session.key or secrets.token_urlsafe(32)
        _write(session)
        response.set_cookie(
            self.cookie,
            session.key,
            max_age=int(OWN_DEVICE.total_seconds()) if session.own_device else None,
            secure=self.secure,
            httponly=True,
            samesite="Lax",
            path="/",
        )

    def _forget(self, session: RowSession, response: Response) -> None:
        if session.key:
            with apart() as db_session:
                db_session.execute(delete(BrowserSession).where(BrowserSession.key_hash == hashed(session.key)))
            response.delete_cookie(self.cookie, secure=self.secure, httponly=True, samesite="Lax", path="/")


def _write(session: RowSession) -> None:
    at = clock.now()
    created = session.created_at or at
    row = {
        "key_hash": hashed(session.key or ""),
        "account": session.values_.get("_user_id"),
        "data": session.values_,
        "device": coarse_device(session.agent),
        "own_device": session.own_device,
        "staff": session.staff,
        "created_at": created,
        "seen_at": at,
        "ends_at": end_of(created, at, session.own_device, session.staff),
    }
    with apart() as db_session:
        db_session.execute(insert(BrowserSession).values(**row).on_conflict_do_update(index_elements=["key_hash"], set_=row))
        if session.old_key:
            db_session.execute(delete(BrowserSession).where(BrowserSession.key_hash == hashed(session.old_key)))


def end_all_of(account: str) -> None:
    """End every session of an account within the running transaction: a new password, a removal, a new role."""
    db.session.execute(delete(BrowserSession).where(BrowserSession.account == account))


def clear_ended(at: datetime) -> int:
    """Remove rows that ended. Gives how many."""
    gone = db.session.execute(delete(BrowserSession).where(BrowserSession.ends_at <= at).returning(BrowserSession.id))
    return len(gone.all())
