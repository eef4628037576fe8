"""A command in a room: load, decide, write, commit, then say. Somebody else first means: do it all again.

Commit comes before showing, and showing before the answer. A refused text is kept as a draft of its writer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from itertools import count
from random import Random, SystemRandom
from typing import TypeVar

from hub.core.db import after_commit, attempt, db
from hub.core.text import HIDDEN
from hub.intervision import live
from hub.intervision.actions.effects import apply_effects
from hub.intervision.actions.writing import keep_refused, sent_typed
from hub.intervision.models import CommandSeen, Session
from hub.intervision.queries import log as logs
from hub.intervision.queries import methods, sessions
from hub.intervision.queries.log import Frame, Log, Logged
from hub.intervision.rules.decide import decide
from hub.intervision.rules.evolve import evolve
from hub.intervision.rules.passing import due_at, tick
from hub.intervision.rules.plan import plan_of
from hub.intervision.rules.room import HERE, OFFLINE, RUNNING, WAITING, Command, Event, Refusal, Waits
from hub.members.models import Member

T = TypeVar("T")
TRIES = 12


@dataclass(frozen=True)
class Ack:
    """The answer to a command: the room's number after it, or why not, with the text that was refused."""

    lsn: int
    code: str = ""
    echo: str = ""

    @property
    def ok(self) -> bool:
        """Whether it was done."""
        return not self.code


def give(
    session: Session, member: Member, command: Command, command_id: str, at: datetime, waits: Waits, until: datetime | None = None
) -> Ack:
    """Do one command of one member, once; the same id gets the same answer. Commits by itself.

    `until`: how long whoever says something counts as being here.
    """
    key, member_id = session.id, member.id

    def work() -> Ack:
        if until is not None:  # before the log is read: whoever is heard of just now is not told to be away
            logs.heard_of(key, member_id, until)
        return given(key, member, command, command_id, at, waits)

    return in_turn(key, work)


def in_turn(key: int, work: Callable[[], T]) -> T:
    """Do something in a room and commit. Whoever was not first does it again, and from then on waits in line."""
    tries = count()

    def once() -> T:
        if next(tries):
            sessions.hold(key)
        return work()

    return attempt(once, TRIES)


def given(key: int, member: Member, command: Command, command_id: str, at: datetime, waits: Waits) -> Ack:
    """The same within the running transaction: the caller commits."""
    session = _loaded(key)
    before = logs.seen(session, member.id, command_id)
    if before is not None:
        return Ack(before.lsn, before.code, _text_of(command) if before.code else "")
    now, rng = logs.in_ms(at), SystemRandom()
    log = _opened(session, now, waits)
    log = _passed(session, log, now, rng)
    log = _seated(session, log, member, now)
    outcome = decide(log.room, member.public_id, command, now, rng)
    code = outcome.code if isinstance(outcome, Refusal) else ""
    if not isinstance(outcome, Refusal):
        sent_typed(session, member, log.room, command)
        log = _passed(session, _written(session, log, outcome), now, rng)
    else:
        keep_refused(session, member, log.room, command, at)
    db.session.add(CommandSeen(session_id=session.id, member_id=member.id, command_id=command_id, lsn=log.lsn, code=code, at=at))
    db.session.flush()
    return Ack(log.lsn, code, _text_of(command) if code else "")


def _text_of(command: Command) -> str:
    text = command.data.get("text", command.data.get("title", ""))
    return HIDDEN.sub("", text) if isinstance(text, str) else ""


def pass_time(key: int, at: datetime) -> None:
    """Do what is due in a room by itself, in the running transaction."""
    session = _loaded(key)
    log = logs.log_of(session)
    after = _passed(session, log, logs.in_ms(at), SystemRandom())
    if after.lsn == log.lsn:
        _remember_due(session, log)


def lose(key: int, member_id: int, at: datetime) -> None:
    """Somebody was not heard of for too long: their seat says so. In the running transaction."""
    if not logs.has_faded(key, member_id, at):
        return
    session = _loaded(key)
    log = logs.log_of(session)
    who = sessions.member_by_id(member_id).public_id
    now, rng = logs.in_ms(at), SystemRandom()
    seat = log.room.seats.get(who)
    # Who gave up at the door is not let in later either.
    if seat is not None and seat.presence in (HERE, WAITING):
        gone = Event("member.presence", who, now, {"user": who, "state": OFFLINE})
        _passed(session, _written(session, log, [gone]), now, rng)


def pause_after_break(key: int, at: datetime, until: datetime) -> None:
    """No server ran for a while: the time of the room stands still, and whoever was here may come back first."""
    session = _loaded(key)
    log = logs.log_of(session)
    if log.room.status == RUNNING:
        _written(session, log, [Event("room.paused", None, logs.in_ms(at), {"kind": "restart"})])
    logs.all_heard_of(key, until)


def put_out(key: int, member_id: int, at: datetime) -> bool:
    """Somebody takes part in the circle no longer: the room has no seat for them. Tells whether it had one."""
    session = _loaded(key)
    log = logs.log_of(session)
    who = sessions.member_by_id(member_id).public_id
    if who not in log.room.seats:
        return False
    gone = Event("member.removed", None, logs.in_ms(at), {"user": who})
    _passed(session, _written(session, log, [gone]), logs.in_ms(at), SystemRandom())
    logs.forget_presence(key, member_id)
    return True


def _loaded(key: int) -> Session:
    session = sessions.session_by_id(key)
    if session is None:
        raise LookupError("the session is gone")
    return session


def _opened(session: Session, now: int, waits: Waits) -> Log:
    """The log of a room; the first one to come opens it, and its plan stands from then on."""
    log = logs.log_of(session)
    if log.lsn:
        return log
    series = session.series
    method = methods.methods()[series.method]
    plan = plan_of(methods.frame(), method, series.length, series.pace)
    people = sessions.members_of(series.circle)
    names = {one.id: one.public_id for one in people}
    roles = {"facilitator": names.get(session.facilitator_id or 0), "deputy": names.get(session.deputy_id or 0)}
    data = {
        "plan": [asdict(one) | {"who": list(one.who)} for one in plan],
        "waits": asdict(waits),
        "facilitator_is_peer": method.facilitator_is_peer,
        "people": list(names.values()),
        "roles": {role: who for role, who in roles.items() if who},
        "times_owner": sessions.times_owner(series),
        "cases": {
            one.member.public_id: one.title for one in sessions.cases_of(session) if one.member_id != session.facilitator_id
        },
    }
    return _written(session, log, [Event("room.opened", None, now, data)])


def _seated(session: Session, log: Log, member: Member, now: int) -> Log:
    """Whoever came into the circle since the room was opened has a seat as well."""
    if member.public_id in log.room.seats:
        return log
    return _written(session, log, [Event("member.seated", None, now, {"user": member.public_id})])


def _passed(session: Session, log: Log, now: int, rng: Random) -> Log:
    """What time does, until there is nothing more to do."""
    while events := tick(log.room, now, rng):
        log = _written(session, log, events)
    return log


def _written(session: Session, log: Log, events: Sequence[Event]) -> Log:
    """Write events under the next numbers, do what belongs to them, and say them when they are saved."""
    frames: list[Frame] = []
    for event in events:
        room = evolve(log.room, event)
        logged = Logged(log.lsn + 1, room.epoch, event)
        logs.write(session, logged.lsn, logged.epoch, event)
        log, shown = log.after(logged)
        frames += shown
    db.session.flush()  # here somebody else may turn out to have been first
    for event in events:
        apply_effects(session, log.room, event)
    _remember_due(session, log)
    if frames:
        after_commit(partial(_say, session, log, frames))
    return log


def _say(session: Session, log: Log, frames: Sequence[Frame]) -> None:
    """After the commit: keep the log for the next command, and let everybody hear what is theirs."""
    logs.kept().put(session.id, log)
    # Who was put out hears that, and nothing after it.
    ends = [one for one in frames if one.event.type == "member.removed" and one.event.data["user"] == one.who]
    live.say(session, ends, sessions.keys_of({one.who for one in ends}) if ends else {})
    rest = [one for one in frames if one not in ends]
    live.say(session, rest, sessions.hearers(session, {one.who for one in rest}))


def _remember_due(session: Session, log: Log) -> None:
    moment = due_at(log.room)
    session.due_at = None if moment is None else logs.moment(moment)
