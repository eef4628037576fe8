"""Who may do what with series and sessions, before and after the room.

| what                        | who                            | when                                             |
|-----------------------------|--------------------------------|--------------------------------------------------|
| see a series, its sessions  | who takes part in the circle   | always                                           |
| plan a series               | a host of the circle           | the method fits in the length at this pace       |
| move a session              | a host of the circle           | before the room is open                          |
| cancel a session            | a host of the circle           | it has not begun                                 |
| choose who leads            | a host of the circle           | before the room is open                          |
| offer a question, take back | who takes part, not who leads  | before the room is open                          |
| come to the door            | who said yes to the agreement  | from 15 minutes before the start                 |
| read what one kept          | oneself                        | after the session                                |
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from hub.core.localtime import local_day, local_time, moment_of
from hub.core.text import N_
from hub.intervision.models import Session
from hub.notices.rules import NOW, NoticeKind

LOBBY_OPENS = timedelta(minutes=15)

TOO_EARLY = N_("De kamer gaat 15 minuten voor het begin open.")
CANCELLED = N_("Deze sessie gaat niet door.")


def why_not_enter(session: Session, at: datetime) -> str | None:
    """Why nobody can come to this room's door now."""
    if session.status == "cancelled":
        return CANCELLED
    return TOO_EARLY if session.status == "planned" and at < session.starts_at - LOBBY_OPENS else None


GONE = N_("Dit moment is al voorbij. Kies een moment dat nog komt.")
SKIPPED = N_("Dit uur bestaat niet. Die nacht gaat de klok een uur vooruit. Kies een andere tijd.")
BEGUN = N_("Deze sessie is al begonnen of voorbij.")
LEADS = N_("Jij leidt deze sessie. Vraag eerst iemand anders om te leiden, als je zelf een vraag wilt inbrengen.")
OPEN = N_("De kamer is al open. Breng je vraag daar in.")
SEATED = N_("De kamer is al open. Verzetten kan niet meer. Je kunt de sessie afzeggen.")
NO_QUESTION = N_("Schrijf je vraag in één regel.")
OFFERED = N_("Wie een vraag inbrengt, leidt niet zelf. Kies iemand anders.")
SAME = N_("Kies 2 verschillende mensen.")
MOST_SESSIONS, MOST_WEEKS = 10, 12

PLANNED = NoticeKind("session-planned", N_("Er is intervisie gepland in een kring van jou."), N_("Nieuwe intervisie"))
MOVED = NoticeKind(
    "session-moved", N_("Een sessie intervisie is verzet of gaat niet door."), N_("Verzette of vervallen intervisie"), default=NOW
)
KINDS = (PLANNED, MOVED)


def why_not_change(session: Session, at: datetime) -> str | None:
    """Why a session can no longer be moved or cancelled."""
    return BEGUN if session.status != "planned" or session.starts_at <= at else None


def why_not_move(session: Session, at: datetime, is_open: bool) -> str | None:
    """Why a session can no longer be moved: whoever sits in its room would wait there for nothing."""
    return why_not_change(session, at) or (SEATED if is_open else None)


def why_not_offer(session: Session, member_id: int, is_open: bool) -> str | None:
    """Why somebody cannot offer a question for a session now."""
    if session.status != "planned":
        return BEGUN
    if is_open:
        return OPEN
    return LEADS if session.facilitator_id == member_id else None


def moments(first: datetime, weeks: int, times: int) -> list[datetime]:
    """When the sessions of a series begin: the same Dutch time of day, also over a change of the clock."""
    day, at = local_day(first), local_time(first)
    found = [moment_of(day + timedelta(weeks=weeks * number), at) for number in range(times)]
    return [one for one in found if one is not None]


def rota(people: Sequence[int], times: Mapping[int, int], number: int) -> tuple[int | None, int | None]:
    """Who leads the next of several sessions, and who is the reserve: whoever did it least, in a fixed order."""
    order = sorted(people, key=lambda one: (times.get(one, 0), people.index(one)))
    if not order:
        return None, None
    lead = order[number % len(order)]
    return lead, order[(number + 1) % len(order)] if len(order) > 1 else None
