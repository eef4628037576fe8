"""What the room does by itself when time passes. A deadline never changes the phase: it only says that time is up."""

from __future__ import annotations

from collections.abc import Callable

from hub.intervision.rules import room as r
from hub.intervision.rules.chance import Random
from hub.intervision.rules.evolve import fold
from hub.intervision.rules.leading import enough, leader
from hub.intervision.rules.method import FACILITATOR, OWNER
from hub.intervision.rules.moving import checkout_of, close, enter, leave, needs_case, next_of, reveal, stopped
from hub.intervision.rules.room import Event, Offer, Room


def tick(room: Room, now: int, rng: Random) -> list[Event]:
    """The first thing that is due by now, as events; nothing when nothing is. Ask again after applying them."""
    if room.status in r.ENDED:
        return []
    for step in STEPS if room.status != r.LOBBY else IN_LOBBY:
        if events := step(room, now, rng):
            return events
    return []


def due_at(room: Room) -> int | None:
    """When something may be due next, in milliseconds; None if only people can change anything."""
    if room.status in r.ENDED:
        return None
    waits, leads = room.waits, room.seats.get(room.facilitator or "")
    asks = room.status == r.RUNNING or (room.why_paused == "facilitator" and FACILITATOR not in room.offers)
    moments = [
        room.stop.until if room.stop else None,
        room.pending.at if room.pending else None,
        _plus(room.owner_since, waits.owner),
        _plus(room.short_since, waits.minimum),
        _plus(room.empty_since, waits.nobody) if room.stop is None else None,
        leads.since + waits.facilitator if leads and leads.presence != r.HERE and asks else None,
        _plus(_unled_since(room), waits.nobody),
        _plus(room.spoke_at, waits.idle) if room.stop is None else None,
        room.deadline if not room.time_up else None,
        room.held_until if _go_on(room) else None,
        *(offer.until for offer in room.offers.values()),
    ]
    return min((one for one in moments if one is not None), default=None)


def _plus(since: int | None, wait: int) -> int | None:
    return None if since is None else since + wait


def _reached(since: int | None, wait: int, now: int) -> bool:
    return since is not None and now >= since + wait


def _wipe(room: Room, now: int, rng: Random) -> list[Event]:
    """The minute to undo a stop is over: the case goes, the group checks out."""
    if room.stop is None or now < room.stop.until:
        return []
    wiped = Event("case.wiped", None, now, {"delete": room.stop.delete})
    return [wiped, enter(fold([wiped], room), checkout_of(room.plan), "stopped", None, now)]


def _move(room: Room, now: int, rng: Random) -> list[Event]:
    move = room.pending
    if move is None or now < move.at:
        return []
    if move.to > room.idx and needs_case(room):
        return [Event("phase.pending_off", None, now)]  # the last question was taken back meanwhile
    return leave(room, move.to, move.reason, move.by, now, rng)


def _empty(room: Room, now: int, rng: Random) -> list[Event]:
    """Nobody is there any more, or nobody wants to lead: the room stops by itself. What was stopped is wiped first."""
    if room.stop is not None:
        return []
    gone = _reached(room.empty_since, room.waits.nobody, now) or _reached(_unled_since(room), room.waits.nobody, now)
    return [stopped(None, now)] if gone else []


def _idle(room: Room, now: int, rng: Random) -> list[Event]:
    """Pages that were left open keep nobody in a room: when nobody did anything for hours, it is over."""
    return [stopped(None, now)] if room.stop is None and _reached(room.spoke_at, room.waits.idle, now) else []


def _unled_since(room: Room) -> int | None:
    """Since when a pause, or a lobby with people in it, has nobody who could end it; None while there is somebody."""
    led = room.is_here(room.facilitator) if room.why_paused == "facilitator" else leader(room) is not None
    waits = room.status == r.PAUSED or (room.status == r.LOBBY and room.present and FACILITATOR not in room.offers)
    if not waits or room.stop is not None or led:
        return None
    seats = (room.seats.get(room.roles.get(role, "")) for role in (FACILITATOR, r.DEPUTY))
    return max([room.paused_at, *(seat.since for seat in seats if seat is not None)])


def _too_few(room: Room, now: int, rng: Random) -> list[Event]:
    if _reached(room.owner_since, room.waits.owner, now):
        return [Event("room.paused", None, now, {"kind": "owner"})]
    if _reached(room.short_since, room.waits.minimum, now):
        return [Event("room.paused", None, now, {"kind": "minimum"})]
    return []


def _unled(room: Room, now: int, rng: Random) -> list[Event]:
    """Who leads is away: pause, ask the deputy, then everybody but the owner. Nothing changes by itself."""
    seat = room.seats.get(room.facilitator or "")
    offer = room.offers.get(FACILITATOR)
    if seat is not None and seat.presence == r.HERE:
        return [Event("role.offer_over", None, now, {"role": FACILITATOR})] if offer and offer.by is None else []
    if seat is not None and now < seat.since + room.waits.facilitator:
        return []
    if room.status == r.RUNNING:
        return [Event("room.paused", None, now, {"kind": "facilitator"})]
    return _asked(room, now) if room.why_paused == "facilitator" and offer is None else []


def _asked(room: Room, now: int) -> list[Event]:
    deputy = room.roles.get(r.DEPUTY)
    asked = {(FACILITATOR, deputy)} & (room.refused | room.silent)
    if deputy and room.takes_part(deputy) and not asked and not room.brings_in(deputy):
        until = now + room.waits.offer
        return [Event("role.offered", None, now, {"role": FACILITATOR, "to": deputy, "until": until})]
    return _ask_all(room, now)


def _ask_all(room: Room, now: int) -> list[Event]:
    until = now + room.waits.nobody
    return [Event("role.offered", None, now, {"role": FACILITATOR, "to": None, "until": until})]


def _lobby_unled(room: Room, now: int, rng: Random) -> list[Event]:
    """Neither who leads nor the reserve comes: whoever is there may take the lead, so that the session can begin."""
    offer = room.offers.get(FACILITATOR)
    if leader(room) is not None:
        return [Event("role.offer_over", None, now, {"role": FACILITATOR})] if offer and offer.by is None else []
    return _ask_all(room, now) if _reached(_unled_since(room), room.waits.nobody, now) else []


def _offers_over(room: Room, now: int, rng: Random) -> list[Event]:
    over: list[Offer] = [offer for offer in room.offers.values() if now >= offer.until]
    if OWNER in room.offers and room.is_here(room.owner):
        over.append(room.offers[OWNER])  # the owner is back: nobody else need bring in theirs
    return [Event("role.offer_over", None, now, {"role": over[0].role})] if over else []


def _time_up(room: Room, now: int, rng: Random) -> list[Event]:
    if room.status != r.RUNNING or room.time_up or room.deadline is None or now < room.deadline:
        return []
    return [Event("phase.time_up", None, now, {"epoch": room.epoch})]


def _all_ready(room: Room, now: int, rng: Random) -> list[Event]:
    """Everybody who is here is ready: open the cards, and propose to go on; or end a pause."""
    if room.status == r.PAUSED:
        led = room.why_paused != "facilitator" or room.is_here(room.facilitator)
        ends = _ready_all(room) and led and room.stop is None and enough(room) is None
        return [Event("room.resumed", None, now)] if ends else []
    if not _go_on(room) or now < room.held_until:
        return []
    to = next_of(room)
    if to is None:
        return close(room, None, now)
    move = {"to": to, "at": now + room.waits.announce, "reason": "ready"}
    return [*reveal(room, now, rng, "on_ready"), Event("phase.pending", None, now, move)]


def _ready_all(room: Room) -> bool:
    return bool(room.present) and set(room.present) <= room.ready


def _go_on(room: Room) -> bool:
    """Whether everybody being ready makes this phase end."""
    by_ready = room.phase is not None and room.phase.adv == "ready" and room.status == r.RUNNING
    return by_ready and _ready_all(room) and room.pending is None and not needs_case(room)


IN_LOBBY = (_idle, _offers_over, _lobby_unled)
STEPS: tuple[Callable[[Room, int, Random], list[Event]], ...] = (
    _wipe, _move, _empty, _idle, _too_few, _unled, _offers_over, _time_up, _all_ready,
)  # fmt: skip
