"""Who may lead now: moves, pauses, roles, cases, coming in. `allowed` gives the whole table."""

from __future__ import annotations

from hub.intervision.rules import room as r
from hub.intervision.rules.method import FACILITATOR, OWNER
from hub.intervision.rules.room import Room
from hub.intervision.rules.writing import running

MOST_HOLDS = 2
PAUSE_AGAIN = 20 * 60_000
MOST_FULL, MOST_LISTENERS = 8, 2


def free(room: Room, who: str, now: int) -> str | None:
    return None


def come_in(room: Room, who: str, now: int) -> str | None:
    return "full" if room.status not in r.ENDED and not room.seats[who].joined and is_full(room) else None


def is_full(room: Room, listeners: bool = False) -> bool:
    """Whether nobody more can take part, or listen."""
    seated = [one for one in room.seats.values() if one.joined and one.listener == listeners]
    return len(seated) >= (MOST_LISTENERS if listeners else MOST_FULL)


def here(room: Room, who: str, now: int) -> str | None:
    return None if room.is_here(who) else "stepped_back"


def offer_case(room: Room, who: str, now: int) -> str | None:
    if room.owner is not None or (room.phase is not None and room.phase.part != "before"):
        return "wrong_phase"
    if room.status == r.PAUSED:
        return "paused"
    if who == room.facilitator:
        return "leads"
    seat = room.seats[who]
    return "not_allowed_role" if seat.listener else here(room, who, now)


def take_case_back(room: Room, who: str, now: int) -> str | None:
    return "unknown_item" if who not in room.cases or room.owner is not None else None


def ready(room: Room, who: str, now: int) -> str | None:
    if room.seats[who].listener:
        return "not_allowed_role"
    if room.status == r.PAUSED:
        return "paused" if room.stop else here(room, who, now)
    return running(room, who)


def advance(room: Room, who: str, now: int) -> str | None:
    code = running(room, who)
    if code or room.phase is None:
        return code or "wrong_phase"
    # What is the owner's to end, the facilitator ends only long after its time.
    waited = room.phase.adv != "owner" or now >= room.entered_at + 2 * room.phase.seconds * 1000
    leads = (who == room.facilitator and waited) or (who == room.owner and room.phase.adv in ("owner", "both"))
    if not leads:
        return "not_allowed_role"
    if now < room.held_until:
        return "held"
    return "too_many" if room.pending is not None else None


def hold(room: Room, who: str, now: int) -> str | None:
    if room.pending is None:
        return "wrong_phase"
    if room.seats[who].listener:
        return "not_allowed_role"
    return here(room, who, now) or ("too_many" if room.holds.get(who, 0) >= MOST_HOLDS else None)


def cancel(room: Room, who: str, now: int) -> str | None:
    if room.pending is None:
        return "wrong_phase"
    return None if room.pending.by == who else "not_allowed_role"


def extend(room: Room, who: str, now: int) -> str | None:
    code = running(room, who)
    if code:
        return code
    return None if who in (room.facilitator, room.owner, room.roles.get("timekeeper")) else "not_allowed_role"


def pause(room: Room, who: str, now: int) -> str | None:
    code = running(room, who)
    if code:
        return code
    if room.seats[who].listener:
        return "not_allowed_role"
    last = room.pauses.get(who)
    return "too_many" if last is not None and now < last + PAUSE_AGAIN else None


def leader(room: Room) -> str | None:
    """Who may begin and go on: the facilitator if here, or else the deputy; never who brings in a question."""
    able = (room.roles.get(role, "") for role in (FACILITATOR, r.DEPUTY))
    return next((who for who in able if room.takes_part(who) and not room.brings_in(who)), None)


def resume(room: Room, who: str, now: int) -> str | None:
    if room.status != r.PAUSED:
        return "wrong_phase"
    if room.stop is not None:
        return "paused"
    # Who leads is gone: the deputy takes the role first, otherwise the room would stand still again at once.
    able = room.facilitator if room.why_paused == "facilitator" else leader(room)
    return enough(room) if who == able and room.is_here(who) else "not_allowed_role"


def enough(room: Room) -> str | None:
    """Why a content phase cannot run: the owner and two more are needed."""
    if room.phase is None or not room.phase.is_content:
        return None
    if not room.is_here(room.owner):
        return "not_owner_present"
    return "below_minimum" if len(room.present) < r.NEEDED else None


def start(room: Room, who: str, now: int) -> str | None:
    if room.status != r.LOBBY:
        return "wrong_phase"
    if who != leader(room):
        return "brings_in" if who == room.roles.get(r.DEPUTY) and room.brings_in(who) else "not_allowed_role"
    return "below_minimum" if len(room.present) < r.NEEDED else None


def end(room: Room, who: str, now: int) -> str | None:
    if room.status not in (r.RUNNING, r.PAUSED):
        return "wrong_phase"
    if is_left_alone(room, who, now):
        return None if room.stop is None else "wrong_phase"
    if room.stop is not None or (room.idx != len(room.plan) - 1 and room.status != r.PAUSED):
        return "wrong_phase"
    return None if who == room.facilitator else "not_allowed_role"


def reserve(room: Room, who: str, now: int) -> str | None:
    if who != room.facilitator:
        return "not_allowed_role"
    if room.status != r.PAUSED or room.why_paused != "owner" or not is_owner_gone(room, now) or OWNER in room.offers:
        return "wrong_phase"
    return here(room, who, now) or (None if reserve_of(room) else "no_case")


def is_owner_gone(room: Room, now: int) -> bool:
    """Whether the owner is away for so long that the group may take another question. Once in a session."""
    seat = room.seats.get(room.owner or "")
    away = seat is None or (seat.presence != r.HERE and now >= seat.since + room.waits.reserve)
    return away and not room.case_epoch and not room.case_gone


def reserve_of(room: Room) -> str | None:
    """Whose question could be taken instead: the one with the most dots of who is here and did not say no."""
    able = [
        one for one in sorted(room.cases)
        if room.takes_part(one) and one not in (room.owner, room.facilitator) and (OWNER, one) not in room.refused
    ]  # fmt: skip
    return min(able, key=lambda one: (-room.result.get(one, 0), room.times_owner.get(one, 0), one), default=None)


def is_left_alone(room: Room, who: str, now: int) -> bool:
    """Whether somebody has been the only one here for so long that they may close the door."""
    return room.present == (who,) and room.alone_since is not None and now >= room.alone_since + room.waits.alone


def stop(room: Room, who: str, now: int) -> str | None:
    if who != room.owner:
        return "not_allowed_role"
    return "wrong_phase" if room.case_gone or room.status == r.LOBBY else None


def undo_stop(room: Room, who: str, now: int) -> str | None:
    if who != room.owner:
        return "not_allowed_role"
    return "wrong_phase" if room.stop is None or now >= room.stop.until else None


def note_process(room: Room, who: str, now: int) -> str | None:
    return here(room, who, now) if who == room.facilitator else "not_allowed_role"


def offer_role(room: Room, who: str, now: int) -> str | None:
    if who != room.facilitator:
        return "not_allowed_role"
    return here(room, who, now) or ("too_many" if room.offers else None)


def accept(room: Room, who: str, now: int) -> str | None:
    return None if any(_asks(room, role, who) for role in room.offers) else "wrong_phase"


def _asks(room: Room, role: str, who: str) -> bool:
    offer = room.offers[role]
    if offer.taker and not (room.takes_part(offer.taker) and not room.brings_in(offer.taker)):
        return False  # who wanted it back cannot have it now
    if room.seats[who].listener or not room.is_here(who) or (role, who) in room.refused:
        return False
    if role == FACILITATOR and room.brings_in(who):
        return False  # nobody leads the talk about their own question
    if role == OWNER and (room.why_paused != "owner" or room.is_here(room.owner)):
        return False  # the owner is back
    return offer.to in (None, who)


def offer_for(room: Room, who: str) -> str | None:
    """Which role somebody is asked to take now."""
    return next((role for role in room.offers if _asks(room, role, who)), None)


def take_back(room: Room, who: str, now: int) -> str | None:
    if who != room.lost_lead or room.status == r.LOBBY:
        return "not_allowed_role"
    if FACILITATOR in room.offers or not room.is_here(room.facilitator):
        return "wrong_phase"
    return here(room, who, now) or ("not_allowed_role" if room.seats[who].listener or room.brings_in(who) else None)


def listen(room: Room, who: str, now: int) -> str | None:
    if room.seats[who].listener:
        return "wrong_phase"
    if who in (room.facilitator, room.owner) or room.brings_in(who):
        return "not_allowed_role"
    return here(room, who, now)


def take_part(room: Room, who: str, now: int) -> str | None:
    if not room.seats[who].by_choice:
        return "not_allowed_role"
    return here(room, who, now) or ("full" if is_full(room) else None)


def admit(room: Room, who: str, now: int) -> str | None:
    if not any(seat.presence == r.WAITING for seat in room.seats.values()):
        return "wrong_phase"
    return None if who == (room.owner or room.facilitator) else "not_allowed_role"


def decline(room: Room, who: str, now: int) -> str | None:
    return accept(room, who, now)
