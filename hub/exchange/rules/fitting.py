"""What makes somebody fit an assignment, and when somebody is left in peace. The table above the rules says why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

# What a member says they can carry, that leaves room for an offer. Nothing filled in is no yes.
WITH_ROOM = ("room", "limited")
FULL = "full"


def is_offered(experiences: Sequence[str], work_forms: Sequence[str]) -> bool:
    """Whether an assignment is brought to anybody's notice: only if it asks for something."""
    return bool(experiences or work_forms)


def wants_reminders(paused_at: datetime | None, capacity: str) -> bool:
    """Whether somebody is reminded of anything: not on pause, and not when they say that they are full."""
    return paused_at is None and capacity != FULL
