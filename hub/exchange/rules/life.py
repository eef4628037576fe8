"""The life of an assignment: its states, which follows which, and why something cannot be done now."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

from hub.core.text import N_
from hub.exchange.rules import moments
from hub.exchange.rules.access import FACTS

DRAFT, OPEN, AGREED, UNDER_WAY = "draft", "open", "agreed", "under_way"
DONE, WITHDRAWN, EXPIRED = "done", "withdrawn", "expired"

# From where to where. Expired is not the end: its poster may still choose or renew. Agreed goes back when the last
# chosen one steps back.
MOVES: dict[str, frozenset[str]] = {
    DRAFT: frozenset({OPEN}),
    OPEN: frozenset({AGREED, WITHDRAWN, EXPIRED}),
    AGREED: frozenset({UNDER_WAY, WITHDRAWN, OPEN, EXPIRED}),
    UNDER_WAY: frozenset({DONE, WITHDRAWN, OPEN, EXPIRED}),
    EXPIRED: frozenset({OPEN, AGREED, WITHDRAWN}),
    DONE: frozenset(),
    WITHDRAWN: frozenset(),
}
# What every member may see; what was withdrawn stays for who responded.
FOR_MEMBERS = (OPEN, AGREED, UNDER_WAY, DONE, EXPIRED)
# Where the poster may still choose.
CHOOSING = (OPEN, EXPIRED)

MOST_DRAFTS = 10
MOST_TITLE, MOST_ABOUT, MOST_LINE, MOST_NOTE = 70, 3000, 160, 300

TOO_MANY_DRAFTS = N_("Je hebt al 10 opdrachten die nog niet open zijn. Zet er eerst een open of gooi er een weg.")
ALREADY_OPEN = N_("Deze opdracht staat al open.")
# What must be there before others may see it, by the step that asks it.
PLAN, PAY, ACCESS = "plan", "pay", "access"
MISSING = {
    PLAN: N_("Vul eerst in wanneer en waar het is."),
    PAY: N_("Vul eerst in wat iemand ervoor krijgt."),
    ACCESS: N_("Vul eerst in hoe het werk is: reizen, geluid, tempo en spullen."),
}
CLOSED_FOR_CHANGE = N_("Deze opdracht is niet meer open. Je kunt hem niet veranderen.")
SOMEBODY_RESPONDED = N_("Er heeft al iemand gereageerd. Daarom verandert de opdracht niet meer. Je kunt hem wel intrekken.")
NOT_RUNNING = N_("Deze opdracht is al afgelopen.")
NOT_OPEN_YET = N_("Deze opdracht is nog niet open. Alleen jij ziet hem.")
NOT_TO_RENEW = N_("Deze opdracht kun je niet verlengen.")
PERIOD_OVER = N_("De periode van dit werk is voorbij. Plaats een nieuwe opdracht.")
LONG_ENOUGH = N_("Reageren kan al zo lang als het kan.")
NOT_AGREED = N_("Er is nog niemand gekozen, of het werk is al begonnen.")
NOT_UNDER_WAY = N_("Het werk is nog niet begonnen, of het is al klaar.")


class Job(Protocol):
    """What the rules need to know of an assignment."""

    id: int
    poster_id: int
    state: str
    people: int

    @property
    def closes_at(self) -> datetime | None:
        """Until when responses are taken."""

    @property
    def starts_on(self) -> date | None:
        """The first day of the work."""

    @property
    def ends_on(self) -> date | None:
        """The last day of the work."""

    @property
    def pay(self) -> str | None:
        """The pay form."""

    @property
    def access(self) -> dict[str, dict[str, str]]:
        """The access facts by code."""


def may_move(before: str, after: str) -> bool:
    """Whether one state may follow another."""
    return after in MOVES[before]


def takes_responses(job: Job, at: datetime) -> bool:
    """Whether one can respond now. The clock decides, also when the worker comes late."""
    return job.state == OPEN and job.closes_at is not None and at < job.closes_at


def why_not_make(drafts: int) -> str | None:
    """Why somebody with so many drafts may not begin another assignment."""
    return TOO_MANY_DRAFTS if drafts >= MOST_DRAFTS else None


def why_not_change(job: Job, responded: bool) -> str | None:
    """Why nothing about it can be changed now: who responded did so to what stood there."""
    if job.state == DRAFT:
        return None
    if job.state != OPEN:
        return CLOSED_FOR_CHANGE
    return SOMEBODY_RESPONDED if responded else None


def missing(job: Job) -> str | None:
    """The first step that must still be filled in."""
    if job.starts_on is None or job.closes_at is None:
        return PLAN
    if job.pay is None:
        return PAY
    return None if all(fact.code in job.access for fact in FACTS) else ACCESS


def why_not_open(job: Job, at: datetime) -> str | None:
    """Why others may not see it yet."""
    if job.state != DRAFT:
        return ALREADY_OPEN
    if lacking := missing(job):
        return MISSING[lacking]
    return moments.CLOSES_IN_PAST if job.closes_at is not None and job.closes_at <= at else None


def why_not_withdraw(job: Job) -> str | None:
    """Why it cannot be withdrawn."""
    if job.state == DRAFT:
        return NOT_OPEN_YET
    return None if may_move(job.state, WITHDRAWN) else NOT_RUNNING


def why_not_renew(job: Job, at: datetime) -> str | None:
    """Why the time for responses cannot be made longer."""
    if job.state not in CHOOSING or job.closes_at is None:
        return NOT_TO_RENEW
    longer = moments.renewed(job.closes_at, job.ends_on, at)
    if longer <= at:
        return PERIOD_OVER
    return LONG_ENOUGH if longer <= job.closes_at else None


def why_not_start(job: Job) -> str | None:
    """Why one cannot say that the work began."""
    return None if may_move(job.state, UNDER_WAY) else NOT_AGREED


def why_not_finish(job: Job) -> str | None:
    """Why one cannot say that the work is done."""
    return None if may_move(job.state, DONE) else NOT_UNDER_WAY


def after_the_last_stepped_back(job: Job, at: datetime) -> str:
    """What an assignment becomes when nobody chosen is left: open again while there is time, else its poster's turn."""
    return OPEN if job.closes_at is not None and at < job.closes_at else EXPIRED
