"""The log of a room and what it makes: read from the database, folded, kept per process until somebody was first.

What is kept is never trusted for writing: the number of a new event must be the next one, or the insert fails.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert

from hub.core.crypto import vault
from hub.core.db import UTCDateTime, apart, db
from hub.intervision.models import CommandSeen, RoomEvent, RoomPresence, Session
from hub.intervision.rules.evolve import evolve
from hub.intervision.rules.project import hides_answer, project, sees
from hub.intervision.rules.room import Event, Room
from hub.members.models import Member

MOST_KEPT = 200


@dataclass(frozen=True)
class Logged:
    """An event with its number and the entry of the phase it happened in."""

    lsn: int
    epoch: int
    event: Event


@dataclass(frozen=True)
class Frame:
    """What one person gets of an event; `prev` is the number of what they got before it."""

    who: str
    lsn: int
    prev: int
    epoch: int
    event: Event


@dataclass(frozen=True)
class Log:
    """A room as it stands at a number, with the number of what each person got last."""

    room: Room = field(default_factory=Room)
    lsn: int = 0
    last: Mapping[str, int] = field(default_factory=dict)

    def after(self, logged: Logged) -> tuple[Log, list[Frame]]:
        """The log one event later, and who gets what of it."""
        room = evolve(self.room, logged.event)
        frames, last = [], dict(self.last)
        # Who is put out of the room still hears that.
        for who in {**self.room.seats, **room.seats}:
            shown = project(room, logged.event, who)
            if shown is not None:
                frames.append(Frame(who, logged.lsn, last.get(who, 0), logged.epoch, shown))
                last[who] = logged.lsn
        return Log(room, logged.lsn, last), frames


class Kept:
    """Logs of rooms that were used lately, in this process."""

    def __init__(self) -> None:
        self._logs: OrderedDict[int, Log] = OrderedDict()
        self._lock = Lock()

    def get(self, session_id: int) -> Log:
        """What is kept of a room; an empty one if nothing is."""
        with self._lock:
            return self._logs.get(session_id) or Log()

    def put(self, session_id: int, log: Log) -> None:
        """Keep this much, unless more is kept already."""
        with self._lock:
            if self._logs.get(session_id, Log()).lsn <= log.lsn:
                self._logs[session_id] = log
                self._logs.move_to_end(session_id)
            while len(self._logs) > MOST_KEPT:
                self._logs.popitem(last=False)

    def forget(self, session_id: int) -> None:
        """Keep nothing of a room: its words were wiped."""
        with self._lock:
            self._logs.pop(session_id, None)


_KEPT: WeakKeyDictionary[Engine, Kept] = WeakKeyDictionary()


def kept() -> Kept:
    """The logs kept in this process, of the database that is spoken with."""
    return _KEPT.setdefault(db.engine, Kept())


def log_of(session: Session) -> Log:
    """The room as the database has it now. What is not saved yet is never kept."""
    log = kept().get(session.id)
    for logged in logged_after(session, log.lsn):
        log, _ = log.after(logged)
    kept().put(session.id, log)
    return log


def logged_after(session: Session, lsn: int) -> Iterator[Logged]:
    """Everything that happened after a number, opened."""
    rows = db.session.execute(
        select(RoomEvent.lsn, RoomEvent.epoch, RoomEvent.at, RoomEvent.type, RoomEvent.body_sealed)
        .where(RoomEvent.session_id == session.id, RoomEvent.lsn > lsn)
        .order_by(RoomEvent.lsn)
    )
    for number, epoch, at, kind, sealed in rows.all():
        by, data = json.loads(vault().open(sealed, place_of(session, number)))
        yield Logged(number, epoch, Event(kind, by, in_ms(at), data))


def frames_for(session: Session, who: str, after: int) -> list[Frame]:
    """What one person missed since a number, in order."""
    log, missed = Log(), []
    for logged in logged_after(session, 0):
        log, frames = log.after(logged)
        missed += [one for one in frames if one.who == who and one.lsn > after]
    return [_as_now(log.room, frame) for frame in missed]


def _as_now(room: Room, frame: Frame) -> Frame:
    """A frame of the past as it may be read now: about a case that was stopped meanwhile it tells only that something was."""
    data = frame.event.data
    spoken = [room.items[one["id"]] for one in (data.get("item"), *data.get("items", ())) if one and one["id"] in room.items]
    hidden = any(not sees(room, item, frame.who) or hides_answer(room, item, frame.who) for item in spoken)
    offered = frame.event.type == "case.offered" and frame.event.by == room.owner != frame.who
    if room.case_epoch and frame.event.type == "case.offered":
        offered = offered or frame.event.by == room.former_owner != frame.who
    if (room.case_gone or room.case_epoch) and (hidden or offered):
        return replace(frame, event=Event(frame.event.type, None, frame.event.at))
    return frame


def write(session: Session, lsn: int, epoch: int, event: Event) -> None:
    """Add one event under its number. Somebody else may have been first: the flush says so."""
    row = RoomEvent(session_id=session.id, lsn=lsn, epoch=epoch, at=moment(event.at), type=event.type)
    row.body_sealed = sealed_body(session, lsn, event.by, event.data)
    db.session.add(row)


def sealed_body(session: Session, lsn: int, by: str | None, data: Mapping[str, Any]) -> bytes:
    """Who and what, encrypted for its place in this log."""
    return vault().seal(json.dumps([by, dict(data)]), place_of(session, lsn))


def place_of(session: Session, lsn: int) -> str:
    """Where a body stands; it opens nowhere else."""
    return f"room_event.body:{session.public_id}:{lsn}"


def rewrite(session: Session, lsn: int, by: str | None, data: Mapping[str, Any]) -> None:
    """Another body under the same number: how words are wiped."""
    here = (RoomEvent.session_id == session.id) & (RoomEvent.lsn == lsn)
    db.session.execute(update(RoomEvent).where(here).values(body_sealed=sealed_body(session, lsn, by, data)))


def seen(session: Session, member_id: int, command_id: str) -> CommandSeen | None:
    """The answer a command got before."""
    mine = (CommandSeen.session_id == session.id) & (CommandSeen.member_id == member_id)
    return db.session.scalar(select(CommandSeen).where(mine, CommandSeen.command_id == command_id))


def heard_of(session_id: int, member_id: int, until: datetime) -> None:
    """Somebody counts as here until then, unless they are heard of again."""
    # Whoever or whatever is gone meanwhile is not heard of any more.
    still = select(Session.id, Member.id, literal(until, UTCDateTime())).join(Member, Member.id == member_id)
    still = still.where(Session.id == session_id)
    row = insert(RoomPresence).from_select(["session_id", "member_id", "until"], still)
    db.session.execute(row.on_conflict_do_update(index_elements=["session_id", "member_id"], set_={"until": until}))


def still_reading(session_id: int, member_id: int, at: datetime, until: datetime) -> None:
    """Whoever is here and loads the page again is here a while longer. A transaction of its own: the page only reads."""
    mine = (RoomPresence.session_id == session_id) & (RoomPresence.member_id == member_id) & (RoomPresence.until > at)
    with apart() as own:
        own.execute(update(RoomPresence).where(mine).values(until=func.greatest(RoomPresence.until, until)))


def abandoned(since: datetime) -> Sequence[int]:
    """Rooms that run, and in which everybody counts as away since then: no server watched who is here."""
    rows = select(Session.id).join(RoomPresence, RoomPresence.session_id == Session.id).where(Session.status == "running")
    return db.session.scalars(rows.group_by(Session.id).having(func.max(RoomPresence.until) <= since)).all()


def all_heard_of(session_id: int, until: datetime) -> None:
    """Everybody who was here counts as here until then."""
    db.session.execute(update(RoomPresence).where(RoomPresence.session_id == session_id).values(until=until))


def fading(at: datetime) -> list[tuple[int, int]]:
    """Who was not heard of for too long: rooms and members."""
    rows = select(RoomPresence.session_id, RoomPresence.member_id).where(RoomPresence.until <= at)
    return [(session_id, member_id) for session_id, member_id in db.session.execute(rows.limit(200))]


def has_faded(session_id: int, member_id: int, at: datetime) -> bool:
    """Take somebody off the list of who is here, unless they were heard of again in the meantime. Tells whether."""
    faded = (RoomPresence.session_id == session_id) & (RoomPresence.member_id == member_id) & (RoomPresence.until <= at)
    return db.session.execute(delete(RoomPresence).where(faded).returning(RoomPresence.id)).first() is not None


def forget_presence(session_id: int, member_id: int) -> None:
    """Nobody watches any more whether they are here."""
    theirs = (RoomPresence.session_id == session_id) & (RoomPresence.member_id == member_id)
    db.session.execute(delete(RoomPresence).where(theirs))


def due_rooms(at: datetime) -> Sequence[int]:
    """Rooms that may have something to do by themselves."""
    return db.session.scalars(select(Session.id).where(Session.due_at <= at).order_by(Session.due_at).limit(50)).all()


def in_ms(at: datetime) -> int:
    """A moment as milliseconds since 1970 UTC."""
    return int(at.timestamp() * 1000)


def moment(ms: int) -> datetime:
    """Milliseconds since 1970 as a moment."""
    return datetime.fromtimestamp(ms / 1000, UTC)
