"""The room after an event: a fold over the log gives the same room everywhere, also after a crash."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from hub.intervision.rules import evolving_content as content
from hub.intervision.rules import evolving_course as course
from hub.intervision.rules import room as r
from hub.intervision.rules.room import Event, Room


def fold(events: Iterable[Event], start: Room | None = None) -> Room:
    """The room that these events make."""
    room = start or Room()
    for event in events:
        room = evolve(room, event)
    return room


def evolve(room: Room, event: Event) -> Room:
    """The room after one event. Raises KeyError for a type that no room knows."""
    after = STEPS[event.type](room, event)
    return _watched(after, event.at, event.by)


def _watched(room: Room, at: int, by: str | None) -> Room:
    """Since when there are too few, the owner is away, one is alone, or nobody is here; None while that is not so."""
    phase = room.phase
    content = room.status == r.RUNNING and phase is not None and phase.is_content
    few = content and len(room.present) < r.NEEDED
    alone = content and not room.is_here(room.owner)
    begun = room.status in (r.RUNNING, r.PAUSED)
    empty, one = begun and not room.present, begun and len(room.present) == 1
    return replace(
        room,
        short_since=(room.short_since if room.short_since is not None else at) if few else None,
        owner_since=(room.owner_since if room.owner_since is not None else at) if alone else None,
        empty_since=(room.empty_since if room.empty_since is not None else at) if empty else None,
        alone_since=(room.alone_since if room.alone_since is not None else at) if one else None,
        spoke_at=at if by is not None or room.spoke_at is None else room.spoke_at,
    )


STEPS: Mapping[str, Callable[[Room, Event], Room]] = {**content.STEPS, **course.STEPS}
