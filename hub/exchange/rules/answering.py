"""Responding, choosing and declining: when each may be done, and why not."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from hub.core.text import N_
from hub.exchange.rules.life import AGREED, CHOOSING, UNDER_WAY, Job, takes_responses

SENT, SHORTLIST, CHOSEN, DECLINED, TAKEN_BACK = "sent", "shortlist", "chosen", "declined", "withdrawn"
# Responses that wait for the poster.
WAITING = (SENT, SHORTLIST)
DECLINE, WAIT = "decline", "wait"

MOST_WHY, MOST_WHEN, MOST_STAND_IN, MOST_KIND = 2000, 500, 200, 400

# Why somebody was not chosen: kinds, in the words the other reads.
REASONS = {
    "places": N_("Er waren meer mensen dan plekken."),
    "times": N_("De tijden pasten niet bij elkaar."),
    "other": N_("Iemand anders paste beter bij deze opdracht."),
    "changed": N_("De opdracht is veranderd."),
    "unsaid": N_("De plaatser geeft geen reden."),
}
BY_ITSELF = "unsaid"

OWN = N_("Dit is je eigen opdracht.")
CLOSED = N_("Deze opdracht is gesloten. Je kunt er niet meer op reageren.")
ALREADY_SENT = N_("Je hebt al gereageerd op deze opdracht. Er is niets nieuws verstuurd.")
WAS_DECLINED = N_("Op je reactie is al geantwoord. Je kunt niet nog een keer reageren.")
NOT_THERE = N_("Deze reactie is er niet meer.")
SETTLED = N_("Hier is al op geantwoord.")
NO_LONGER_CHOOSING = N_("Bij deze opdracht kun je niet meer kiezen.")
NOBODY_CHOSEN = N_("Kies minstens 1 persoon.")
NO_PLACES = N_("Je koos meer mensen dan er plekken zijn. Er kunnen er nog %(left)d bij.")
NO_REASON = N_("Kies een reden. Wie je niet kiest, leest die.")
NO_WAITING_LEFT = N_("Alle plekken zijn nu bezet. De anderen kunnen niet blijven wachten.")
WORK_IS_OVER = N_("Dit werk is al afgelopen. Je kunt je reactie niet meer intrekken.")


class Answer(Protocol):
    """What the rules need to know of a response."""

    member_id: int
    state: str


def why_not_respond(job: Job, member_id: int, mine: Answer | None, at: datetime) -> str | None:
    """Why a member who sees an assignment may not respond to it now."""
    if job.poster_id == member_id:
        return OWN
    if mine is not None and mine.state == DECLINED:
        return WAS_DECLINED
    if mine is not None and mine.state != TAKEN_BACK:
        return ALREADY_SENT
    return None if takes_responses(job, at) else CLOSED


def why_not_take_back(job: Job, mine: Answer | None) -> str | None:
    """Why somebody may not withdraw their response. No reason is asked."""
    if mine is None or mine.state == TAKEN_BACK:
        return NOT_THERE
    if mine.state == DECLINED:
        return SETTLED
    return WORK_IS_OVER if mine.state == CHOSEN and job.state not in (*CHOOSING, AGREED, UNDER_WAY) else None


def why_not_decide(job: Job, answer: Answer) -> str | None:
    """Why the poster may not put this response on the short list, or decline it."""
    if answer.state == TAKEN_BACK:
        return NOT_THERE
    if answer.state not in WAITING:
        return SETTLED
    return None if job.state in CHOOSING else NO_LONGER_CHOOSING


def places_left(job: Job, taken: int) -> int:
    """How many can still be chosen."""
    return max(0, job.people - taken)


def why_not_choose(job: Job, taken: int, chosen: int, waiting: int, rest: str, reason: str) -> tuple[str, str] | None:
    """Why so many may not be chosen, and at which field; `waiting` others are declined for a reason, or wait on.

    Who chose before and looks no further chooses nobody more.
    """
    if job.state not in CHOOSING:
        return "chosen", NO_LONGER_CHOOSING
    if not chosen and (not taken or rest == WAIT):
        return "chosen", NOBODY_CHOSEN
    left = places_left(job, taken) - chosen
    if left < 0:
        return "chosen", NO_PLACES
    if not left and waiting and rest == WAIT:
        return "rest", NO_WAITING_LEFT
    return ("reason", NO_REASON) if waiting and rest != WAIT and reason not in REASONS else None


def is_settled(job: Job, taken: int, rest: str) -> bool:
    """Whether choosing is finished: every place is taken, or the poster looks no further."""
    return rest != WAIT or places_left(job, taken) == 0


def may_read_organisation(job: Job, member_id: int, mine: Answer | None) -> bool:
    """Whether somebody may read the name of the organisation: the poster, and who is chosen."""
    return job.poster_id == member_id or takes_part(mine)


def takes_part(mine: Answer | None) -> bool:
    """Whether somebody is chosen."""
    return mine is not None and mine.state == CHOSEN
