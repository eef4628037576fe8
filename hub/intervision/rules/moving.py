"""From one phase to the next: what opens, what is counted, who is at turn. Used by commands and by the clock."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean
from typing import Any

from hub.intervision.rules import room as r
from hub.intervision.rules.chance import Random
from hub.intervision.rules.evolve import fold
from hub.intervision.rules.method import OWNER, Phase
from hub.intervision.rules.room import Event, Item, Room

LEAST_ANSWERS = 3
PURGE_AFTER = 24 * 3_600_000


def leave(room: Room, to: int, reason: str, by: str | None, now: int, rng: Random) -> list[Event]:
    """End the phase that runs and enter another: cards open, votes are counted, then the change."""
    events = [*reveal(room, now, rng, "on_advance", "on_ready"), *_counted(room, now, rng)]
    after = fold(events, room)
    return [*events, enter(after, to, reason, by, now)]


def enter(room: Room, to: int, reason: str, by: str | None, now: int) -> Event:
    """Into a phase, with the round that belongs to it. Who waited at the door comes in when the case is over."""
    phase = room.plan[to]
    let_in = [one.who for one in room.seats.values() if one.presence == r.WAITING] if phase.key == "uitchecken" else []
    seated = fold([Event("member.joined", None, now, {"user": who}) for who in let_in], room)
    turn = list(seated.eligible(phase)) if phase.turn == "round" and phase.input == "chat" else None
    data = {"idx": to, "epoch": room.epoch + 1, "reason": reason, "turn": turn, "let_in": let_in}
    return Event("phase.changed", by, now, data)


def reveal(room: Room, now: int, rng: Random, *when: str) -> list[Event]:
    """Hidden items of a phase that shows them together at such a moment, shuffled."""
    if room.phase is None or room.phase.reveal not in when:
        return []
    ids = sorted(item.id for item in _standing(room) if item.hidden)
    rng.shuffle(ids)
    return [Event("items.revealed", None, now, {"ids": ids})] if ids else []


def _standing(room: Room) -> list[Item]:
    return [item for item in room.items.values() if item.epoch == room.epoch and not item.withdrawn]


def _counted(room: Room, now: int, rng: Random) -> list[Event]:
    phase = room.phase
    if phase is not None and phase.input == "vote" and room.owner is None and room.choosable:
        return _vote_counted(room, now, rng)
    if phase is not None and phase.reveal == "aggregate" and phase.input == "scale":
        return [Event("eval.result", None, now, evaluated([item.values for item in _standing(room)]))]
    return []


def _vote_counted(room: Room, now: int, rng: Random) -> list[Event]:
    """The question with the most dots; then whoever was owner least often; then a draw."""
    totals = {case: sum(dots.get(case, 0) for dots in room.votes.values()) for case in sorted(room.cases)}
    # Only people who are here can bring in their question now.
    best = max(totals[case] for case in room.choosable)
    tied = [case for case in room.choosable if totals[case] == best]
    least = min(room.times_owner.get(case, 0) for case in tied)
    chosen = rng.choice([case for case in tied if room.times_owner.get(case, 0) == least])
    return [
        Event("vote.result", None, now, {"totals": totals, "chosen": chosen}),
        Event("role.changed", None, now, {"role": OWNER, "from": None, "to": chosen, "why": "vote"}),
    ]


def evaluated(answers: Sequence[Sequence[int]]) -> dict[str, Any]:
    """Averages of the four questions, and of how many; nothing below three answers."""
    if len(answers) < LEAST_ANSWERS:
        return {"answers": len(answers), "averages": []}
    return {"answers": len(answers), "averages": [round(fmean(column), 1) for column in zip(*answers, strict=True)]}


def needs_case(room: Room) -> bool:
    """Whether the room cannot go on from choosing: nobody who is here brings in a question."""
    return room.phase is not None and room.phase.input == "vote" and room.owner is None and not room.choosable


def next_of(room: Room) -> int | None:
    """The phase after this one; None after the last."""
    return room.idx + 1 if room.idx + 1 < len(room.plan) else None


def checkout_of(plan: Sequence[Phase]) -> int:
    """Where one goes on after the owner stopped: the check-out."""
    return next(number for number, phase in enumerate(plan) if phase.key == "uitchecken")


def close(room: Room, by: str | None, now: int) -> list[Event]:
    """The end after the last phase: what was counted is shown, what was said is wiped a day later."""
    answers = [item.values for item in _standing(room) if item.values]
    counted = [Event("eval.result", None, now, evaluated(answers))] if answers else []
    return [*counted, Event("room.closed", by, now, {"purge_at": now + PURGE_AFTER})]


def stopped(by: str | None, now: int) -> Event:
    """An end before the last phase."""
    return Event("room.stopped", by, now, {"purge_at": now + PURGE_AFTER})
