"""Who may do what with series and sessions, before and after the room.

| what                        | who                            | when                                             |
|-----------------------------|--------------------------------|--------------------------------------------------|
| see a series, its sessions  | who takes part in the circle   | always                                           |
| plan a series               | a host of the circle           | the method fits in the length at this pace       |
| move, cancel a session      | a host of the circle           | it has not begun                                 |
| choose who leads            | a host of the circle           | before the room is open                          |
| offer a question, take back | who takes part, not who leads  | before the room is open                          |
| come to the door            | who said yes to the agreement  | from 15 minutes before the start                 |
| read what one kept          | oneself                        | after the session                                |
"""

from __future__ import annotations

from datetime import datetime, timedelta

from hub.core.text import N_
from hub.intervision.models import Session

LOBBY_OPENS = timedelta(minutes=15)

TOO_EARLY = N_("De kamer gaat 15 minuten voor het begin open.")
CANCELLED = N_("Deze sessie gaat niet door.")


def why_not_enter(session: Session, at: datetime) -> str | None:
    """Why nobody can come to this room's door now."""
    if session.status == "cancelled":
        return CANCELLED
    return TOO_EARLY if session.status == "planned" and at < session.starts_at - LOBBY_OPENS else None
