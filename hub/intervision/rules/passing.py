"""What the room does by itself when time passes. A deadline never changes the phase: it only says that time is up."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from hub.intervision.rules import room as r
from hub.intervision.rules.evolve import fold
from hub.intervision.rules.leading import enough
from hub.intervision.rules.method import FACILITATOR
from hub.intervision.rules.moving import checkout_of, close, enter, leave, next_of, reveal, stopped
from hub.intervision.rules.room import Event, Offer, Room

# Pauses that everybody being ready can end, when nobody who leads is there to do it.
OPEN_PAUSES = ("group", "restart")


def tick(room: Room, now: int, rng: Random) -> list[Event]:
    """The first thing that is due by now, as events; nothing when nothing is. Ask again after applying them."""
    if room.status in (r.LOBBY, *r.ENDED):
        return []
    for step in STEPS:
        if events := step(room, now, rng):
            return events
    return []


def due_at(room: Room) -> int | None:
    """When something may be due next, in milliseconds; None if only people can change anything."""
    if room.status in (r.LOBBY, *r.ENDED):
        return None
    waits = room.waits
    leads = room.seats.get(room.facilitator or "")
    moments = [
        room.stop.until if room.stop else None,
        room.pending.at if room.pending else None,
        _plus(room.owner_since, waits.owner),
        _plus(room.short_since, waits.minimum),
        _plus(room.empty_since, waits.nobody),
        _plus(leads.since if leads and leads.presence != r.HERE else None, waits.facilitator),
        room.paused_at + waits.nobody if room.why_paused == "facilitator" else None,
        room.deadline if not room.time_up else None,
        room.held_until if room.ready else None,
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
    if move is None or now < move.at or room.status != r.RUNNING:
        return []
    return leave(room, move.to, move.reason, move.by, now, rng)


def _empty(room: Room, now: int, rng: Random) -> list[Event]:
    """Nobody is there any more, or nobody wants to lead: the room stops by itself."""
    unled = room.why_paused == "facilitator" and _reached(room.paused_at, room.waits.nobody, now)
    return [stopped(None, now)] if unled or _reached(room.empty_since, room.waits.nobody, now) else []


def _too_few(room: Room, now: int, rng: Random) -> list[Event]:
    if room.status != r.RUNNING:
        return []
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
    gone = seat is None or _reached(seat.since, room.waits.facilitator, now)
    if room.status == r.RUNNING:
        return [Event("room.paused", None, now, {"kind": "facilitator"})] if gone else []
    if room.why_paused != "facilitator" or offer is not None:
        return []
    return _asked(room, now)


def _asked(room: Room, now: int) -> list[Event]:
    deputy = room.roles.get(r.DEPUTY)
    if deputy and deputy not in room.refused and room.is_here(deputy) and deputy != room.owner:
        until = now + room.waits.offer
        return [Event("role.offered", None, now, {"role": FACILITATOR, "to": deputy, "until": until})]
    until = max(now + 1, room.paused_at + room.waits.nobody)
    return [Event("role.offered", None, now, {"role": FACILITATOR, "to": None, "until": until})]


def _offers_over(room: Room, now: int, rng: Random) -> list[Event]:
    over: list[Offer] = [offer for offer in room.offers.values() if now >= offer.until]
    return [Event("role.offer_over", None, now, {"role": over[0].role})] if over else []


def _time_up(room: Room, now: int, rng: Random) -> list[Event]:
    if room.status != r.RUNNING or room.time_up or room.deadline is None or now < room.deadline:
        return []
    return [Event("phase.time_up", None, now, {"epoch": room.epoch})]


def _all_ready(room: Room, now: int, rng: Random) -> list[Event]:
    """Everybody who is here is ready: open the cards, and propose to go on; or end a pause."""
    if not room.present or not set(room.present) <= room.ready or room.phase is None:
        return []
    if room.status == r.PAUSED:
        open_pause = room.why_paused in OPEN_PAUSES and enough(room) is None and not room.case_gone
        return [Event("room.resumed", None, now)] if open_pause else []
    by_ready = room.phase.adv == "ready" or room.facilitator is None
    if not by_ready or room.pending is not None or now < room.held_until:
        return []
    to = next_of(room)
    if to is None:
        return close(room, None, now)
    opened = reveal(room, now, rng) if room.phase.reveal == "on_ready" else []
    if room.phase.input == "vote" and room.owner is None and not room.cases:
        return []
    return [*opened, Event("phase.pending", None, now, {"to": to, "at": now + room.waits.announce, "reason": "ready"})]


STEPS: tuple[Callable[[Room, int, Random], list[Event]], ...] = (
    _wipe, _move, _empty, _too_few, _unled, _offers_over, _time_up, _all_ready,
)  # fmt: skip
