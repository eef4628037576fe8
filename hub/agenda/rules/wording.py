"""Short Dutch sentences about a gathering, the same on every page."""

from __future__ import annotations

from datetime import datetime

from hub.agenda.rules.answering import Answerable, places_left
from hub.agenda.rules.moments import local_day
from hub.core.text import N_

FORMS = {
    "place": N_("Op een plek"),
    "online": N_("Online"),
    "hybrid": N_("Op een plek, en online kan ook"),
}
MY_ANSWER = {
    "yes": ("done", N_("Jij komt")),
    "maybe": ("wait", N_("Misschien")),
    "no": ("info", N_("Jij komt niet")),
}


def status_of(gathering: Answerable, taken: int, mine: str | None) -> tuple[str, str] | None:
    """The one badge of a gathering in a list: cancelled, mine, or full."""
    if gathering.status == "cancelled":
        return "stopped", N_("Gaat niet door")
    if mine in ("yes", "maybe"):
        return MY_ANSWER[mine]
    return ("full", N_("Vol")) if places_left(gathering, taken) == 0 else None


def days_until(starts_at: datetime, at: datetime) -> int:
    """In how many Dutch days it begins; negative when it began before today."""
    return (local_day(starts_at) - local_day(at)).days
