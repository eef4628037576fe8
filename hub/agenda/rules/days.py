"""Whole days: from the midnight on which the first begins to the midnight after the last, 23 and 25 hours long too."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from hub.agenda.rules.moments import LONGEST, TOO_LONG, local_day
from hub.agenda.rules.window import midnight
from hub.core.ical import AMSTERDAM
from hub.core.text import N_

LAST_BEFORE_FIRST = N_("De laatste dag is eerder dan de eerste dag. Kies een latere dag.")


class Lasting(Protocol):
    """Something with a begin and an end that may fill its days."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def whole_day(self) -> bool: ...


def span_of(first: date, last: date) -> tuple[datetime, datetime]:
    """The moments at which whole Dutch days begin and are over."""
    return midnight(first), midnight(last + timedelta(days=1))


def why_not_days(first: date, last: date) -> str | None:
    """Why something cannot fill those days, or None. Days are counted: 14 of them may be an hour longer."""
    if last < first:
        return LAST_BEFORE_FIRST
    return TOO_LONG if (last - first).days >= LONGEST.days else None


def days_of(lasting: Lasting) -> tuple[date, date]:
    """The first and the last Dutch day it touches; what ends at midnight does not touch the day after."""
    return local_day(lasting.starts_at), local_day(lasting.ends_at - timedelta(microseconds=1))


def days_on(moment: datetime, days: int) -> datetime:
    """The same clock time so many days later; in the hour that is skipped in spring, the hour after it."""
    return (moment.astimezone(AMSTERDAM) + timedelta(days=days)).astimezone(UTC)
