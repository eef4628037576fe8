"""What one is writing, and one's own notes: kept on the server while the room goes on, seen by nobody else."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

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
# The field of one's own note, and the ending of a slot whose text waits beside a field.
NOTE, BESIDE, MOST_BESIDE = "note", "beside", 20
TEXT_COMMANDS = ("item.post", "item.edit", "question.answer", "process.note", "case.offer")


@dataclass(frozen=True)
class Typed:
    """What stands in a field: its number, and the number of what its writer saw there before (docs/decisions/0052).

    Without `rev` it is the newest. Without `base` its writer saw nothing.
    """

    text: str
    rev: int | None = None
    base: int | None = None


class Put(NamedTuple):
    """What came of a text: whether the field holds it now, and whether something went beside the field."""

    kept: bool
    beside: bool


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
        keep_draft(session, member, slot, Typed(text), at)


def keep_draft(session: Session, member: Member, slot: str, typed: Typed, at: datetime) -> Put:
    """Keep what somebody typed in a field, or beside it."""
    assert is_slot(slot)
    draft = sessions.draft_of(session, member, slot)
    if draft is None:
        draft = RoomDraft(session_id=session.id, member_id=member.id, slot=slot, rev=0, at=at)
        db.session.add(draft)
    return _put(draft, typed, at, lambda lost: keep_beside(session, member, slot.partition(":")[0], lost, at))


def keep_note(session: Session, member: Member, typed: Typed, at: datetime) -> Put:
    """Keep somebody's own note of a session; it stays theirs after the room is wiped."""
    note = sessions.note_of(member, session)
    if note is None:
        note = Kept(session_id=session.id, member_id=member.id, kind="note", rev=0, at=at)
        db.session.add(note)
    return _put(note, typed, at, lambda lost: _keep_beside_note(session, member, lost, at))


def _keep_beside_note(session: Session, member: Member, text: str, at: datetime) -> None:
    if session.purged_at is None:
        keep_beside(session, member, NOTE, text, at)
    else:  # nothing is swept here any more: it is kept as what one took along
        db.session.add(_harvest(session, member.id, text, at))


def _harvest(session: Session, member_id: int, text: str, at: datetime) -> Kept:
    row = Kept(session_id=session.id, member_id=member_id, kind="harvest", at=at)
    row.text = text
    return row


def _put(kept: RoomDraft | Kept, typed: Typed, at: datetime, beside: Callable[[str], None]) -> Put:
    """The later of two texts gets the field. The other one goes beside it, unless its writer saw it go or it says no more."""
    text = cleaned(typed.text[:MOST_DRAFT], MOST_DRAFT) or ""
    before = kept.text or ""
    # What was sent by a form is the newest, whatever the clock of the browser that typed before it.
    rev = kept.rev + 1 if typed.rev is None else typed.rev
    if rev <= kept.rev:
        lost = text if text not in before else ""
    else:
        lost = before if before not in text and (typed.base is None or typed.base < kept.rev) else ""
        kept.text, kept.rev, kept.at = text, rev, at
    if lost:
        beside(lost)
    return Put(kept.text == text, bool(lost))


def keep_beside(session: Session, member: Member, key: str, text: str, at: datetime) -> None:
    """A text that had to give way to another one in the same field, as from a second tab: kept until its writer lets it go."""
    found = [one for one in sessions.drafts_of(session, member) if one.slot.startswith(f"{key}:{BESIDE}")]
    if any(text in (one.text or "") for one in found):
        return
    told_again = [one for one in found if (one.text or "") in text]
    rest = [one for one in found if one not in told_again]
    for old in (*told_again, *rest[: max(0, len(rest) - MOST_BESIDE + 1)]):
        db.session.delete(old)
    row = RoomDraft(session_id=session.id, member_id=member.id, slot=f"{key}:{BESIDE}{secrets.token_hex(5)}", rev=0, at=at)
    row.text = text
    db.session.add(row)


def join_notes(session: Session) -> None:
    """What still waits beside a note stays its writer's, when all other drafts go."""
    for draft in sessions.beside_notes(session):
        if draft.text:
            db.session.add(_harvest(session, draft.member_id, draft.text, draft.at))


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
