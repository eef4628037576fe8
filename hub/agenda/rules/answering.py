"""Who may answer, and when.

| what            | who                                   | when                       |
|-----------------|---------------------------------------|----------------------------|
| see             | its audience, and its organiser       | once it is opened          |
| answer yes      | a member who sees it                  | open, not over, not full   |
| answer maybe/no | a member who sees it                  | open, not over             |
| open the link   | who said yes or maybe, the organiser  | while they may see it      |
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from hub.core.text import N_

CANCELLED = N_("Deze bijeenkomst gaat niet door. Je hoeft niets te doen.")
OVER = N_("Deze bijeenkomst is voorbij. Je kunt niet meer antwoorden.")
NOT_OPEN = N_("Deze bijeenkomst is nog niet open.")
GONE = N_("Deze bijeenkomst is er niet meer.")
FULL = N_(
    "De bijeenkomst is vol. Er is nog geen wachtlijst. Zegt iemand af, dan komt er een plek vrij. "
    "Kijk over een paar dagen nog eens."
)
SAY_FIRST = N_("De link is voor wie komt. Laat eerst weten of je komt.")
NO_LINK_YET = N_("De link is er nog niet. De organisator vult hem nog in. Kijk op de dag zelf nog eens.")
ANSWERS = ("yes", "maybe", "no")


class Answerable(Protocol):
    """What the rules need to know of a gathering."""

    @property
    def status(self) -> str: ...
    @property
    def audience(self) -> str: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def places(self) -> int | None: ...


class Given(Protocol):
    """An answer that was given."""

    @property
    def answer(self) -> str: ...


class Joinable(Protocol):
    """What tells whether somebody may go to the meeting online."""

    @property
    def status(self) -> str: ...
    @property
    def organiser_id(self) -> int | None: ...
    @property
    def link(self) -> str: ...


def why_not_answer(gathering: Answerable, at: datetime) -> str | None:
    """Why nobody can answer now, or None."""
    if gathering.status == "cancelled":
        return CANCELLED
    if gathering.audience == "only_me":
        return NOT_OPEN
    return OVER if gathering.ends_at <= at else None


def why_not_yes(gathering: Answerable, others: int, at: datetime) -> str | None:
    """Why one more yes beside those of others is impossible now, or None."""
    if reason := why_not_answer(gathering, at):
        return reason
    return FULL if places_left(gathering, others) == 0 else None


def why_not_join(gathering: Joinable, answer: Given | None, member_id: int) -> str | None:
    """Why a member cannot go to the meeting's own link, or None."""
    if gathering.status == "cancelled":
        return CANCELLED
    if gathering.organiser_id != member_id and (answer is None or answer.answer == "no"):
        return SAY_FIRST
    return None if gathering.link else NO_LINK_YET


def places_left(gathering: Answerable, taken: int) -> int | None:
    """How many places are free; None if there is no limit."""
    return None if gathering.places is None else max(0, gathering.places - taken)
