"""Local Dutch days and times and the moments they mean, also on the two nights the clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def moment_of(day: date, at: time) -> datetime | None:
    """The moment a local day and time mean; None for an hour that the clock skips in spring.

    In autumn one hour comes twice: the first is meant.
    """
    local = datetime.combine(day, at, AMSTERDAM)
    moment = local.astimezone(UTC)
    back = moment.astimezone(AMSTERDAM)
    return moment if back.replace(tzinfo=None) == local.replace(tzinfo=None) else None


def local_day(moment: datetime) -> date:
    """The Dutch day a moment falls on."""
    return moment.astimezone(AMSTERDAM).date()


def local_time(moment: datetime) -> time:
    """The Dutch clock time of a moment."""
    return moment.astimezone(AMSTERDAM).time().replace(tzinfo=None)
