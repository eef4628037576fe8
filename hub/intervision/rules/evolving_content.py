"""The room after something was written: items, answers, turns, questions that are offered, dots."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from hub.intervision.rules.room import Case, Event, Item, Room, Turn


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
    """Cards open together, in an order and at a moment that do not tell who wrote first."""
    order = event.data["ids"]
    shown = {ident: replace(room.items[ident], hidden=False, at=event.at) for ident in order}
    rest = {ident: item for ident, item in room.items.items() if ident not in shown}
    return replace(room, items={**rest, **shown})


def _answered(room: Room, event: Event) -> Room:
    return _item(room, event.data["id"], answer=event.data["text"], passed=False)


def _passed(room: Room, event: Event) -> Room:
    return _item(room, event.data["id"], answer="", passed=True)


def _picked(room: Room, event: Event) -> Room:
    chosen, source = set(event.data["ids"]), event.data["source"]
    items = {
        key: replace(item, picked=key in chosen) if item.phase == source and not room.rests(item) else item
        for key, item in room.items.items()
    }
    return replace(room, items=items)


def _turn(room: Room, event: Event) -> Room:
    return replace(room, turn=Turn(*(tuple(event.data[name]) for name in ("order", "done", "deferred"))))


def _offered_case(room: Room, event: Event) -> Room:
    by = event.by or ""
    return replace(room, cases={**room.cases, by: Case(by, event.data["title"])})


def _withdrawn_case(room: Room, event: Event) -> Room:
    return without_case(room, event.by or "")


def without_case(room: Room, by: str) -> Room:
    """The room without somebody's question, and without the dots on it."""
    votes = {who: {case: n for case, n in dots.items() if case != by} for who, dots in room.votes.items()}
    return replace(room, cases={key: one for key, one in room.cases.items() if key != by}, votes=votes)


def _voted(room: Room, event: Event) -> Room:
    return replace(room, votes={**room.votes, event.by or "": dict(event.data["dots"])})


STEPS: Mapping[str, Callable[[Room, Event], Room]] = {
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
}
