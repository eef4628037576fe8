"""Said to browsers while a room is open: each event to each person as far as they may see it, after the commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hub.core.socket import socketio
from hub.intervision.models import Session
from hub.intervision.queries.log import Frame

VERSION = 1


def as_sent(session: Session, frame: Frame) -> dict[str, Any]:
    """An event on the wire."""
    return {
        "v": VERSION,
        "room": session.public_id,
        "lsn": frame.lsn,
        "prev": frame.prev,
        "epoch": frame.epoch,
        "at": frame.event.at,
        "type": frame.event.type,
        "by": frame.event.by,
        "data": dict(frame.event.data),
    }


def say(session: Session, frames: Sequence[Frame], members: Mapping[str, int]) -> None:
    """Send each person what is theirs, on the channel of that member alone. `members`: keys by public id."""
    for frame in frames:
        if frame.who in members:
            socketio.emit("evt", as_sent(session, frame), to=f"member-{members[frame.who]}")
