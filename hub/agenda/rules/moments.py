"""Local Dutch times and the moments they mean, also on the two nights the clock changes."""

from datetime import datetime, timedelta

from hub.core.moments import local_day, local_time, moment_of
from hub.core.text import N_

__all__ = ["local_day", "local_time", "moment_of", "why_not_between"]

LONGEST = timedelta(days=14)

SKIPPED = N_("Dit uur bestaat niet. Die nacht gaat de klok een uur vooruit. Kies een andere tijd.")
BACKWARDS = N_("Het einde moet na het begin zijn.")
TOO_LONG = N_("Een bijeenkomst duurt hooguit 14 dagen. Kies een eerder einde.")
GONE = N_("Dit moment is al voorbij. Kies een moment dat nog komt.")


def why_not_between(starts_at: datetime, ends_at: datetime) -> str | None:
    """Why something cannot last from one moment to the other, or None."""
    if ends_at <= starts_at:
        return BACKWARDS
    return TOO_LONG if ends_at - starts_at > LONGEST else None
