"""What one is writing, and one's own notes: kept on the server while the room goes on, seen by nobody else."""

from __future__ import annotations

import re
from datetime import datetime

from hub.core.db import db
from hub.intervision.models import Kept, RoomDraft, Session
from hub.intervision.queries import sessions
from hub.intervision.rules.limits import MOST_TEXT, cleaned
from hub.intervision.rules.room import Command, Room
from hub.members.models import Member

# A draft may be longer than what may be posted: nothing typed is lost.
MOST_DRAFT = MOST_TEXT["note"]
SLOT = re.compile(r"[a-z][a-z0-9_-]{0,30}(:[a-z0-9]{1,20})?")
# A question that is offered has no field in the phase: what one writes there meanwhile stays.
CASE_REFUSED = "casus:refused"
TEXT_COMMANDS = ("item.post", "item.edit", "question.answer", "process.note", "case.offer")


def is_slot(slot: object) -> bool:
    """Whether this names a field of a room."""
    return isinstance(slot, str) and SLOT.fullmatch(slot) is not None


def slot_of(room: Room) -> str:
    """The field for the phase that runs: what one writes there belongs to this entry of it."""
    return f"{room.phase.key if room.phase else 'lobby'}:{room.epoch}"


def keep_refused(session: Session, member: Member, room: Room, command: Command, at: datetime) -> None:
    """A text that was refused waits as a draft, so that it can be sent when one may, or copied."""
    text = command.data.get("text", command.data.get("title"))
    if command.type in TEXT_COMMANDS and isinstance(text, str) and text.strip():
        slot = CASE_REFUSED if command.type == "case.offer" else f"{room.phase.key if room.phase else 'lobby'}:refused"
        keep_draft(session, member, slot, text, None, at)


def keep_draft(session: Session, member: Member, slot: str, text: str, rev: int | None, at: datetime) -> bool:
    """Keep what somebody typed in a field; what comes too late is let be. Gives whether it was kept."""
    assert is_slot(slot)
    draft = sessions.draft_of(session, member, slot)
    if draft is None:
        draft = RoomDraft(session_id=session.id, member_id=member.id, slot=slot, rev=0, at=at)
        db.session.add(draft)
    elif rev is not None and rev <= draft.rev:
        return False
    draft.text, draft.rev, draft.at = cleaned(text[:MOST_DRAFT], MOST_DRAFT) or "", _next(draft.rev, rev), at
    return True


def sent_typed(session: Session, member: Member, room: Room, command: Command) -> None:
    """A text was taken: what was kept of it while it was typed goes."""
    if command.type == "question.answer":
        drop_draft(session, member, f"a:{command.data.get('id')}")
    elif command.type == "case.offer":
        drop_draft(session, member, CASE_REFUSED)
    elif command.type == "item.post":
        drop_draft(session, member, slot_of(room))
        drop_draft(session, member, f"{room.phase.key if room.phase else 'lobby'}:refused")


def drop_draft(session: Session, member: Member, slot: str) -> None:
    """What was typed there has been sent."""
    draft = sessions.draft_of(session, member, slot)
    if draft is not None:
        db.session.delete(draft)


def keep_note(session: Session, member: Member, text: str, rev: int | None, at: datetime) -> bool:
    """Keep somebody's own note of a session; it stays theirs after the room is wiped. Without `rev` it is the newest."""
    note = sessions.note_of(member, session)
    if note is None:
        note = Kept(session_id=session.id, member_id=member.id, kind="note", rev=0, at=at)
        db.session.add(note)
    elif rev is not None and rev <= note.rev:
        return False
    note.text, note.rev, note.at = cleaned(text[:MOST_DRAFT], MOST_DRAFT) or "", _next(note.rev, rev), at
    return True


def _next(last: int, rev: int | None) -> int:
    """What was sent by a form is the newest, whatever the clock of the browser that typed before it."""
    return last + 1 if rev is None else rev
