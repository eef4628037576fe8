"""Commands as people give them: well formed for the moment, or anything at all. Every text carries its own mark."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from hub.intervision.rules import room as r
from hub.intervision.rules.allowed import RULES
from hub.intervision.rules.room import Item, Room

MOST = {"statement": 4000, "chat": 1000, "questions": 250, "cards": 400, "actions": 200}
# How often each is drawn when it may be given: what ends or halts a session is rarer, so that sessions get on.
WEIGHTS = {
    "item.post": 8, "checkin.set": 5, "case.vote": 5, "case.offer": 3, "question.answer": 5, "phase.advance": 3, "phase.ready": 4,
    "phase.hold": 3, "room.resume": 5, "role.accept": 5, "member.admit": 5, "case.undo_stop": 4, "room.start": 5, "role.offer": 1,
    "room.pause": 0.4, "case.stop": 0.2, "room.end": 0.1, "presence.set": 0.7, "room.hello": 0.5, "item.draft": 0.3,
    "note.private": 0.3, "help.ask": 0.5, "phase.extend": 1, "phase.cancel": 0.5,
    "seat.listen": 0.2, "seat.take_part": 3, "case.reserve": 8, "role.take_back": 2,
}  # fmt: skip


# What few may do, and seldom: drawn on purpose now and then.
RARE = {
    "member.admit": 8, "case.undo_stop": 6, "role.accept": 3, "role.decline": 3, "question.pass": 8, "case.stop": 0.5,
    "case.withdraw": 1, "turn.defer": 2, "turn.give": 2, "role.offer": 1, "phase.cancel": 2, "room.pause": 0.5,
    "seat.listen": 0.1, "seat.take_part": 2, "case.reserve": 20, "role.take_back": 4,
}  # fmt: skip


class Words:
    """Texts that can be told apart wherever they turn up."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self) -> str:
        self.number += 1
        return f"woord zq{self.number}zq"

    def of(self, length: int, rng: Random) -> str:
        """One that just fits now and then."""
        text = self()
        return text.ljust(length, "x") if rng.random() < 0.1 else text


Drawer = Callable[[Room, str, int, Random, Words], Mapping[str, Any] | None]


def kind_of(may: frozenset[str], rng: Random) -> str:
    """One of the commands that may be given."""
    kinds = sorted(may)
    return rng.choices(kinds, [WEIGHTS.get(one, 1) for one in kinds])[0]


def well_formed(room: Room, who: str, kind: str, now: int, rng: Random, words: Words) -> Mapping[str, Any] | None:
    """Fields with which this command must be accepted if it may be given; None if there is nothing to do it with."""
    drawer = DRAWERS.get(kind)
    return {} if drawer is None else drawer(room, who, now, rng, words)


def _one(rng: Random, some: list[Any]) -> Any | None:
    return rng.choice(some) if some else None


def _post(room: Room, who: str, now: int, rng: Random, words: Words) -> Mapping[str, Any] | None:
    if room.phase is None or room.phase.input not in MOST:
        return None
    when = {"when": words()} if room.phase.input == "actions" and rng.random() < 0.5 else {}
    return {"text": words.of(MOST[room.phase.input], rng)} | when


def _mine(room: Room, who: str, now: int) -> list[Item]:
    """What somebody may still change, by the specification: hidden, or said in the last minute, or their statement."""
    found = []
    for one in room.items.values():
        hides = next(phase for phase in room.plan if phase.key == one.phase).reveal != "live"
        fresh = not hides and now <= one.at + 60_000
        mine = one.by == who and not one.withdrawn and one.kind != "scale"
        content = next(phase for phase in room.plan if phase.key == one.phase).is_content
        standing = one.epoch == room.epoch and (one.hidden or one.kind == "statement")
        rests = content and one.epoch < room.case_epoch
        if mine and (fresh or standing) and not rests and not (room.case_gone and content):
            found.append(one)
    return found


def _edit(room: Room, who: str, now: int, rng: Random, words: Words) -> Mapping[str, Any] | None:
    item = _one(rng, _mine(room, who, now))
    return None if item is None else {"id": item.id, "text": words()}


def _withdraw(room: Room, who: str, now: int, rng: Random, words: Words) -> Mapping[str, Any] | None:
    item = _one(rng, _mine(room, who, now))
    return None if item is None else {"id": item.id}


def _questions(room: Room) -> list[Item]:
    return [one for one in room.items.values() if one.epoch == room.epoch and one.kind == "question" and not one.withdrawn]


def _answer(room: Room, who: str, now: int, rng: Random, words: Words) -> Mapping[str, Any] | None:
    item = _one(rng, _questions(room))
    return None if item is None else {"id": item.id, "text": words.of(1500, rng)}


def _pass_question(room: Room, who: str, now: int, rng: Random, words: Words) -> Mapping[str, Any] | None:
    item = _one(rng, _questions(room))
    return None if item is None else {"id": item.id}


def _pick(room: Room, who: str, now: int, rng: Random, words: Words) -> Mapping[str, Any] | None:
    if room.phase is None:
        return None
    there = [
        one.id for one in room.items.values()
        if one.phase == room.phase.source and not one.withdrawn and one.epoch >= room.case_epoch
    ]  # fmt: skip
    return {"ids": [one for one in there if rng.random() < 0.5]}


def _scale(room: Room, who: str, now: int, rng: Random, words: Words) -> Mapping[str, Any] | None:
    mine = [one for one in room.items.values() if one.by == who and one.epoch == room.epoch]
    if any(not one.hidden for one in mine):
        return None
    return {"value": rng.randint(1, 5), "word": rng.choice(["", words(), None])}


def _evaluation(room: Room, who: str, now: int, rng: Random, words: Words) -> Mapping[str, Any] | None:
    return {"values": [rng.randint(1, 5) for _ in range(4)]}


def _vote(room: Room, who: str, now: int, rng: Random, words: Words) -> Mapping[str, Any] | None:
    cases = sorted(room.cases)
    others = [one for one in cases if one != who]
    dots = dict.fromkeys(rng.sample(cases, min(2, len(cases))), 1)
    return {"dots": rng.choice([dots, dots, {others[0]: 2} if others else {}, {}])}


def _give(room: Room, who: str, now: int, rng: Random, words: Words) -> Mapping[str, Any] | None:
    waiting = [one for one in (room.turn.order if room.turn else ()) if room.is_here(one) and not room.seats[one].listener]
    to = _one(rng, waiting)
    return None if to is None else {"to": to}


def _advance(room: Room, who: str, now: int, rng: Random, words: Words) -> Mapping[str, Any] | None:
    phase, last = room.phase, len(room.plan) - 1
    if phase is None:
        return None
    chosen = phase.input != "vote" or room.owner is not None or any(room.is_here(one) for one in room.cases)
    ways = ["next"] * 2 if room.idx < last and chosen else []
    if phase.optional:
        ways.append("skip")
    if room.idx > 0:
        before = room.plan[room.idx - 1]
        if before.input != "vote" and not (room.case_gone and before.is_content):
            ways.append("back")
    way = _one(rng, ways)
    return None if way is None else {"to": way}


def _offer_role(room: Room, who: str, now: int, rng: Random, words: Words) -> Mapping[str, Any] | None:
    role = rng.choice(["facilitator", "facilitator", "deputy", "timekeeper"])
    # Who brings in a question does not lead.
    leads = {room.owner} | (set(room.cases) if room.owner is None else set()) if role == "facilitator" else set()
    able = [
        one.who for one in room.seats.values() if one.presence == r.HERE and not one.listener and one.who not in {who} | leads
    ]
    to = _one(rng, able)
    return None if to is None else {"role": role, "to": to}


def _admit(room: Room, who: str, now: int, rng: Random, words: Words) -> Mapping[str, Any] | None:
    waiting = _one(rng, [one.who for one in room.seats.values() if one.presence == r.WAITING])
    listeners = sum(one.joined and one.listener for one in room.seats.values())
    return None if waiting is None else {"user": waiting, "as": rng.choice(["listener", "full"] if listeners < 2 else ["full"])}


DRAWERS: Mapping[str, Drawer] = {
    "presence.set": lambda room, who, now, rng, words: {"state": rng.choice(["away_short", "offline", "back"])},
    "item.post": _post,
    "item.edit": _edit,
    "item.withdraw": _withdraw,
    "question.answer": _answer,
    "question.pass": _pass_question,
    "item.pick": _pick,
    "checkin.set": _scale,
    "eval.submit": _evaluation,
    "case.offer": lambda room, who, now, rng, words: {"title": words.of(60, rng)},
    "case.vote": _vote,
    "turn.give": _give,
    "phase.ready": lambda room, who, now, rng, words: {"ready": rng.random() < 0.8},
    "phase.advance": _advance,
    "phase.extend": lambda room, who, now, rng, words: {"seconds": rng.choice([60, 300, 600])},
    "case.stop": lambda room, who, now, rng, words: {"delete": rng.random() < 0.7},
    "process.note": lambda room, who, now, rng, words: {"text": words.of(300, rng)},
    "role.offer": _offer_role,
    "member.admit": _admit,
    "item.draft": lambda room, who, now, rng, words: {"slot": "x", "text": words(), "rev": 1},
    "note.private": lambda room, who, now, rng, words: {"text": words(), "rev": 1},
}

ODD = (
    None, True, False, 0, -1, 6, 3.5, float("nan"), float("inf"), 10**40, "", " ", "zzz", "\x00", "\ud800", "x" * 70_000,
    "\u0958" * 400, "\u202e", [], {}, [None], ["x"], [[]], {"x": 1},
    {"ali": 9}, {"ali": True}, {"ali": None}, [1, 2, 3], [1, 2, 3, 4, 5],
    [True] * 4, ["ali"], {"a": {"b": [{}]}}, "next", "back", "skip", "ali", "facilitator", "owner", "listener", "full",
)  # fmt: skip
FIELDS = ("text", "title", "id", "ids", "value", "values", "word", "dots", "to", "ready", "seconds", "state", "role", "user",
          "as", "delete", "when", "slot", "rev")  # fmt: skip


def near_miss(room: Room, who: str, kind: str, rng: Random, words: Words) -> dict[str, Any]:
    """Fields that are just not right, or just right: one too long, one too many, somebody else's."""
    most = MOST.get(room.phase.input, 1000) if room.phase else 1000
    items, people = [*room.items] or [""], [*room.seats] or [""]
    other, any_item = rng.choice(people), rng.choice(items)
    odd: dict[str, list[dict[str, Any]]] = {
        "item.post": [{"text": words().ljust(most + 1, "x")}, {"text": words(), "when": "x" * 61}, {"text": "\u200b"}],
        "item.edit": [{"id": any_item, "text": words()}, {"id": any_item, "text": words().ljust(4001, "x")}, {"id": any_item}],
        "item.withdraw": [{"id": any_item}],
        "question.answer": [{"id": any_item, "text": words()}, {"id": any_item, "text": "x" * 1501}],
        "question.pass": [{"id": any_item}],
        "item.pick": [{"ids": items}, {"ids": [any_item, "x"]}],
        "checkin.set": [{"value": 6}, {"value": 3, "word": "x" * 31}, {"value": True}, {"value": "3"}],
        "eval.submit": [{"values": [1, 2, 3]}, {"values": [1, 2, 3, 6]}, {"values": [1, 2, 3, None]}],
        "case.offer": [{"title": words().ljust(61, "x")}, {"title": ""}],
        "case.vote": [{"dots": {who: 2}}, {"dots": dict.fromkeys(people, 1)}, {"dots": {other: 3}}, {"dots": {other: -1}}],
        "phase.extend": [{"seconds": 59}, {"seconds": 601}, {"seconds": 60.0}],
        "phase.advance": [{"to": "skip"}, {"to": "back"}, {"to": room.idx + 1}],
        "member.admit": [{"user": other}, {"user": other, "as": "owner"}],
        "role.offer": [{"role": "owner", "to": other}, {"role": "facilitator", "to": other}, {"role": "deputy", "to": who}],
        "turn.give": [{"to": other}],
        "case.stop": [{"delete": "ja"}, {"delete": None}],
        "process.note": [{"text": words().ljust(301, "x")}],
    }
    return rng.choice(odd.get(kind, [{}]))


def nonsense(room: Room, rng: Random, words: Words) -> tuple[str, dict[str, Any]]:
    """Any command, known or not, with anything in its fields: also ids of others, and their words' places."""
    kind = rng.choice([*sorted(RULES), "x", "", "room.hello"])
    odd = [*ODD, *room.items, *([*room.items][:3],), *room.seats, words()]
    return kind, {name: rng.choice(odd) for name in rng.sample(FIELDS, rng.randint(0, 6))}
