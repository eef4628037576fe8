"""What belongs to an event outside the log: the state of the session, words that must go, what people keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from hub.core.db import db
from hub.intervision.models import Attendance, CaseForm, Kept, RoomDraft, Session, SessionEvaluation
from hub.intervision.queries import log as logs
from hub.intervision.queries import sessions
from hub.intervision.rules.method import FACILITATOR, OWNER
from hub.intervision.rules.room import Event, Item, Room

KEPT_KIND = {"statement": "statement", "action": "step", "card": "harvest"}
WORDS = ("text", "answer", "title", "when")


def apply_effects(session: Session, room: Room, event: Event) -> None:
    """Do what this event asks for, in the same transaction. `room` is the room after it."""
    effect = EFFECTS.get(event.type)
    if effect is not None:
        effect(session, room, event)


def _running(session: Session, room: Room, event: Event) -> None:
    session.status = "running"


def _item_gone(session: Session, room: Room, event: Event) -> None:
    """Words that were taken back, or replaced by others, leave the log as well."""
    ident, data = event.data["id"], dict(event.data)
    # All earlier wordings of this piece; the one that just came is the newest, and stays.
    older = [one for one in logs.logged_after(session, 0) if one.event.data.get("id") == ident and one.event.data != data]
    numbers = {one.lsn for one in older if one.event.type in ("item.added", "item.edited", "question.answered")}
    if event.type == "item.edited":
        numbers -= {one.lsn for one in older if one.event.type == "question.answered"}
    _rewrite(session, numbers)


def _case_gone(session: Session, room: Room, event: Event) -> None:
    by = event.by
    wipe(session, lambda old: old.type == "case.offered" and old.by == by)
    _wipe_offered_before(session, by or "")
    keys = sessions.keys_of({by or ""})
    db.session.execute(delete(CaseForm).where(CaseForm.session_id == session.id, CaseForm.member_id.in_(keys.values())))


def _wiped(session: Session, room: Room, event: Event) -> None:
    """The owner stopped: everything about the case goes, from every table and the log."""
    if not event.data["delete"]:
        return
    content = {phase.key for phase in room.plan if phase.is_content}
    items = {item.id for item in room.items.values() if item.phase in content and not room.rests(item)}
    owner = room.owner or ""
    wipe(session, lambda old: old.data.get("id") in items or (old.type == "case.offered" and old.by == owner))
    _wipe_offered_before(session, owner)
    keys = sessions.keys_of({owner}).values()
    db.session.execute(delete(CaseForm).where(CaseForm.session_id == session.id, CaseForm.member_id.in_(keys)))
    slots = [RoomDraft.slot.startswith(f"{key}:") for key in content]
    for slot in slots:
        db.session.execute(delete(RoomDraft).where(RoomDraft.session_id == session.id, slot))


def _wipe_offered_before(session: Session, owner: str) -> None:
    """The question that somebody offered before the room was open stands in its first event, with those of others."""
    for logged in logs.logged_after(session, 0):
        if logged.event.type == "room.opened" and owner in logged.event.data["cases"]:
            data = dict(logged.event.data)
            logs.rewrite(session, logged.lsn, logged.event.by, data | {"cases": data["cases"] | {owner: ""}})


def wipe(session: Session, which: Callable[[Event], bool]) -> None:
    """Take the words out of some events of a log; who, when and what kind stay."""
    db.session.flush()
    _rewrite(session, {one.lsn for one in logs.logged_after(session, 0) if which(one.event)})


def _rewrite(session: Session, numbers: set[int]) -> None:
    for logged in logs.logged_after(session, 0):
        if logged.lsn in numbers:
            logs.rewrite(session, logged.lsn, logged.event.by, without_words(logged.event.data))


def without_words(data: Mapping[str, Any]) -> dict[str, Any]:
    """The same without anything that a person wrote."""
    bare = {name: "" if name in WORDS and isinstance(value, str) else value for name, value in data.items()}
    if "cases" in bare:
        bare["cases"] = dict.fromkeys(bare["cases"], "")
    return bare


def _ended(session: Session, room: Room, event: Event) -> None:
    """The room ends: everybody keeps what is theirs, and it is written down when the rest goes."""
    session.status = "closed" if event.type == "room.closed" else "stopped"
    session.ended_at = logs.moment(event.at)
    session.purge_at = logs.moment(event.data["purge_at"])
    keys = sessions.keys_of(set(room.seats))
    for position, (who, kind, phase, text) in enumerate(kept_of(room)):
        if who in keys:
            row = Kept(session_id=session.id, member_id=keys[who], kind=kind, phase=phase, position=position, at=session.ended_at)
            row.text = text
            db.session.add(row)
    for seat in room.seats.values():
        if seat.joined and seat.who in keys:
            roles = [role for role in (OWNER, FACILITATOR) if room.roles.get(role) == seat.who]
            there = insert(Attendance).values(session_id=session.id, member_id=keys[seat.who], roles=roles)
            db.session.execute(there.on_conflict_do_nothing(index_elements=["session_id", "member_id"]))
    if room.evaluation:
        db.session.add(SessionEvaluation(session_id=session.id, **room.evaluation))


def kept_of(room: Room) -> list[tuple[str, str, str, str]]:
    """Whose, what kind, from which phase, and the words: what stays for one person alone."""
    keeps = {phase.key: phase.keep for phase in room.plan}
    found = []
    for item in room.items.values():
        if item.withdrawn or not item.text:
            continue
        owner = room.owner_of(item)
        if keeps[item.phase] == "owner" and item.by == owner:
            found.append((item.by, KEPT_KIND[item.kind], item.phase, _whole(item)))
        elif keeps[item.phase] == "author":
            found.append((item.by, KEPT_KIND[item.kind], item.phase, item.text))
        if item.picked and owner:
            found.append((owner, "pick", item.phase, item.text))
    return found


def _whole(item: Item) -> str:
    return f"{item.text} ({item.when})" if item.when else item.text


EFFECTS: Mapping[str, Callable[[Session, Room, Event], None]] = {
    "phase.changed": _running,
    "item.edited": _item_gone,
    "item.withdrawn": _item_gone,
    "case.withdrawn": _case_gone,
    "case.wiped": _wiped,
    "room.closed": _ended,
    "room.stopped": _ended,
}
