"""What a room's page draws: steps, chairs, and what was written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True)
class Step:
    """A phase in the list: done, now or next, and until when."""

    title: str
    state: str
    until: str
    minutes: int


@dataclass(frozen=True)
class Chair:
    """A seat: whose, what they do, and where it stands round the table."""

    who: str
    name: str
    words: str
    speaks: bool
    away: bool
    mine: bool
    x: int
    y: int


@dataclass(frozen=True)
class Written:
    """What was written in one phase, for this reader."""

    title: str
    items: Sequence[Mapping[str, Any]]
    now: bool


def whole_minute(at: datetime) -> datetime:
    """The nearest minute: nobody plans by the second."""
    return (at + timedelta(seconds=30)).replace(second=0, microsecond=0)
