"""Sessions in a member's own calendar: discreet, or with the name of the series."""

from __future__ import annotations

from datetime import datetime

from hub.core.ical import FALLBACK_TITLE, Entry, Status
from hub.core.mail import link
from hub.core.text import N_, translated
from hub.intervision.models import Session
from hub.intervision.queries.sessions import between
from hub.members.models import Member

TITLE = N_("Intervisie: %(name)s")


def entries_for(member: Member, first: datetime, end: datetime, rich: bool) -> list[Entry]:
    """What a member's calendar shows of sessions that begin in a window."""
    return [entry_of(one, rich) for one in between(member, first, end)]


def entry_of(session: Session, rich: bool) -> Entry:
    """One session. The link leads to its page, never into the room; a discreet one does not say what it is."""
    cancelled = session.status == "cancelled"
    return Entry(
        uid=str(session.uid),
        sequence=session.sequence,
        changed_at=session.changed_at,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        title=translated(TITLE) % {"name": session.series.name} if rich else FALLBACK_TITLE,
        url=link(f"/intervisie/{session.public_id}" if rich else f"/s/{session.public_id}"),
        location="Online" if rich else "",
        status=Status.CANCELLED if cancelled else Status.CONFIRMED,
    )
