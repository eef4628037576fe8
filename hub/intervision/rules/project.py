"""What one person may see: of an event as it happens, and of the whole room. Hiding is done here, on the server.

Whenever the view of somebody changes, an event reaches them; what they may not see reaches nobody's browser.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hub.intervision.rules import room as r
from hub.intervision.rules.allowed import allowed
from hub.intervision.rules.leading import MOST_HOLDS, offer_for
from hub.intervision.rules.method import FACILITATOR
from hub.intervision.rules.room import Event, Item, Room

# What somebody who waits at the door may know: that the room goes on, and who is in it.
AT_THE_DOOR = frozenset((
    "member.seated", "member.joined", "member.listens", "member.presence", "member.removed", "phase.changed", "room.paused",
    "room.resumed", "room.closed", "room.stopped", "role.changed", "case.stopped", "case.restored",
))  # fmt: skip
ANNOUNCED_TO_ALL = frozenset((
    "member.seated", "member.joined", "member.listens", "member.presence", "member.removed", "phase.changed", "phase.pending",
    "phase.pending_off",
    "phase.extended", "phase.time_up", "room.paused", "room.resumed", "room.closed", "room.stopped", "turn.changed",
    "case.offered", "case.withdrawn", "vote.result", "eval.result", "role.changed", "role.offered", "role.offer_over",
    "process.noted", "case.restored", "items.picked", "case.wiped",
))  # fmt: skip


def project(room: Room, event: Event, viewer: str) -> Event | None:
    """What `viewer` gets of an event, `room` being the room after it; None if nothing."""
    seat = room.seats.get(viewer)
    if event.type == "member.removed" and event.data["user"] == viewer:
        return Event(event.type, None, event.at, {"user": viewer})
    if seat is None or event.type == "room.opened":
        return None
    if not seat.joined:
        shown = event.type in AT_THE_DOOR or event.data.get("user") == viewer
        return Event(event.type, None, event.at, _plain(event)) if shown else None
    if event.type in ANNOUNCED_TO_ALL:
        # Nobody hears who needed the pause.
        by = None if event.type == "room.paused" else event.by
        return Event(event.type, by, event.at, _plain(event))
    return _of_item(room, event, viewer) or _of_person(room, event, viewer)


def _plain(event: Event) -> Mapping[str, Any]:
    """Without what nobody needs: who stood in the queue of the round is in the view."""
    return {name: value for name, value in event.data.items() if name not in ("let_in", "queue", "delete")}


def _of_item(room: Room, event: Event, viewer: str) -> Event | None:
    """Of what was written: the whole to who may see it, or only that there is one more."""
    if event.type == "items.revealed":
        shown = [as_data(room.items[ident], viewer) for ident in event.data["ids"] if sees(room, room.items[ident], viewer)]
        return Event(event.type, None, event.at, {"items": shown})
    if event.type not in ("item.added", "item.edited", "item.withdrawn", "question.answered", "question.passed"):
        return None
    item = room.items[event.data["id"]]
    if sees(room, item, viewer):
        return Event(event.type, event.by, event.at, {"item": as_data(item, viewer)})
    return Event("item.count", None, event.at, {"n": count_of(room, item.epoch)})


def _of_person(room: Room, event: Event, viewer: str) -> Event | None:
    """Of what one person did: to that person whole, to others only as a number or not at all."""
    mine = event.by == viewer
    match event.type:
        case "ready.changed":
            return Event(event.type, None, event.at, {**ready_of(room), **({"mine": event.data["ready"]} if mine else {})})
        case "phase.held":
            return Event(event.type, None, event.at, {"until": event.data["until"]})
        case "vote.cast":
            return Event("vote.progress", None, event.at, voted_of(room))
        case "role.declined":
            return Event("role.declined", None, event.at, {"role": event.data["role"]})
        case "case.stopped":
            return Event(event.type, None, event.at, {"until": event.data["until"]})
        case "help.asked" if mine or viewer == room.facilitator:
            return Event(event.type, event.by, event.at)
    return None


def _is_case(room: Room, item: Item) -> bool:
    return next(phase for phase in room.plan if phase.key == item.phase).is_content


def sees(room: Room, item: Item, viewer: str) -> bool:
    """Whether `viewer` may read this item now."""
    if room.rests(item):
        # Put aside: the words are their writers' own again.
        return item.by == viewer or (viewer == room.former_owner and bool(item.answer))
    if room.case_gone and _is_case(room, item):
        # Their own words are still the owner's: also the answers they gave.
        return viewer == room.owner and (item.by == viewer or bool(item.answer))
    return item.by == viewer or not item.hidden


def hides_answer(room: Room, item: Item, viewer: str) -> bool:
    """Whether an answer is its owner's own again, also to who asked the question."""
    return bool(item.answer) and room.rests(item) and viewer != room.former_owner


def _own_part(room: Room, item: Item, viewer: str) -> Item:
    return replace(item, answer="") if hides_answer(room, item, viewer) else item


def count_of(room: Room, epoch: int) -> int:
    """How many hidden items there are in one entry of a phase."""
    return sum(item.hidden and item.epoch == epoch and not item.withdrawn for item in room.items.values())


def ready_of(room: Room) -> dict[str, int]:
    """How many are ready, of how many; never who."""
    return {"n": len(room.ready & set(room.present)), "of": len(room.present)}


def voted_of(room: Room) -> dict[str, int]:
    """How many of who is here gave their dots; never who."""
    return {"n": len(set(room.votes) & set(room.present)), "of": len(room.present)}


def as_data(item: Item, viewer: str) -> dict[str, Any]:
    """An item as it is sent."""
    return {
        "id": item.id, "phase": item.phase, "epoch": item.epoch, "kind": item.kind, "by": item.by, "mine": item.by == viewer,
        "text": item.text, "value": item.value, "values": list(item.values), "answer": item.answer, "passed": item.passed,
        "picked": item.picked, "late": item.late, "withdrawn": item.withdrawn, "hidden": item.hidden, "when": item.when,
        "at": item.at,
    }  # fmt: skip


def view(room: Room, viewer: str, now: int) -> dict[str, Any]:
    """The whole room as `viewer` may see it now: the snapshot."""
    seat = room.seats[viewer]
    shared = {
        "status": room.status, "why_paused": room.why_paused, "idx": room.idx, "epoch": room.epoch,
        "seats": [{"who": one.who, "presence": one.presence, "listener": one.listener} for one in room.seats.values()],
        "roles": dict(room.roles), "purge_at": room.purge_at, "waiting": seat.presence == r.WAITING,
    }  # fmt: skip
    if not seat.joined:
        return {**shared, "me": {"can": sorted(allowed(room, viewer, now))}}
    pending = room.pending
    return {
        **shared, "entered_at": room.entered_at, "deadline": room.deadline, "remaining": room.remaining,
        "time_up": room.time_up, "held_until": room.held_until,
        "pending": {"to": pending.to, "at": pending.at, "reason": pending.reason} if pending else None,
        "turn": {"holder": room.holder, "order": list(room.turn.order)} if room.turn else None,
        "items": [as_data(_own_part(room, item, viewer), viewer) for item in room.items.values() if sees(room, item, viewer)],
        "count": count_of(room, room.epoch) if room.phase and room.phase.hides and not room.case_gone else 0,
        "ready": ready_of(room), "cases": _cases(room, viewer),
        "voted": voted_of(room), "result": dict(room.result),
        "evaluation": dict(room.evaluation), "process": [dict(one) for one in room.process],
        "stop_until": room.stop.until if room.stop else None, "case_gone": room.case_gone,
        "helps": [list(one) for one in room.helps if viewer in (room.facilitator, one[0])],
        "offers": sorted(room.offers), "me": _own(room, viewer, now),
    }  # fmt: skip


def _cases(room: Room, viewer: str) -> dict[str, str]:
    """The questions that were offered; one that was stopped is its owner's again."""
    gone = room.owner if room.case_gone and viewer != room.owner else None
    return {case.by: case.title for case in room.cases.values() if case.by != gone}


def _own(room: Room, viewer: str, now: int) -> dict[str, Any]:
    """What is one's own: rights, vote, readiness, holds that are left, a role one is asked for."""
    asked = offer_for(room, viewer)
    return {
        "who": viewer, "roles": sorted(room.roles_of(viewer)), "can": sorted(allowed(room, viewer, now)),
        "vote": dict(room.votes.get(viewer, {})), "ready": viewer in room.ready, "asked": asked,
        "taker": room.offers[asked].taker if asked else "",
        "holds_left": MOST_HOLDS - room.holds.get(viewer, 0), "leads": viewer == room.roles.get(FACILITATOR),
    }  # fmt: skip
