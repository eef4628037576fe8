"""Short Dutch words for the facts of an assignment, the same on every page."""

from __future__ import annotations

from datetime import datetime

from hub.core.text import N_
from hub.exchange.rules.answering import CHOSEN, DECLINED, TAKEN_BACK
from hub.exchange.rules.life import AGREED, DONE, DRAFT, EXPIRED, OPEN, UNDER_WAY, WITHDRAWN, Job, takes_responses

FOR_WHOM = {"self": N_("Voor de plaatser zelf"), "organisation": N_("Voor een organisatie")}
PLACES = {"place": N_("Op een plek"), "online": N_("Online"), "both": N_("Op een plek, en online kan ook")}
PAYS = {
    "paid": N_("Betaald"),
    "expenses": N_("Alleen onkosten"),
    "swap": N_("Ruilen"),
    "volunteer": N_("Vrijwillig"),
}
UNITS = {"hour": N_("per uur"), "day": N_("per dag"), "total": N_("in totaal")}
HOURS = {"week": N_("%(n)d uur per week"), "total": N_("%(n)d uur in totaal")}

# How it stands, as its poster and who is chosen see it: the look of the badge, and the word.
FOR_INSIDERS = {
    DRAFT: ("concept", N_("Nog niet open")),
    OPEN: ("open", N_("Open")),
    AGREED: ("done", N_("Afgesproken")),
    UNDER_WAY: ("wait", N_("Bezig")),
    DONE: ("done", N_("Klaar")),
    WITHDRAWN: ("stopped", N_("Ingetrokken")),
    EXPIRED: ("wait", N_("Reageren kan niet meer")),
}
# Who only looks does not see what became of it.
OPEN_TO_ALL, CLOSED_TO_ALL = ("open", N_("Open")), ("stopped", N_("Gesloten"))
# Being on the short list looks like being sent: only the poster sees the difference.
MINE = {
    CHOSEN: ("done", N_("Je bent gekozen")),
    DECLINED: ("info", N_("Het is iemand anders geworden")),
    TAKEN_BACK: ("info", N_("Je trok je reactie in")),
}
SENT_BY_ME = ("wait", N_("Je reageerde"))


def euros(amount: int) -> str:
    """'€ 1.300'."""
    return "€ " + f"{amount:,}".replace(",", ".")


def money(low: int | None, high: int | None) -> str:
    """'€ 60' or '€ 60 tot € 80'; empty where no money was named."""
    if low is None or high is None:
        return ""
    return euros(low) if low == high else f"{euros(low)} tot {euros(high)}"


def status_for(job: Job, mine: str | None, insider: bool, at: datetime) -> tuple[str, str]:
    """The one badge of an assignment: one's own response first, then how it stands."""
    if mine in MINE:
        return MINE[mine]
    if mine is not None:
        return SENT_BY_ME if job.state != WITHDRAWN else FOR_INSIDERS[WITHDRAWN]
    if insider:
        return FOR_INSIDERS[EXPIRED if job.state == OPEN and not takes_responses(job, at) else job.state]
    return OPEN_TO_ALL if takes_responses(job, at) else CLOSED_TO_ALL
