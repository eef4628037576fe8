"""Who may make and change a gathering, and when.

| what                      | who             | when                                        |
|---------------------------|-----------------|---------------------------------------------|
| make                      | a member        | always                                      |
| change text, place, time  | its organiser   | not over, not cancelled                     |
| open to others            | its organiser   | complete, still to come                     |
| cancel, reopen            | its organiser   | opened, not over                            |
| remove                    | its organiser   | not opened, or nobody else answered         |
| see who answered          | its organiser   | always                                      |
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from hub.core.text import N_

OVER = N_("Deze bijeenkomst is voorbij. Je kunt hem niet meer veranderen.")
CANCELLED = N_("Deze bijeenkomst gaat niet door. Zet hem eerst weer open.")
NOT_CANCELLED = N_("Deze bijeenkomst gaat gewoon door.")
NOT_OPEN = N_("Deze bijeenkomst is nog niet open. Alleen jij ziet hem.")
NO_PLACE = N_("Vul eerst in waar het is.")
STARTS_BEFORE = N_("Dit moment is al voorbij. Kies een moment dat nog komt.")
DAY_BEGAN = N_("Deze dag is al begonnen. Kies een dag die nog komt, of vul tijden in.")
CLOSED_AGAIN = N_("Een open bijeenkomst kan niet terug naar 'alleen ik'. Je kunt hem wel afzeggen.")
FEWER_PLACES = N_("Er zeiden al meer mensen ja. Kies een hoger getal.")
SOMEBODY_ANSWERED = N_("Er hebben al mensen geantwoord. Zeg de bijeenkomst af, dan horen zij het.")


class Changeable(Protocol):
    """What the rules need to know of a gathering."""

    @property
    def status(self) -> str: ...
    @property
    def audience(self) -> str: ...
    @property
    def form(self) -> str: ...
    @property
    def town(self) -> str: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def whole_day(self) -> bool: ...


class Beginning(Protocol):
    """When something begins, to the minute or with a day."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def whole_day(self) -> bool: ...


def is_open(gathering: Changeable) -> bool:
    """Whether others than the organiser may see it."""
    return gathering.audience != "only_me"


def why_not_change(gathering: Changeable, at: datetime) -> str | None:
    """Why nothing about it can be changed now, or None."""
    if gathering.status == "cancelled":
        return CANCELLED
    return OVER if gathering.ends_at <= at else None


def why_not_begin(when: Beginning, at: datetime) -> str | None:
    """Why it cannot begin then, or None."""
    if when.starts_at > at:
        return None
    return DAY_BEGAN if when.whole_day else STARTS_BEFORE


def why_not_move(gathering: Changeable, when: Beginning, at: datetime) -> str | None:
    """Why it cannot be moved to begin then, or None."""
    if reason := why_not_change(gathering, at):
        return reason
    return why_not_begin(when, at) if when.starts_at != gathering.starts_at else None


def why_not_open(gathering: Changeable, audience: str, at: datetime) -> str | None:
    """Why it cannot be opened to that audience, or None."""
    if reason := why_not_change(gathering, at):
        return reason
    if gathering.form != "online" and not gathering.town:
        return NO_PLACE
    if audience == "only_me":
        return CLOSED_AGAIN
    return None if is_open(gathering) else why_not_begin(gathering, at)


def why_not_cancel(gathering: Changeable, at: datetime) -> str | None:
    """Why it cannot be cancelled, or None."""
    return why_not_change(gathering, at) or (None if is_open(gathering) else NOT_OPEN)


def why_not_reopen(gathering: Changeable, at: datetime) -> str | None:
    """Why it cannot be set open again, or None."""
    if gathering.status != "cancelled":
        return NOT_CANCELLED
    return OVER if gathering.ends_at <= at else None


def why_not_limit(places: int | None, taken: int) -> str | None:
    """Why there cannot be so few places, or None."""
    return FEWER_PLACES if places is not None and places < taken else None


def why_not_remove(gathering: Changeable, others: int) -> str | None:
    """Why it cannot be removed without a trace, or None."""
    return SOMEBODY_ANSWERED if is_open(gathering) and others else None
