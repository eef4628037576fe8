"""Who may write what now: content of a phase, and the turns in a round. `allowed` gives the whole table."""

from __future__ import annotations

from hub.intervision.rules import room as r
from hub.intervision.rules.room import Room

BURST, BURST_IN, MOST_POSTS = 5, 10_000, 200


def running(room: Room, who: str) -> str | None:
    """Why nothing can be done in a phase now: no phase runs, or one is not here."""
    if room.status == r.LOBBY or room.phase is None:
        return "wrong_phase"
    if room.status == r.PAUSED:
        return "paused"
    return None if room.is_here(who) else "stepped_back"


def may_write(room: Room, who: str, now: int, *inputs: str) -> str | None:
    """Why somebody may not add content of these kinds of input now."""
    code = running(room, who)
    if code or room.phase is None:
        return code or "wrong_phase"
    phase = room.phase
    if phase.input not in inputs:
        return "wrong_phase"
    if not room.roles_of(who) & set(phase.who):
        return "not_allowed_role"
    if phase.is_content and not room.is_here(room.owner):
        return "not_owner_present"
    if now < room.quiet_until:
        return "quiet"
    return "not_your_turn" if takes_turns(room) and room.holder != who else None


def takes_turns(room: Room) -> bool:
    """Whether people write one after the other: a round of messages. Figures and cards are written side by side."""
    return room.phase is not None and room.phase.turn == "round" and room.phase.input == "chat"


def too_much(room: Room, who: str, now: int) -> str | None:
    """Why somebody wrote enough for now: in this phase, in these seconds, in this session."""
    phase = room.phase
    most = phase.n or (1 if phase.input == "statement" else 0) if phase else 0
    return too_fast(room, who, now) or ("too_many" if most and written(room, who) >= most else None)


def too_fast(room: Room, who: str, now: int) -> str | None:
    """Why somebody wrote enough for now, whatever the phase allows."""
    posts = room.posts.get(who, ())
    if len(posts) >= MOST_POSTS:
        return "too_many"
    return "too_fast" if len([one for one in posts if one > now - BURST_IN]) >= BURST else None


def written(room: Room, who: str) -> int:
    """How many pieces of somebody stand in this entry of the phase."""
    return sum(item.by == who and item.epoch == room.epoch and not item.withdrawn for item in room.items.values())


def post(room: Room, who: str, now: int) -> str | None:
    inputs = ("statement", "chat", "questions", "cards", "actions")
    code = may_write(room, who, now, *inputs) or too_much(room, who, now)
    if code is None and room.phase is not None and room.phase.input == "questions" and who == room.owner:
        return "not_allowed_role"  # the owner answers; asking is for the others
    return code


def answer(room: Room, who: str, now: int) -> str | None:
    code = running(room, who)
    if code or room.phase is None:
        return code or "wrong_phase"
    if room.phase.input != "questions":
        return "wrong_phase"
    return None if who == room.owner else "not_allowed_role"


def change(room: Room, who: str, now: int) -> str | None:
    return running(room, who)


def scale(room: Room, who: str, now: int) -> str | None:
    return may_write(room, who, now, "scale") or ("wrong_phase" if room.phase and room.phase.n != 1 else None)


def evaluate(room: Room, who: str, now: int) -> str | None:
    return may_write(room, who, now, "scale") or ("wrong_phase" if room.phase and room.phase.n == 1 else None)


def pick(room: Room, who: str, now: int) -> str | None:
    return may_write(room, who, now, "pick")


def vote(room: Room, who: str, now: int) -> str | None:
    return may_write(room, who, now, "vote") or ("no_case" if not room.cases else None)


def turn(room: Room, who: str, now: int) -> str | None:
    code = running(room, who)
    if code:
        return code
    if room.turn is None or not takes_turns(room):
        return "wrong_phase"
    return None if room.holder == who else "not_your_turn"


def defer(room: Room, who: str, now: int) -> str | None:
    code = turn(room, who, now)
    if code or room.turn is None:
        return code
    waiting = [one for one in room.turn.order if room.takes_part(one)]
    return None if len(waiting) > 1 and who not in room.turn.deferred else "too_many"


def give(room: Room, who: str, now: int) -> str | None:
    code = running(room, who)
    if code:
        return code
    if room.turn is None or not takes_turns(room) or room.holder is None:
        return "wrong_phase"
    return None if who == room.facilitator else "not_allowed_role"
