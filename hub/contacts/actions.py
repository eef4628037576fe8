"""Asking for contact, answering, writing, ending, blocking: each one story."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from hub.contacts import queries, rules
from hub.contacts.models import Contact, ContactRequest, Message
from hub.core.db import db
from hub.core.web import Refused
from hub.members.actions import calendar_mark
from hub.members.models import Block, Member
from hub.notices.actions import see_thread, tell

CONTACTS = "/contacten"


def conversation_path(contact: Contact) -> str:
    """Where a conversation of two is."""
    return f"{CONTACTS}/{contact.public_id}"


def ask(sender: Member, receiver: Member, reason: str, at: datetime) -> ContactRequest:
    """Ask somebody for contact. Raises Refused."""
    now = queries.between(sender, receiver)
    _refuse(rules.why_not_ask(sender, receiver, now.contact, now.mine, now.theirs))
    let_be_at = queries.last_let_be(sender, receiver)
    quietly = rules.lands_quietly(let_be_at, at)
    low, high = sorted((sender.id, receiver.id))
    request = ContactRequest(
        sender_id=sender.id,
        receiver_id=receiver.id,
        low_id=low,
        high_id=high,
        state="let_be" if quietly else "sent",
        sent_at=at,
        let_be_at=let_be_at if quietly else None,
    )
    request.reason = reason
    try:
        with db.session.begin_nested():
            db.session.add(request)
    except IntegrityError:  # the same moment, in another tab or by the other one
        raise Refused(rules.ALREADY_ASKED) from None
    if not quietly:
        tell(member=receiver, kind=rules.REQUEST, path=CONTACTS, at=at, actor=sender, thread=f"{CONTACTS}#{request.public_id}")
    return request


def accept(request: ContactRequest, member: Member, at: datetime) -> Contact:
    """Say yes: both are contacts now and have a conversation. Raises Refused."""
    _refuse(rules.why_not_answer(request, member))
    for one in queries.standing_between(request.sender, request.receiver):
        one.state, one.settled_at = "accepted", at
    pair = {"low_id": request.low_id, "high_id": request.high_id}
    contact = db.session.scalar(select(Contact).filter_by(**pair).with_for_update())
    if contact is None:
        contact = Contact(**pair, since=at)
        db.session.add(contact)
    contact.since, contact.ended_at = at, None
    db.session.flush()
    _mark_calendars(request.sender, request.receiver, at)
    see_thread(member, f"{CONTACTS}#{request.public_id}", at)
    tell(member=request.sender, kind=rules.ACCEPTED, path=conversation_path(contact), at=at, actor=member)
    return contact


def let_be(request: ContactRequest, member: Member, at: datetime) -> None:
    """Leave a request as it is. Who asked never hears of it. Raises Refused."""
    _refuse(rules.why_not_answer(request, member))
    request.state, request.settled_at, request.let_be_at = "let_be", at, at
    see_thread(member, f"{CONTACTS}#{request.public_id}", at)


def take_back(request: ContactRequest, member: Member, at: datetime) -> None:
    """The one who asked takes it back. Raises Refused."""
    _refuse(rules.why_not_take_back(request, member))
    request.state, request.settled_at = "withdrawn", at
    see_thread(request.receiver, f"{CONTACTS}#{request.public_id}", at)


def write(contact: Contact, author: Member, text: str, at: datetime) -> Message:
    """Write to the other one of two. Raises Refused."""
    _refuse(rules.why_not_write(queries.locked(contact), author))
    message = Message(contact_id=contact.id, author_id=author.id, at=at)
    message.text = text
    db.session.add(message)
    path = conversation_path(contact)
    see_thread(author, path, at)
    tell(member=contact.other(author), kind=rules.MESSAGE, path=path, at=at, actor=author)
    return message


def end(contact: Contact, at: datetime) -> None:
    """One of two ends the contact. Both can still read what was written; ending twice changes nothing."""
    if queries.locked(contact).ended_at is None:
        contact.ended_at = at
        _mark_calendars(contact.low, contact.high, at)


def block(blocker: Member, blocked: Member, at: datetime) -> None:
    """No longer meet somebody: what was asked and what was between them ends, and both are hidden from the other."""
    row = insert(Block).values(blocker_id=blocker.id, blocked_id=blocked.id, at=at)
    db.session.execute(row.on_conflict_do_nothing())
    for request in queries.standing_between(blocker, blocked):
        request.settled_at = at
        if request.sender_id == blocker.id:
            request.state = "withdrawn"
        elif request.state == "sent":
            request.state, request.let_be_at = "let_be", at
    contact = queries.between(blocker, blocked).contact
    if contact is not None and queries.locked(contact).ended_at is None:
        contact.ended_at = at
    _mark_calendars(blocker, blocked, at)


def unblock(blocker: Member, blocked: Member, at: datetime) -> None:
    """Undo a block. What ended then stays ended."""
    db.session.execute(delete(Block).where(Block.blocker_id == blocker.id, Block.blocked_id == blocked.id))
    _mark_calendars(blocker, blocked, at)


def _mark_calendars(one: Member, other: Member, at: datetime) -> None:
    """What is shown to contacts only comes into or leaves both calendars. In one order, so that nobody waits in a ring."""
    for member in sorted((one, other), key=lambda member: member.id):
        calendar_mark(member, at)


def _refuse(reason: str | None) -> None:
    if reason:
        raise Refused(reason)
