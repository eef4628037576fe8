"""The room after an event: a fold over the log gives the same room everywhere, also after a crash."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from hub.intervision.rules import room as r
from hub.intervision.rules.method import Phase
from hub.intervision.rules.room import Case, Event, Item, Left, Offer, Pending, Room, Seat, Stop, Turn, Waits


def fold(events: Iterable[Event], start: Room | None = None) -> Room:
    """The room that these events make."""
    room = start or Room()
    for event in events:
        room = evolve(room, event)
    return room


def evolve(room: Room, event: Event) -> Room:
    """The room after one event. Raises KeyError for a type that no room knows."""
    after = STEPS[event.type](room, event)
    return _watched(after, event.at)


def _watched(room: Room, at: int) -> Room:
    """Since when there are too few, the owner is away, or nobody is here; None while that is not so."""
    phase = room.phase
    content = room.status == r.RUNNING and phase is not None and phase.is_content
    few = content and len(room.present) < r.NEEDED
    alone = content and room.owner is not None and not room.is_here(room.owner)
    empty = room.status in (r.RUNNING, r.PAUSED) and not room.present
    return replace(
        room,
        short_since=(room.short_since if room.short_since is not None else at) if few else None,
        owner_since=(room.owner_since if room.owner_since is not None else at) if alone else None,
        empty_since=(room.empty_since if room.empty_since is not None else at) if empty else None,
    )


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


def _presence(room: Room, event: Event) -> Room:
    who, state = event.data["user"], event.data["state"]
    room = _seat(room, who, presence=state, since=event.at)
    return replace(room, ready=room.ready - {who}) if state != r.HERE else room


def _removed(room: Room, event: Event) -> Room:
    who = event.data["user"]
    seats = {key: seat for key, seat in room.seats.items() if key != who}
    roles = {role: one for role, one in room.roles.items() if one != who}
    offers = {role: one for role, one in room.offers.items() if one.to != who}
    return replace(room, seats=seats, roles=roles, offers=offers, ready=room.ready - {who})


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
        offers={role: one for role, one in room.offers.items() if one.by is not None},
    )  # fmt: skip


def _added(room: Room, event: Event) -> Room:
    data = event.data
    item = Item(at=event.at, by=event.by or "", **{**data, "values": tuple(data.get("values", ()))})
    posts = {**room.posts, item.by: (*room.posts.get(item.by, ()), event.at)}
    return replace(room, items={**room.items, item.id: item}, posts=posts)


def _item(room: Room, ident: str, **changes: Any) -> Room:
    return replace(room, items={**room.items, ident: replace(room.items[ident], **changes)})


def _edited(room: Room, event: Event) -> Room:
    data = {name: value for name, value in event.data.items() if name != "id"}
    if "values" in data:
        data["values"] = tuple(data["values"])
    return _item(room, event.data["id"], **data)


def _withdrawn(room: Room, event: Event) -> Room:
    return _item(room, event.data["id"], withdrawn=True, text="", answer="", when="", value=None, values=())


def _revealed(room: Room, event: Event) -> Room:
    """Cards open together, in an order that does not tell who wrote first."""
    order = event.data["ids"]
    shown = {ident: replace(room.items[ident], hidden=False) for ident in order}
    rest = {ident: item for ident, item in room.items.items() if ident not in shown}
    return replace(room, items={**rest, **shown})


def _answered(room: Room, event: Event) -> Room:
    return _item(room, event.data["id"], answer=event.data["text"], passed=False)


def _passed(room: Room, event: Event) -> Room:
    return _item(room, event.data["id"], answer="", passed=True)


def _picked(room: Room, event: Event) -> Room:
    chosen, source = set(event.data["ids"]), event.data["source"]
    items = {key: replace(item, picked=key in chosen) if item.phase == source else item for key, item in room.items.items()}
    return replace(room, items=items)


def _turn(room: Room, event: Event) -> Room:
    return replace(room, turn=Turn(*(tuple(event.data[name]) for name in ("order", "done", "deferred"))))


def _offered_case(room: Room, event: Event) -> Room:
    by = event.by or ""
    return replace(room, cases={**room.cases, by: Case(by, event.data["title"])})


def _withdrawn_case(room: Room, event: Event) -> Room:
    by = event.by or ""
    votes = {who: {case: n for case, n in dots.items() if case != by} for who, dots in room.votes.items()}
    return replace(room, cases={key: one for key, one in room.cases.items() if key != by}, votes=votes)


def _voted(room: Room, event: Event) -> Room:
    return replace(room, votes={**room.votes, event.by or "": dict(event.data["dots"])})


def _role_changed(room: Room, event: Event) -> Room:
    role, to = event.data["role"], event.data["to"]
    roles: Mapping[str, str] = {name: who for name, who in room.roles.items() if name != role}
    if to is not None:
        # Who leads is no reserve at the same time.
        roles = {name: who for name, who in roles.items() if not (name == r.DEPUTY and who == to)} | {role: to}
    offers = {name: one for name, one in room.offers.items() if name != role}
    return replace(room, roles=roles, offers=offers, refused=frozenset())


def _role_offered(room: Room, event: Event) -> Room:
    data = event.data
    offer = Offer(data["role"], data["to"], event.by, data["until"])
    return replace(room, offers={**room.offers, offer.role: offer})


def _role_declined(room: Room, event: Event) -> Room:
    role = event.data["role"]
    offer = room.offers.get(role)
    offers = room.offers
    if offer is not None and offer.to is not None:
        offers = {name: one for name, one in room.offers.items() if name != role}
    return replace(room, offers=offers, refused=room.refused | ({event.by} if event.by else set()))


def _offer_over(room: Room, event: Event) -> Room:
    role = event.data["role"]
    to = room.offers[role].to
    offers = {name: one for name, one in room.offers.items() if name != role}
    return replace(room, offers=offers, refused=room.refused | ({to} if to else set()))


def _noted(room: Room, event: Event) -> Room:
    return replace(room, process=(*room.process, {"text": event.data["text"], "at": event.at, "epoch": room.epoch}))


def _helped(room: Room, event: Event) -> Room:
    return replace(room, helps=(*room.helps, (event.by or "", event.at)))


def _case_stopped(room: Room, event: Event) -> Room:
    room = _paused(room, replace(event, by=None, data={"kind": "stop"}))
    return replace(room, stop=Stop(event.data["until"], event.data["delete"]), case_gone=True)


def _case_back(room: Room, event: Event) -> Room:
    return replace(_resumed(room, event), case_gone=False)


def _wiped(room: Room, event: Event) -> Room:
    """The time to undo is over: what was said about the case goes from the room for good."""
    room = replace(room, stop=None)
    if not event.data["delete"]:
        return room
    content = {phase.key for phase in room.plan if phase.is_content}
    items = {
        key: replace(item, text="", answer="", when="", withdrawn=True) if item.phase in content else item
        for key, item in room.items.items()
    }
    return replace(room, items=items, cases={}, votes={}, result={})


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
    "item.added": _added,
    "item.edited": _edited,
    "item.withdrawn": _withdrawn,
    "items.revealed": _revealed,
    "question.answered": _answered,
    "question.passed": _passed,
    "items.picked": _picked,
    "turn.changed": _turn,
    "case.offered": _offered_case,
    "case.withdrawn": _withdrawn_case,
    "vote.cast": _voted,
    "vote.result": lambda room, event: replace(room, result=dict(event.data["totals"])),
    "eval.result": lambda room, event: replace(room, evaluation=dict(event.data)),
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
