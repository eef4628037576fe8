"""Which days a calendar feed shows, and when a gathering came in or went out by the passing of time alone."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from hub.agenda.rules.moments import local_day
from hub.core.ical import AMSTERDAM

DAYS_BACK = 60
DAYS_CANCELLED = 30
MONTHS_AHEAD = 18
MOST_ENTRIES = 800
MOST_BYTES = 500_000


@dataclass(frozen=True)
class Window:
    """The moments between which a gathering must start to be shown."""

    first: datetime
    first_cancelled: datetime
    end: datetime


def window_on(day: date) -> Window:
    """The window of a whole Dutch day, so that it moves once a day."""
    return Window(
        first=midnight(day - timedelta(days=DAYS_BACK)),
        first_cancelled=midnight(day - timedelta(days=DAYS_CANCELLED)),
        end=midnight(months_on(day, MONTHS_AHEAD) + timedelta(days=1)),
    )


def gone_since(starts_at: datetime, cancelled: bool) -> datetime:
    """When a gathering of the past dropped out."""
    days = DAYS_CANCELLED if cancelled else DAYS_BACK
    return midnight(local_day(starts_at) + timedelta(days=days + 1))


def shown_since(starts_at: datetime) -> datetime:
    """When a gathering far ahead came in."""
    return midnight(months_on(local_day(starts_at), -MONTHS_AHEAD))


def midnight(day: date) -> datetime:
    """The moment a Dutch day begins."""
    return datetime.combine(day, time(), AMSTERDAM).astimezone(UTC)


def months_on(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
