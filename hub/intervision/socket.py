"""What a browser may say to a room over its line. The same commands as the forms, with the same answers."""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from threading import Lock
from typing import Any, TypeGuard

from flask import current_app, request

from hub.core import clock
from hub.core.db import attempt, commit, rollback
from hub.core.socket import SocketEvent, place
from hub.core.text import translated
from hub.intervision import live
from hub.intervision.actions import room as actions
from hub.intervision.actions import writing
from hub.intervision.models import Session
from hub.intervision.queries import log as logs
from hub.intervision.queries import sessions
from hub.intervision.rules.allowed import RULES
from hub.intervision.rules.limits import has_only_its_fields
from hub.intervision.rules.planning import why_not_enter
from hub.intervision.rules.project import view
from hub.intervision.rules.refusals import SENTENCES
from hub.intervision.rules.room import Command, Waits
from hub.members.models import Member

MOST_REPLAYED = 200
BEATS_EVERY, SEATS_EVERY, HEARD_FOR = timedelta(seconds=10), timedelta(seconds=1), timedelta(seconds=40)
BREAK = timedelta(seconds=60)
REST = timedelta(seconds=5)
PUBLIC_ID = re.compile(r"[a-z2-7]{20}")
ENVELOPE = frozenset(("v", "room", "id", "cseq", "epoch", "type", "data"))
HELLO = frozenset(("v", "room", "id", "last_lsn"))
MOST_REV = 2**53  # as far as a browser counts
Answer = dict[str, Any]
log = logging.getLogger("peerhuis.room")


class Here:
    """Which open lines of this process are in which room."""

    def __init__(self) -> None:
        self._rooms: dict[str, tuple[int, int]] = {}
        self._sequence: dict[str, int] = {}
        self._lock = Lock()

    def enter(self, sid: str, session_id: int, member_id: int) -> None:
        """This line is in that room now."""
        with self._lock:
            self._rooms[sid] = (session_id, member_id)

    def leave(self, sid: str) -> tuple[int, int] | None:
        """This line is gone. Gives room and member, unless another line of theirs is still in it."""
        with self._lock:
            self._sequence.pop(sid, None)
            place = self._rooms.pop(sid, None)
            return place if place is not None and place not in self._rooms.values() else None

    def places(self) -> set[tuple[int, int]]:
        """Every room and member with a line here."""
        with self._lock:
            return set(self._rooms.values())

    def put_out(self, session_id: int, member_id: int) -> None:
        """No line of theirs is in that room any more."""
        with self._lock:
            for sid in [sid for sid, place in self._rooms.items() if place == (session_id, member_id)]:
                del self._rooms[sid]

    def is_in_order(self, sid: str, number: int) -> bool:
        """Whether this is a later command than the last one of the same tab."""
        with self._lock:
            last = self._sequence.get(sid, 0)
            self._sequence[sid] = max(last, number)
            return number > last


def here() -> Here:
    """The lines of this app in this process."""
    found: Here = current_app.extensions.setdefault("room_lines", Here())
    return found


def waits() -> Waits:
    """How long rooms wait in this installation."""
    found: Waits = current_app.extensions["room_waits"]
    return found


def _sid() -> str:
    return str(getattr(request, "sid", ""))


def _refused(code: str, ident: object, said: str = "", **more: Any) -> Answer:
    words = translated(said or SENTENCES[code])
    return {"ok": False, "id": ident, "code": code, "nl": words, "now": logs.in_ms(clock.now()), **more}


def _found(member: Member, sent: Mapping[str, Any], kind: str) -> Session | Answer:
    """The room a message is for, or why not."""
    public_id, ident, echo = sent.get("room"), sent.get("id"), _echo(sent.get("data"))
    # A line goes to the room that its ticket was for, and to no other.
    known = isinstance(public_id, str) and PUBLIC_ID.fullmatch(public_id) and public_id == place()
    seat = sessions.session_for(member, str(public_id)) if known else None
    if seat is None:
        return _refused("not_member", ident, echo=echo)
    if not seat.has_agreed:
        return _refused("no_agreement", ident, echo=echo)
    if shut := why_not_enter(seat.session, clock.now()):
        return _refused("closed", ident, shut, echo=echo)
    if seat.session.status == "purged" and kind != "note.private":
        return _refused("closed", ident, echo=echo)
    return seat.session


def hello(member: Member, sent: Mapping[str, Any]) -> Answer:
    """Come in, or come back: what was missed since `last_lsn`, or the whole room."""
    if not set(sent) <= HELLO:
        return _refused("bad_input", sent.get("id"))
    session = _found(member, sent, "room.hello")
    if not isinstance(session, Session):
        return session
    at = clock.now()
    ack = actions.give(session, member, Command("room.hello"), str(uuid.uuid4()), at, waits(), at + HEARD_FOR)
    if not ack.ok:
        return _refused(ack.code, sent.get("id"))
    here().enter(_sid(), session.id, member.id)
    last = sent.get("last_lsn")
    found = logs.log_of(session)
    answer: Answer = {"ok": True, "id": sent.get("id"), "lsn": found.lsn, "now": logs.in_ms(at)}
    if isinstance(last, int) and not isinstance(last, bool) and 0 < last <= found.lsn and found.lsn - last <= MOST_REPLAYED:
        missed = logs.frames_for(session, member.public_id, last)
        return {**answer, "replay": [live.as_sent(session, frame) for frame in missed]}
    return {**answer, "snapshot": view(found.room, member.public_id, logs.in_ms(at)), "last": found.last.get(member.public_id, 0)}


def command(member: Member, sent: Mapping[str, Any]) -> Answer:
    """One command in its envelope: {v, room, id, cseq, epoch, type, data}."""
    ident, kind, data, epoch = sent.get("id"), sent.get("type"), sent.get("data", {}), sent.get("epoch")
    if not _is_uuid(ident) or not isinstance(kind, str) or kind not in RULES or not isinstance(data, dict):
        return _refused("bad_input", ident)
    if not set(sent) <= ENVELOPE or not has_only_its_fields(kind, data):
        return _refused("bad_input", ident, echo=_echo(data))
    if epoch is not None and (not isinstance(epoch, int) or isinstance(epoch, bool)):
        return _refused("bad_input", ident)
    session = _found(member, sent, kind)
    if not isinstance(session, Session):
        return session
    if kind in ("item.draft", "note.private"):
        return _kept(session, member, kind, data, ident)
    number = sent.get("cseq")
    if isinstance(number, int) and not here().is_in_order(_sid(), number) and logs.seen(session, member.id, str(ident)) is None:
        return _refused("out_of_order", ident, echo=_echo(data))
    ack = actions.give(session, member, Command(kind, data, epoch), str(ident), clock.now(), waits())
    if not ack.ok:
        return _refused(ack.code, ident, echo=ack.echo, lsn=ack.lsn)
    return {"ok": True, "id": ident, "lsn": ack.lsn, "now": logs.in_ms(clock.now())}


def _kept(session: Session, member: Member, kind: str, data: Mapping[str, Any], ident: object) -> Answer:
    """A draft or a note: kept, seen by nobody else, no event."""
    text, rev, base, slot = data.get("text"), data.get("rev"), data.get("base"), data.get("slot")
    is_note = kind == "note.private"
    sound = _is_rev(rev) and (base in (None, 0) or _is_rev(base)) and (is_note or writing.is_slot(slot))
    if not isinstance(text, str) or not _is_rev(rev) or not sound:
        return _refused("bad_input", ident, echo=_echo(data))
    at, typed = clock.now(), writing.Typed(text, rev, base)
    if is_note:
        put = attempt(lambda: writing.keep_note(session, member, typed, at))
    else:
        put = attempt(lambda: writing.keep_draft(session, member, str(slot), typed, at))
    return {"ok": True, "id": ident, "kept": put.kept, "beside": put.beside, "now": logs.in_ms(clock.now())}


def _is_rev(given: object) -> TypeGuard[int]:
    return isinstance(given, int) and not isinstance(given, bool) and 0 < given < MOST_REV


def _echo(data: object) -> str:
    text = data.get("text", data.get("title", "")) if isinstance(data, Mapping) else ""
    return text if isinstance(text, str) else ""


def _is_uuid(given: object) -> bool:
    try:
        return isinstance(given, str) and len(given) == 36 and bool(uuid.UUID(given))
    except ValueError:
        return False


def time_sync(member: Member, sent: Mapping[str, Any]) -> Answer:
    """What time it is here, so that a browser's clock may be wrong."""
    if not set(sent) <= {"t0"}:
        return _refused("bad_input", None)
    return {"ok": True, "t0": sent.get("t0"), "t1": logs.in_ms(clock.now())}


def line_gone(sid: str) -> None:
    """A line is gone: after a few seconds its seat says so, unless somebody comes back."""
    place = here().leave(sid)
    if place is not None:
        logs.heard_of(*place, clock.now() + timedelta(milliseconds=waits().line))
        commit()


def beat_breaks() -> None:
    """Rooms in which nobody was heard of for so long that there was no server: nothing goes on before they are back."""
    at = clock.now()
    for key in logs.abandoned(at - BREAK + HEARD_FOR):
        actions.in_turn(key, partial(actions.pause_after_break, key, at, at + HEARD_FOR))


def beat_rooms() -> None:
    """What is due in rooms by itself. A room that cannot be opened rests, and holds up no other."""
    resting: dict[int, datetime] = current_app.extensions.setdefault("rooms_resting", {})
    at = clock.now()
    for key in logs.due_rooms(at):
        if resting.get(key, at) > at:
            continue
        try:
            actions.in_turn(key, partial(actions.pass_time, key, at))
            resting.pop(key, None)
        except Exception as error:
            rollback()
            resting[key] = at + REST
            log.error("a room could not go on", exc_info=error, extra={"event": "room.failed"})


def beat_presence() -> None:
    """Whose line is open is here; who was not heard of for too long is away."""
    at = clock.now()
    if _is_time("heard", BEATS_EVERY, at):
        for place in here().places():
            logs.heard_of(*place, at + HEARD_FOR)
        commit()
    for session_id, member_id in logs.fading(at):
        actions.in_turn(session_id, partial(actions.lose, session_id, member_id, at))


def beat_seats() -> None:
    """Who takes part in the circle no longer has no seat in a room that is open (R-SIO-06)."""
    at = clock.now()
    if not _is_time("seats", SEATS_EVERY, at):
        return
    for session_id, member_id in sessions.perhaps_out(at):
        if actions.in_turn(session_id, partial(actions.put_out, session_id, member_id, at)):
            here().put_out(session_id, member_id)


def _is_time(what: str, every: timedelta, at: datetime) -> bool:
    """Whether something that is done once in a while is to be done again."""
    done: dict[str, datetime] = current_app.extensions.setdefault("room_beats", {})
    if what in done and done[what] <= at < done[what] + every:
        return False
    done[what] = at
    return True


EVENTS = (
    SocketEvent("hello", "members_only", hello),
    SocketEvent("cmd", "members_only", command),
    SocketEvent("time", "members_only", time_sync),
)
BEATS = (beat_breaks, beat_rooms, beat_presence, beat_seats)
