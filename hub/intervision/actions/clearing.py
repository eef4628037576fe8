"""A day after a session: what was said goes, from every table. What people keep stays theirs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete

from hub.core.db import db
from hub.core.due import DueAction
from hub.intervision.actions.effects import wipe
from hub.intervision.actions.room import pass_time
from hub.intervision.models import CaseForm, CommandSeen, RoomDraft, RoomPresence
from hub.intervision.queries import log as logs
from hub.intervision.queries import sessions


def purge(key: int, at: datetime) -> None:
    """Wipe one room: every word in its log, drafts, offered questions, answers to commands."""
    session = sessions.session_by_id(key)
    if session is None or session.purged_at is not None or session.purge_at is None or session.purge_at > at:
        return
    wipe(session, lambda event: True)
    for table in (RoomDraft, CaseForm, CommandSeen, RoomPresence):
        db.session.execute(delete(table).where(table.session_id == session.id))
    session.status, session.purged_at, session.due_at = "purged", at, None
    logs.kept().forget(session.id)


# The server that has the sockets does what is due in a room within a second; the worker, should no server run.
DUE = (
    DueAction("rooms that go on by themselves", logs.due_rooms, pass_time),
    DueAction("rooms to be wiped", sessions.due_purges, purge),
)
