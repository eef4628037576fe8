"""The room after something about its course: seats, phases, pauses, roles, the owner's stop, the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from hub.intervision.rules import room as r
from hub.intervision.rules.evolving_content import without_case
from hub.intervision.rules.method import FACILITATOR, OWNER, Phase
from hub.intervision.rules.room import Case, Event, Left, Offer, Pending, Room, Seat, Stop, Turn, Waits


def _opened(room: Room, event: Event) -> Room:
    data = event.data
    return Room(
        plan=tuple(Phase(**{**one, "who": tuple(one["who"])}) for one in data["plan"]),
        waits=Waits(**data["waits"]),
        facilitator_is_peer=data["facilitator_is_peer"],
        seats={who: Seat(who, since=event.at) for who in data["people"]},
        roles=dict(data["roles"]),
        times_owner=dict(data["times_owner"]),
        cases={who: Case(who, title) for who, title in data["cases"].items()},
    )


def _seat(room: Room, who: str, **changes: Any) -> Room:
    seat = room.seats.get(who) or Seat(who)
    return replace(room, seats={**room.seats, who: replace(seat, **changes)})


def _joined(room: Room, event: Event) -> Room:
    who, data = event.data["user"], event.data
    room = _seat(room, who, presence=r.HERE, since=event.at, joined=True, listener=data.get("listener", False))
    if room.turn and data.get("queue"):
        room = replace(room, turn=replace(room.turn, order=(*room.turn.order, who)))
    return room


def _listens(room: Room, event: Event) -> Room:
    """Only to listen, by one's own choice, or to take part again: in one's old place in the round, or at its end."""
    who, listener = event.data["user"], event.data["listener"]
    room = _seat(room, who, listener=listener, by_choice=listener)
    if room.turn and event.data.get("queue"):
        room = replace(room, turn=replace(room.turn, order=(*room.turn.order, who)))
    return replace(room, ready=room.ready - {who}) if listener else room


def _presence(room: Room, event: Event) -> Room:
    who, state = event.data["user"], event.data["state"]
    room = _seat(room, who, presence=state, since=event.at)
    return replace(room, ready=room.ready - {who}) if state != r.HERE else room


def _removed(room: Room, event: Event) -> Room:
    """Out of the circle: no seat, no role, no question, no dots. What they wrote stays with the others."""
    who = event.data["user"]
    room = without_case(room, who)
    seats = {key: seat for key, seat in room.seats.items() if key != who}
    roles = {role: one for role, one in room.roles.items() if one != who}
    offers = {role: one for role, one in room.offers.items() if who not in (one.to, one.taker)}
    votes = {key: dots for key, dots in room.votes.items() if key != who}
    room = replace(room, lost_lead=None if room.lost_lead == who else room.lost_lead)
    return replace(room, seats=seats, roles=roles, offers=offers, votes=votes, ready=room.ready - {who})


def _changed(room: Room, event: Event) -> Room:
    """Into another phase, or the same one anew."""
    data = event.data
    left = None
    if room.phase is not None:
        left = Left(room.idx, room.epoch, event.at, room.holder)
    phase = room.plan[data["idx"]]
    room = replace(
        room, status=r.RUNNING, why_paused="", idx=data["idx"], epoch=data["epoch"], entered_at=event.at,
        deadline=event.at + phase.seconds * 1000, remaining=None, time_up=False, held_until=0, holds={},
        ready=frozenset(), pending=None, left=left, turn=Turn(tuple(data["turn"])) if data["turn"] is not None else None,
    )  # fmt: skip
    for who in data.get("let_in", ()):
        room = _seat(room, who, presence=r.HERE, since=event.at, joined=True)
    return room


def _pending(room: Room, event: Event) -> Room:
    data = event.data
    return replace(room, pending=Pending(data["to"], data["at"], event.by, data["reason"]))


def _held(room: Room, event: Event) -> Room:
    """Somebody needs more time: the move is off, there is a minute more, and ready is asked anew."""
    by = event.by or ""
    holds = {**room.holds, by: room.holds.get(by, 0) + 1}
    deadline = None if room.deadline is None else room.deadline + room.waits.hold
    return replace(room, pending=None, holds=holds, held_until=event.data["until"], deadline=deadline, ready=frozenset())


def _ready(room: Room, event: Event) -> Room:
    who = {event.by or ""}
    return replace(room, ready=room.ready | who if event.data["ready"] else room.ready - who)


def _paused(room: Room, event: Event) -> Room:
    left = max(0, room.deadline - event.at) if room.deadline is not None else room.remaining
    pauses = {**room.pauses, event.by: event.at} if event.by else room.pauses
    return replace(
        room, status=r.PAUSED, why_paused=event.data["kind"], paused_at=event.at, deadline=None, remaining=left, pending=None,
        pauses=pauses, ready=frozenset(),
    )  # fmt: skip


def _resumed(room: Room, event: Event) -> Room:
    deadline = None if room.remaining is None else event.at + room.remaining
    return replace(
        room, status=r.RUNNING, why_paused="", deadline=deadline, remaining=None, stop=None, ready=frozenset(),
        offers={role: one for role, one in room.offers.items() if one.by is not None}, refused=frozenset(), silent=frozenset(),
    )  # fmt: skip


def _role_changed(room: Room, event: Event) -> Room:
    role, to = event.data["role"], event.data["to"]
    if role == FACILITATOR:
        room = replace(room, lost_lead=_lost_by(room, event))
    roles: Mapping[str, str] = {name: who for name, who in room.roles.items() if name != role}
    if to is not None:
        # Who leads is no reserve at the same time.
        roles = {name: who for name, who in roles.items() if not (name == r.DEPUTY and who == to)} | {role: to}
    offers = {name: one for name, one in room.offers.items() if name != role}
    if role == OWNER and event.data["why"] == "accepted":
        room = _other_case(room, event.data["from"])
    return replace(room, roles=roles, offers=offers, refused=frozenset(), silent=frozenset())


def _other_case(room: Room, former: str | None) -> Room:
    """From the next entry on it is about somebody else's question; what was said before rests with who said it."""
    return replace(without_case(room, former or ""), former_owner=former, case_epoch=room.epoch + 1)


def _lost_by(room: Room, event: Event) -> str | None:
    """Who led first and lost that by being away: they may ask for it back. Nobody who gave it away themselves."""
    data, offer = event.data, room.offers.get(FACILITATOR)
    by_being_away = data["why"] == "start" or (offer is not None and offer.by is None)
    lost = data["from"] if by_being_away and room.lost_lead is None else room.lost_lead
    return None if lost == data["to"] else lost


def _role_offered(room: Room, event: Event) -> Room:
    data = event.data
    offer = Offer(data["role"], data["to"], event.by, data["until"], data.get("taker", ""))
    # Who said no once may be asked again by somebody, by name.
    return replace(room, offers={**room.offers, offer.role: offer}, refused=room.refused - {(offer.role, offer.to or "")})


def _role_declined(room: Room, event: Event) -> Room:
    """No thanks: an offer to one person is over, one to everybody stands for the others."""
    role = event.data["role"]
    offers = {name: one for name, one in room.offers.items() if name != role or one.to is None}
    return replace(room, offers=offers, refused=room.refused | {(role, event.by or "")})


def _offer_over(room: Room, event: Event) -> Room:
    role = event.data["role"]
    to = room.offers[role].to
    offers = {name: one for name, one in room.offers.items() if name != role}
    return replace(room, offers=offers, silent=room.silent | {(role, to or "")})


def _noted(room: Room, event: Event) -> Room:
    return replace(room, process=(*room.process, {"text": event.data["text"], "at": event.at, "epoch": room.epoch}))


def _helped(room: Room, event: Event) -> Room:
    return replace(room, helps=(*room.helps, (event.by or "", event.at)))


def _case_stopped(room: Room, event: Event) -> Room:
    stop = Stop(event.data["until"], event.data["delete"], room.why_paused)
    room = _paused(room, replace(event, by=None, data={"kind": "stop"}))
    return replace(room, stop=stop, case_gone=True)


def _case_back(room: Room, event: Event) -> Room:
    """As it was: a room that was in a pause before the stop is in that pause again."""
    if room.stop is not None and room.stop.pause:
        return replace(room, why_paused=room.stop.pause, paused_at=event.at, stop=None, case_gone=False)
    return replace(_resumed(room, event), case_gone=False)


def _wiped(room: Room, event: Event) -> Room:
    """The time to undo is over: what was said about the case goes from the room for good. Questions of others stay."""
    room = replace(room, stop=None)
    if not event.data["delete"]:
        return room
    content = {phase.key for phase in room.plan if phase.is_content}
    of_it = {key for key, item in room.items.items() if item.phase in content and not room.rests(item)}
    items = {
        key: replace(item, text="", answer="", when="", withdrawn=True) if key in of_it else item
        for key, item in room.items.items()
    }
    owner = room.owner or ""
    result = {case: dots for case, dots in room.result.items() if case != owner}
    return replace(without_case(room, owner), items=items, result=result)


def _ended(status: str) -> Callable[[Room, Event], Room]:
    def step(room: Room, event: Event) -> Room:
        return replace(
            room, status=status, why_paused="", deadline=None, remaining=None, pending=None, turn=None, offers={},
            stop=None, purge_at=event.data["purge_at"],
        )  # fmt: skip

    return step


STEPS: Mapping[str, Callable[[Room, Event], Room]] = {
    "room.opened": _opened,
    "member.seated": lambda room, event: _seat(room, event.data["user"], since=event.at),
    "member.joined": _joined,
    "member.presence": _presence,
    "member.listens": _listens,
    "member.removed": _removed,
    "phase.changed": _changed,
    "phase.pending": _pending,
    "phase.pending_off": lambda room, event: replace(room, pending=None),
    "phase.held": _held,
    "phase.extended": lambda room, event: replace(room, deadline=event.data["deadline"]),
    "phase.time_up": lambda room, event: replace(room, time_up=True),
    "ready.changed": _ready,
    "room.paused": _paused,
    "room.resumed": _resumed,
    "room.closed": _ended(r.CLOSED),
    "room.stopped": _ended(r.STOPPED),
    "role.changed": _role_changed,
    "role.offered": _role_offered,
    "role.declined": _role_declined,
    "role.offer_over": _offer_over,
    "process.noted": _noted,
    "help.asked": _helped,
    "case.stopped": _case_stopped,
    "case.restored": _case_back,
    "case.wiped": _wiped,
}
