"""Local Dutch times and the moments they mean, also on the two nights the clock changes."""

from datetime import UTC, date, datetime, time, timedelta

from hub.core.ical import AMSTERDAM
from hub.core.text import N_

LONGEST = timedelta(days=14)

SKIPPED = N_("Dit uur bestaat niet. Die nacht gaat de klok een uur vooruit. Kies een andere tijd.")
BACKWARDS = N_("Het einde moet na het begin zijn.")
TOO_LONG = N_("Een bijeenkomst duurt hooguit 14 dagen. Kies een eerder einde.")
GONE = N_("Dit moment is al voorbij. Kies een moment dat nog komt.")


def moment_of(day: date, at: time) -> datetime | None:
    """The moment a local day and time mean; None for an hour that the clock skips in spring.

    In autumn one hour comes twice: the first is meant.
    """
    local = datetime.combine(day, at, AMSTERDAM)
    moment = local.astimezone(UTC)
    back = moment.astimezone(AMSTERDAM)
    return moment if back.replace(tzinfo=None) == local.replace(tzinfo=None) else None


def why_not_between(starts_at: datetime, ends_at: datetime) -> str | None:
    """Why something cannot last from one moment to the other, or None."""
    if ends_at <= starts_at:
        return BACKWARDS
    return TOO_LONG if ends_at - starts_at > LONGEST else None


def local_day(moment: datetime) -> date:
    """The Dutch day a moment falls on."""
    return moment.astimezone(AMSTERDAM).date()


def local_time(moment: datetime) -> time:
    """The Dutch clock time of a moment."""
    return moment.astimezone(AMSTERDAM).time().replace(tzinfo=None)
