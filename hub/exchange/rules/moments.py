"""Days on which responses end, how long they are renewed, and when somebody is reminded."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hub.core.localtime import local_day
from hub.core.text import N_

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
LONGEST = timedelta(days=90)
RENEWED_FOR = timedelta(days=14)
REMIND_DAYS = (7, 1)
REMIND_HOUR = time(9)
# Ended so long ago, an assignment goes with everything in it; so does a draft that nobody came back to.
CLEARED_AFTER = timedelta(days=90)

CLOSES_IN_PAST = N_("De laatste dag om te reageren is al voorbij. Kies een dag die nog komt.")
CLOSES_TOO_LATE = N_("Reageren kan hooguit 90 dagen. Kies een eerdere dag. Je kunt later verlengen.")
CLOSES_AFTER_WORK = N_("De laatste dag om te reageren ligt na het einde van het werk. Kies een eerdere dag.")
BACKWARDS = N_("De laatste dag van het werk ligt voor de eerste dag.")


def end_of(day: date) -> datetime:
    """The moment a Dutch day is over."""
    return datetime.combine(day + timedelta(days=1), time(), AMSTERDAM).astimezone(UTC)


def last_day(closes_at: datetime) -> date:
    """The last day on which one can respond."""
    return local_day(closes_at - timedelta(microseconds=1))


def days_left(closes_at: datetime, at: datetime) -> int:
    """How many Dutch days there still are; 0 on the last day."""
    return (last_day(closes_at) - local_day(at)).days


def why_not_close_on(day: date, ends_on: date | None, at: datetime) -> str | None:
    """Why responses cannot be taken until the end of this day."""
    today = local_day(at)
    if day < today:
        return CLOSES_IN_PAST
    if day > today + LONGEST:
        return CLOSES_TOO_LATE
    return CLOSES_AFTER_WORK if ends_on is not None and day > ends_on else None


def renewed(closes_at: datetime, ends_on: date | None, at: datetime) -> datetime:
    """Until when responses are taken after one tap: two weeks more, never past the work itself or 90 days from now."""
    today = local_day(at)
    day = min(max(today, last_day(closes_at)) + RENEWED_FOR, today + LONGEST)
    return end_of(day if ends_on is None else min(day, ends_on))


def reminder_due(closes_at: datetime, at: datetime) -> int | None:
    """Which reminder is due: 7 or 1 day ahead, from 9 o'clock on; None before the first."""
    for days in sorted(REMIND_DAYS):
        if at >= datetime.combine(last_day(closes_at) - timedelta(days=days), REMIND_HOUR, AMSTERDAM):
            return days
    return None


def must_remind(closes_at: datetime, reminded: int | None, at: datetime) -> bool:
    """Whether a reminder is due that did not go yet."""
    due = reminder_due(closes_at, at)
    return due is not None and (reminded is None or due < reminded)
