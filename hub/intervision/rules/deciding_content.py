"""Commands about what is written: posts, answers, figures, dots, picks, turns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hub.intervision.rules import room as r
from hub.intervision.rules.chance import Random
from hub.intervision.rules.limits import KIND_OF, MOST_TEXT, cleaned, dots_of, is_mark, why_not_text
from hub.intervision.rules.room import Command, Event, Item, Refusal, Room, Turn
from hub.intervision.rules.writing import takes_turns, too_fast, written

Data = Mapping[str, Any]
Outcome = list[Event] | Refusal
# Commands that are meant for one entry of a phase.
BOUND = frozenset(("item.post", "checkin.set", "eval.submit", "case.vote", "item.pick", "turn.done", "turn.pass", "turn.defer"))


def post(room: Room, who: str, data: Data, now: int, rng: Random) -> Outcome:
    """A new text. In a round, the turn goes on when its holder has said all that fits."""
    phase = room.phase
    assert phase is not None
    kind = KIND_OF[phase.input]
    if code := why_not_text(data.get("text"), MOST_TEXT[kind]):
        return Refusal(code)
    when = data.get("when") or ""
    if when and (code := why_not_text(when, MOST_TEXT["when"])):
        return Refusal(code)
    when = cleaned(when, MOST_TEXT["when"])
    added = _added(phase.key, room.epoch, kind, data["text"], phase.hides, rng) | ({"when": when} if when else {})
    events = [Event("item.added", who, now, added)]
    if takes_turns(room) and phase.n and written(room, who) + 1 >= phase.n:
        events.append(_turn_over(room, who, now))
    return events


def _added(phase: str, epoch: int, kind: str, text: str, hidden: bool, rng: Random) -> dict[str, Any]:
    ident = f"{rng.getrandbits(60):015x}"
    return {"id": ident, "phase": phase, "epoch": epoch, "kind": kind, "text": cleaned(text, MOST_TEXT[kind]), "hidden": hidden}


def late(room: Room, who: str, command: Command, now: int, rng: Random) -> Outcome | None:
    """A message for the phase that ended a moment ago, by somebody who could write in it; None if it came too late."""
    left = room.left
    if command.type != "item.post" or left is None or left.epoch != command.epoch or room.status != r.RUNNING:
        return None
    phase = room.plan[left.idx]
    seat = room.seats.get(who)
    if seat is None or not room.is_here(who) or now > left.at + room.waits.late or room.case_gone:
        return None
    if phase.input != "chat" or phase.hides or not room.roles_of(who) & set(phase.who) or too_fast(room, who, now):
        return None
    mine = sum(item.by == who and item.epoch == left.epoch and not item.withdrawn for item in room.items.values())
    if (phase.turn == "round" and left.holder != who) or (phase.n and mine >= phase.n):
        return None
    if why_not_text(command.data.get("text"), MOST_TEXT["chat"]):
        return None
    added = _added(phase.key, left.epoch, "chat", command.data["text"], False, rng)
    return [Event("item.added", who, now, {**added, "late": True})]


def _own(room: Room, who: str, data: Data, now: int) -> Item | Refusal:
    """A piece of one's own that can still be changed."""
    item = room.items.get(data.get("id", "")) if isinstance(data.get("id"), str) else None
    if item is None or item.by != who or item.withdrawn or item.kind == "scale":
        return Refusal("unknown_item")
    phase = next(one for one in room.plan if one.key == item.phase)
    if (room.case_gone and phase.is_content) or room.rests(item):
        return Refusal("unknown_item")
    open_here = item.epoch == room.epoch and (item.hidden or item.kind == "statement")
    # Cards that were opened together stay as they were opened.
    if open_here or (not phase.hides and now <= item.at + room.waits.edit):
        return item
    return Refusal("wrong_phase" if item.hidden else "already_revealed")


def edit(room: Room, who: str, data: Data, now: int, rng: Random) -> Outcome:
    """Another text in the same place."""
    item = _own(room, who, data, now)
    if isinstance(item, Refusal):
        return item
    if code := why_not_text(data.get("text"), MOST_TEXT[item.kind]):
        return Refusal(code)
    return [Event("item.edited", who, now, {"id": item.id, "text": cleaned(data["text"], MOST_TEXT[item.kind])})]


def withdraw(room: Room, who: str, data: Data, now: int, rng: Random) -> Outcome:
    """Take a piece back; its words are wiped."""
    item = _own(room, who, data, now)
    return item if isinstance(item, Refusal) else [Event("item.withdrawn", who, now, {"id": item.id})]


def _question(room: Room, data: Data) -> Item | None:
    item = room.items.get(data.get("id", "")) if isinstance(data.get("id"), str) else None
    fits = item is not None and item.kind == "question" and item.epoch == room.epoch and not item.withdrawn
    return item if fits else None


def answer(room: Room, who: str, data: Data, now: int, rng: Random) -> Outcome:
    """The owner answers a question; a second answer takes the place of the first."""
    item = _question(room, data)
    if item is None:
        return Refusal("unknown_item")
    if code := why_not_text(data.get("text"), MOST_TEXT["answer"]):
        return Refusal(code)
    return [Event("question.answered", who, now, {"id": item.id, "text": cleaned(data["text"], MOST_TEXT["answer"])})]


def pass_question(room: Room, who: str, data: Data, now: int, rng: Random) -> Outcome:
    """The owner leaves a question unanswered, without a reason."""
    item = _question(room, data)
    return Refusal("unknown_item") if item is None else [Event("question.passed", who, now, {"id": item.id})]


def pick(room: Room, who: str, data: Data, now: int, rng: Random) -> Outcome:
    """Choose from what was written before; choosing again replaces it, choosing nothing is fine."""
    assert room.phase is not None
    given = data.get("ids")
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        return Refusal("bad_input")
    offered = [(key, item) for key, item in room.items.items() if item.phase == room.phase.source and not item.withdrawn]
    there = {key for key, item in offered if not room.rests(item)}
    if not set(given) <= there:
        return Refusal("unknown_item")
    return [Event("items.picked", who, now, {"ids": sorted(set(given)), "source": room.phase.source})]


def check_in(room: Room, who: str, data: Data, now: int, rng: Random) -> Outcome:
    """A figure from 1 to 5 and perhaps a word; once more replaces it until all open."""
    word = data.get("word") or ""
    if not is_mark(data.get("value")) or (word and why_not_text(word, MOST_TEXT["word"])):
        return Refusal("too_long" if isinstance(word, str) and len(word.strip()) > MOST_TEXT["word"] else "bad_input")
    values = {"value": data["value"], "text": cleaned(word, MOST_TEXT["word"]) or ""}
    return _scale(room, who, now, rng, values)


def evaluate(room: Room, who: str, data: Data, now: int, rng: Random) -> Outcome:
    """Four figures, seen by nobody; only averages of three or more are shown."""
    assert room.phase is not None
    given = data.get("values")
    if not isinstance(given, list) or len(given) != room.phase.n or not all(is_mark(one) for one in given):
        return Refusal("bad_input")
    return _scale(room, who, now, rng, {"values": list(given)})


def _scale(room: Room, who: str, now: int, rng: Random, values: dict[str, Any]) -> Outcome:
    assert room.phase is not None
    mine = next((one for one in room.items.values() if one.by == who and one.epoch == room.epoch and not one.withdrawn), None)
    if mine is not None:
        if not mine.hidden:
            return Refusal("already_revealed")
        return [Event("item.edited", who, now, {"id": mine.id, **values})]
    added = {"id": f"{rng.getrandbits(60):015x}", "phase": room.phase.key, "epoch": room.epoch, "kind": "scale", "hidden": True}
    return [Event("item.added", who, now, {**added, **values})]


def vote(room: Room, who: str, data: Data, now: int, rng: Random) -> Outcome:
    """Dots on the questions that were offered; a new vote replaces the old one."""
    dots = dots_of(data.get("dots"), who, room.cases)
    return Refusal("bad_input") if dots is None else [Event("vote.cast", who, now, {"dots": dots})]


def _turn_over(room: Room, who: str, now: int) -> Event:
    turn = room.turn or Turn(())
    order = [one for one in turn.order if one != who]
    return Event("turn.changed", None, now, {"order": order, "done": [*turn.done, who], "deferred": list(turn.deferred)})


def end_turn(room: Room, who: str, data: Data, now: int, rng: Random) -> Outcome:
    """Done, or passing: for the others it is the same."""
    return [_turn_over(room, who, now)]


def defer(room: Room, who: str, data: Data, now: int, rng: Random) -> Outcome:
    """To the end of the round, once."""
    turn = room.turn or Turn(())
    order = [*(one for one in turn.order if one != who), who]
    return [Event("turn.changed", None, now, {"order": order, "done": list(turn.done), "deferred": [*turn.deferred, who]})]


def give(room: Room, who: str, data: Data, now: int, rng: Random) -> Outcome:
    """The facilitator lets somebody who waits go first."""
    turn, to = room.turn or Turn(()), data.get("to")
    if to not in turn.order or not room.takes_part(to):
        return Refusal("bad_input")
    order = [to, *(one for one in turn.order if one != to)]
    return [Event("turn.changed", None, now, {"order": order, "done": list(turn.done), "deferred": list(turn.deferred)})]


DECIDERS: Mapping[str, Callable[[Room, str, Data, int, Random], Outcome]] = {
    "item.post": post,
    "item.edit": edit,
    "item.withdraw": withdraw,
    "question.answer": answer,
    "question.pass": pass_question,
    "item.pick": pick,
    "checkin.set": check_in,
    "eval.submit": evaluate,
    "case.vote": vote,
    "turn.done": end_turn,
    "turn.pass": end_turn,
    "turn.defer": defer,
    "turn.give": give,
}
