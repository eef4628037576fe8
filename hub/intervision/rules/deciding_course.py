"""Commands about the course of a session: coming in, moving on, pausing, roles, cases, stopping."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hub.intervision.rules import room as r
from hub.intervision.rules.chance import Random
from hub.intervision.rules.evolve import fold
from hub.intervision.rules.leading import enough, is_full, offer_for, reserve_of
from hub.intervision.rules.limits import MOST_TEXT, cleaned, why_not_text
from hub.intervision.rules.method import FACILITATOR, OWNER
from hub.intervision.rules.moving import close, enter, needs_case, next_of, stopped
from hub.intervision.rules.room import Event, Refusal, Room

Data = Mapping[str, Any]
Outcome = list[Event] | Refusal
LEAST_MORE, MOST_MORE = 60, 600


def hello(room: Room, who: str, data: Data, now: int, rng: Random) -> Outcome:
    """Come in, or back in: the same person, the same place. Who comes late waits at the door.

    Who stepped back stays apart, also when their page loads again: they say themselves when they are back.
    """
    seat = room.seats[who]
    if room.status in r.ENDED or seat.presence in (r.HERE, r.SHORT):
        return []
    if not seat.joined and not room.entry_is_open():
        waiting = Event("member.presence", who, now, {"user": who, "state": r.WAITING})
        return [] if seat.presence == r.WAITING else [waiting]
    return [_joined(room, who, seat.listener, now)]


def _joined(room: Room, who: str, listener: bool, now: int) -> Event:
    queue = not listener and _queues(room, who)
    return Event("member.joined", who, now, {"user": who, "listener": listener, "queue": queue})


def _queues(room: Room, who: str) -> bool:
    """Whether somebody who takes part from now on still gets a turn in the round that runs."""
    phase = room.phase
    waits = room.turn is not None and who not in (*room.turn.order, *room.turn.done)
    return waits and phase is not None and bool(room.roles_as_member(who) & set(phase.who))


def presence(room: Room, who: str, data: Data, now: int, rng: Random) -> Outcome:
    """Step back, leave, come back. There is no field for a reason."""
    state, seat = data.get("state"), room.seats[who]
    if state == "back":
        return [] if seat.presence == r.HERE else [_joined(room, who, seat.listener, now)]
    if state not in (r.SHORT, r.OFFLINE):
        return Refusal("bad_input")
    return [] if seat.presence in (state, r.AWAY) else [Event("member.presence", who, now, {"user": who, "state": state})]


def advance(room: Room, who: str, data: Data, now: int, rng: Random) -> Outcome:
    """Announce a move: to the next phase, the one before, or past an optional one."""
    to, phase = data.get("to", "next"), room.phase
    assert phase is not None
    if to == "back":
        target = room.idx - 1
    elif to == "next" or (to == "skip" and phase.optional):
        target = next_of(room) or -1
    else:
        return Refusal("bad_input")
    # Nobody is chosen twice, and a case that was stopped is not opened again.
    if target < 0 or (to == "back" and (room.plan[target].input == "vote" or (room.case_gone and room.plan[target].is_content))):
        return Refusal("wrong_phase")
    if target > room.idx and needs_case(room):
        return Refusal("no_case")
    return [Event("phase.pending", who, now, {"to": target, "at": now + room.waits.announce, "reason": to})]


def hold(room: Room, who: str, data: Data, now: int, rng: Random) -> Outcome:
    """More time, please: the move is off and there is a minute more. Nobody sees who asked."""
    return [Event("phase.held", who, now, {"until": now + room.waits.hold})]


def cancel(room: Room, who: str, data: Data, now: int, rng: Random) -> Outcome:
    """Whoever announced a move takes it back."""
    return [Event("phase.pending_off", who, now)]


def extend(room: Room, who: str, data: Data, now: int, rng: Random) -> Outcome:
    """One to ten minutes more."""
    more = data.get("seconds")
    if not isinstance(more, int) or isinstance(more, bool) or not LEAST_MORE <= more <= MOST_MORE:
        return Refusal("bad_input")
    return [Event("phase.extended", who, now, {"deadline": max(now, room.deadline or now) + more * 1000})]


def ready(room: Room, who: str, data: Data, now: int, rng: Random) -> Outcome:
    """Ready, or not after all."""
    wanted = data.get("ready")
    if not isinstance(wanted, bool):
        return Refusal("bad_input")
    return [] if wanted == (who in room.ready) else [Event("ready.changed", who, now, {"ready": wanted})]


def pause(room: Room, who: str, data: Data, now: int, rng: Random) -> Outcome:
    """A pause for everybody, at once."""
    return [Event("room.paused", who, now, {"kind": "group"})]


def resume(room: Room, who: str, data: Data, now: int, rng: Random) -> Outcome:
    """Go on where everybody was."""
    return [Event("room.resumed", who, now)]


def start(room: Room, who: str, data: Data, now: int, rng: Random) -> Outcome:
    """From the lobby into the first phase. The deputy leads when the facilitator is not there.

    A facilitator whose line was lost a moment ago keeps the role; the deputy only begins.
    """
    events = []
    seat = room.seats.get(room.facilitator or "")
    keeps = seat is not None and seat.joined and now < seat.since + room.waits.facilitator
    if who != room.facilitator and not keeps:
        moved = {"role": FACILITATOR, "from": room.facilitator, "to": who, "why": "start"}
        events.append(Event("role.changed", who, now, moved))
    return [*events, enter(room, 0, "start", who, now)]


def end(room: Room, who: str, data: Data, now: int, rng: Random) -> Outcome:
    """Close the room after the last phase, or stop it in a pause."""
    return close(room, who, now) if room.idx == len(room.plan) - 1 else [stopped(who, now)]


def offer_case(room: Room, who: str, data: Data, now: int, rng: Random) -> Outcome:
    """Offer a question for today; a second one takes the place of the first."""
    if code := why_not_text(data.get("title"), MOST_TEXT["case"]):
        return Refusal(code)
    return [Event("case.offered", who, now, {"title": cleaned(data["title"], MOST_TEXT["case"])})]


def withdraw_case(room: Room, who: str, data: Data, now: int, rng: Random) -> Outcome:
    """Not today after all, without a reason."""
    return [Event("case.withdrawn", who, now)]


def stop_case(room: Room, who: str, data: Data, now: int, rng: Random) -> Outcome:
    """The owner stops: at once, without a reason."""
    delete = data.get("delete", True)
    if not isinstance(delete, bool):
        return Refusal("bad_input")
    return [Event("case.stopped", who, now, {"until": now + room.waits.undo, "delete": delete})]


def undo_stop(room: Room, who: str, data: Data, now: int, rng: Random) -> Outcome:
    """Within a minute: go on after all, or wait as before the stop, or because there are too few."""
    events = [Event("case.restored", who, now)]
    code = enough(room)
    if code is None or (room.stop is not None and room.stop.pause):
        return events
    return [*events, Event("room.paused", None, now, {"kind": "owner" if code == "not_owner_present" else "minimum"})]


def note(room: Room, who: str, data: Data, now: int, rng: Random) -> Outcome:
    """A word about the process by who leads, shown apart."""
    if code := why_not_text(data.get("text"), MOST_TEXT["process"]):
        return Refusal(code)
    return [Event("process.noted", who, now, {"text": cleaned(data["text"], MOST_TEXT["process"])})]


def ask_help(room: Room, who: str, data: Data, now: int, rng: Random) -> Outcome:
    """Only who leads hears it."""
    return [Event("help.asked", who, now)]


def offer_role(room: Room, who: str, data: Data, now: int, rng: Random) -> Outcome:
    """The facilitator asks somebody to lead, or to be the reserve."""
    role, to = data.get("role"), data.get("to")
    seat = room.seats.get(to) if isinstance(to, str) else None
    if role not in (FACILITATOR, r.DEPUTY, "timekeeper") or seat is None or to == who or seat.listener:
        return Refusal("bad_input")
    if not room.is_here(to) or (role == FACILITATOR and room.brings_in(seat.who)):
        return Refusal("bad_input")
    return [Event("role.offered", who, now, {"role": role, "to": to, "until": now + room.waits.offer})]


def take_back(room: Room, who: str, data: Data, now: int, rng: Random) -> Outcome:
    """Who led before their line was lost asks whoever leads now: nothing goes back by itself."""
    asked = {"role": FACILITATOR, "to": room.facilitator, "until": now + room.waits.offer, "taker": who}
    return [Event("role.offered", who, now, asked)]


def accept(room: Room, who: str, data: Data, now: int, rng: Random) -> Outcome:
    """Take the role one was asked for, or give it back to who asks for it."""
    role = offer_for(room, who)
    assert role is not None
    to = room.offers[role].taker or who
    changed = Event("role.changed", who, now, {"role": role, "from": room.roles.get(role), "to": to, "why": "accepted"})
    if role != OWNER:
        return [changed]
    first = next(number for number, phase in enumerate(room.plan) if phase.part == "core")
    return [changed, enter(fold([changed], room), first, "reserve", who, now)]


def reserve(room: Room, who: str, data: Data, now: int, rng: Random) -> Outcome:
    """The owner stays away: ask who offered the next question whether it may be theirs."""
    asked = {"role": OWNER, "to": reserve_of(room), "until": now + room.waits.offer}
    return [Event("role.offered", who, now, asked)]


def listen(room: Room, who: str, data: Data, now: int, rng: Random) -> Outcome:
    """Only listen from now on, without a reason."""
    return [Event("member.listens", who, now, {"user": who, "listener": True, "queue": False})]


def take_part(room: Room, who: str, data: Data, now: int, rng: Random) -> Outcome:
    """Take part again."""
    return [Event("member.listens", who, now, {"user": who, "listener": False, "queue": _queues(room, who)})]


def decline(room: Room, who: str, data: Data, now: int, rng: Random) -> Outcome:
    """No thanks, without a reason."""
    return [Event("role.declined", who, now, {"role": offer_for(room, who)})]


def admit(room: Room, who: str, data: Data, now: int, rng: Random) -> Outcome:
    """Let somebody who waits at the door in: to listen, or to take part."""
    user, as_what = data.get("user"), data.get("as", "listener")
    seat = room.seats.get(user) if isinstance(user, str) else None
    if seat is None or seat.presence != r.WAITING or as_what not in ("listener", "full"):
        return Refusal("bad_input")
    if is_full(room, listeners=as_what == "listener"):
        return Refusal("full")
    return [_joined(room, seat.who, as_what == "listener", now)]


DECIDERS: Mapping[str, Callable[[Room, str, Data, int, Random], Outcome]] = {
    "room.hello": hello,
    "presence.set": presence,
    "phase.advance": advance,
    "phase.hold": hold,
    "phase.cancel": cancel,
    "phase.extend": extend,
    "phase.ready": ready,
    "room.pause": pause,
    "room.resume": resume,
    "room.start": start,
    "room.end": end,
    "case.offer": offer_case,
    "case.withdraw": withdraw_case,
    "case.stop": stop_case,
    "case.undo_stop": undo_stop,
    "process.note": note,
    "help.ask": ask_help,
    "role.offer": offer_role,
    "role.accept": accept,
    "role.decline": decline,
    "role.take_back": take_back,
    "seat.listen": listen,
    "seat.take_part": take_part,
    "case.reserve": reserve,
    "member.admit": admit,
}
