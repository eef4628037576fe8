"""What comes of a command: the events it makes, or a refusal. No clock, no chance, no database of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hub.intervision.rules import deciding_content as content
from hub.intervision.rules import deciding_course as course
from hub.intervision.rules.allowed import why_not
from hub.intervision.rules.chance import Random
from hub.intervision.rules.room import Command, Event, Refusal, Room

Decider = Callable[[Room, str, Mapping[str, Any], int, Random], list[Event] | Refusal]


def decide(room: Room, who: str, command: Command, now: int, rng: Random) -> list[Event] | Refusal:
    """The events of a command at this moment, or why not. A text that came a moment too late is still taken."""
    if command.epoch is not None and command.epoch != room.epoch and command.type in content.BOUND:
        late = content.late(room, who, command, now, rng)
        return late if late is not None else Refusal("stale_epoch")
    code = why_not(room, who, command.type, now)
    if code is not None:
        return Refusal(code)
    return DECIDERS[command.type](room, who, command.data, now, rng)


def _kept(room: Room, who: str, data: Mapping[str, Any], now: int, rng: Random) -> list[Event]:
    """Drafts and notes are kept for their writer alone: nothing happens in the room."""
    return []


DECIDERS: Mapping[str, Decider] = {
    **content.DECIDERS, **course.DECIDERS, "item.draft": _kept, "note.private": _kept,
}  # fmt: skip
