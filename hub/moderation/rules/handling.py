"""States of a report, who may handle it, and how long a hold lasts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from hub.core.text import N_
from hub.moderation.rules.reporting import DECIDE_WITHIN

HOLD_LASTS = timedelta(hours=48)
ANSWER_TAKES = timedelta(days=7)

# From which state to which. A hold can change hands within a state.
MOVES = {
    "new": ("claimed",),
    "claimed": ("new", "asked", "decided"),
    "asked": ("claimed", "decided"),
    "decided": ("review", "closed"),
    "review": ("closed",),
    "closed": (),
}
WAITING = ("new", "claimed", "asked", "review")

CANNOT = N_("Dit kan jij niet behandelen. Je kent iemand die erbij betrokken is, of je bent het zelf.")
FIRST_WAS_YOU = N_("Dit kan jij niet behandelen. Jij nam het eerste besluit.")
HELD = N_("Een andere moderator kijkt hier al naar. Er is niets veranderd.")
NOT_HELD = N_("Je houdt deze melding niet meer vast. Pak de melding eerst weer op.")
MOVED_ON = N_("Deze melding is intussen verder. Wat je wilde doen, kan nu niet meer.")
ASKED_ALREADY = N_("Er staat al een vraag open bij de melder. Wacht op het antwoord, of besluit zonder.")
CANNOT_TAKE_OVER = N_("Deze moderator kan de melding niet overnemen. Kies iemand anders.")


class Handled(Protocol):
    """What the rules need to know of a report."""

    state: str
    look_before: datetime
    waits_since: datetime
    claimed_by_id: int | None
    claimed_until: datetime | None


@dataclass(frozen=True)
class Ties:
    """What binds a moderator to the reporter or the person, and whether they took the first decision."""

    is_one_of_them: bool = False
    contact: bool = False
    circle: bool = False
    block: bool = False
    decided_first: bool = False


def why_not_know(ties: Ties) -> str | None:
    """Why a moderator may know no more of a report than that it is there."""
    return CANNOT if ties.is_one_of_them or ties.contact or ties.circle or ties.block else None


def why_not_handle(ties: Ties) -> str | None:
    """Why a moderator may not handle a report at all."""
    return why_not_know(ties) or (FIRST_WAS_YOU if ties.decided_first else None)


def why_not_open(state: str, ties: Ties) -> str | None:
    """Why a moderator may not see how a report stands: who took the first decision may, once nothing waits."""
    return why_not_handle(ties) if state in WAITING else why_not_know(ties)


def is_held(report: Handled, at: datetime) -> bool:
    """Whether some moderator holds it now."""
    return report.claimed_by_id is not None and report.claimed_until is not None and at < report.claimed_until


def holds(report: Handled, member_id: int, at: datetime) -> bool:
    """Whether this moderator holds it now."""
    return report.state in WAITING and report.claimed_by_id == member_id and is_held(report, at)


def why_not_claim(report: Handled, ties: Ties, at: datetime) -> str | None:
    """Why a moderator may not take this report up."""
    if reason := why_not_handle(ties):
        return reason
    if report.state not in WAITING:
        return MOVED_ON
    return HELD if is_held(report, at) else None


def why_not_work(report: Handled, member_id: int, ties: Ties, at: datetime) -> str | None:
    """Why a moderator may not do anything with this report now: ask, hand over, give back, decide."""
    if report.state not in WAITING:
        return MOVED_ON
    if reason := why_not_handle(ties):
        return reason
    return None if holds(report, member_id, at) else NOT_HELD


def why_not_move(state: str, to: str) -> str | None:
    """Why a report cannot go from one state to another."""
    return None if to in MOVES[state] else MOVED_ON


def why_not_ask(state: str) -> str | None:
    """Why the reporter cannot be asked something now."""
    return ASKED_ALREADY if state == "asked" else why_not_move(state, "asked")


def given_back(state: str) -> str:
    """The state of a report that nobody holds any more: a question that is open stays open."""
    return "new" if state == "claimed" else state


def late_since(report: Handled) -> datetime | None:
    """From when it waits longer than was promised: to be looked at, then to be decided. None when nothing waits."""
    if report.state not in WAITING:
        return None
    return report.look_before if report.state == "new" else report.waits_since + DECIDE_WITHIN


def is_late(report: Handled, at: datetime) -> bool:
    """Whether it waits longer than was promised."""
    since = late_since(report)
    return since is not None and at > since
