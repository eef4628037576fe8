"""A day after a session: what was said goes, from every table. What people keep stays theirs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete

from hub.core.db import db
from hub.core.due import DueAction
from hub.intervision.actions.effects import wipe
from hub.intervision.actions.room import pass_time
from hub.intervision.actions.writing import join_notes
from hub.intervision.models import CaseForm, CommandSeen, RoomDraft, RoomPresence
from hub.intervision.queries import log as logs
from hub.intervision.queries import sessions

# The server that holds the lines does what is due in a room at once, and its browsers hear it. Nobody hears the worker.
AFTER_THE_SERVER = timedelta(minutes=5)


def purge(key: int, at: datetime) -> None:
    """Wipe one room: every word in its log, drafts, offered questions, answers to commands."""
    session = sessions.session_by_id(key)
    if session is None or key not in sessions.due_purges(at):
        return
    wipe(session, lambda event: True)
    join_notes(session)
    for table in (RoomDraft, CaseForm, CommandSeen, RoomPresence):
        db.session.execute(delete(table).where(table.session_id == session.id))
    if session.status != "cancelled":  # that stays so, in every calendar too
        session.status = "purged"
    session.purged_at, session.due_at = at, None
    logs.kept().forget(session.id)


def rooms_without_server(at: datetime) -> Sequence[int]:
    """Rooms in which something is due for so long that no server can be running."""
    return logs.due_rooms(at - AFTER_THE_SERVER)


DUE = (
    DueAction("rooms that go on by themselves", rooms_without_server, pass_time),
    DueAction("rooms to be wiped", sessions.due_purges, purge),
)
