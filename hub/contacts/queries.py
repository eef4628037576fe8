"""Reads of requests, contacts and conversations. Each takes the viewer first; who is behind a block is not there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from hub.contacts.models import Contact, ContactRequest, Message
from hub.core.db import db
from hub.members.models import Block, Member
from hub.members.queries import is_member, not_blocked

A_PAGE = 20
MOST_REQUESTS = 50


@dataclass(frozen=True)
class Between:
    """What there is between a viewer and somebody else."""

    contact: Contact | None
    mine: ContactRequest | None
    theirs: ContactRequest | None


def other_id(viewer: Member) -> ColumnElement[int]:
    """SQL: the key of the other one of a contact."""
    return case((Contact.low_id == viewer.id, Contact.high_id), else_=Contact.low_id)


def is_with(viewer: Member) -> ColumnElement[bool]:
    """SQL: a contact of the viewer, without a block between."""
    return or_(Contact.low_id == viewer.id, Contact.high_id == viewer.id) & not_blocked(viewer.id, other_id(viewer))


def contacts_of(viewer: Member, page: int) -> Pagination:
    """One page of the people a member has contact with, by name and never by what happened lately."""
    running = (
        select(Contact)
        .join(Member, Member.id == other_id(viewer))
        .where(is_with(viewer), Contact.ended_at.is_(None))
        .order_by(Member.sort_key, Contact.id)
        .options(joinedload(Contact.low), joinedload(Contact.high))
    )
    return db.paginate(running, page=page, per_page=A_PAGE, max_per_page=A_PAGE)


def ended_contacts_of(viewer: Member) -> Sequence[Contact]:
    """Contacts that were ended; what was written can still be read."""
    ended = (
        select(Contact)
        .join(Member, Member.id == other_id(viewer))
        .where(is_with(viewer), Contact.ended_at.is_not(None))
        .order_by(Member.sort_key, Contact.id)
        .options(joinedload(Contact.low), joinedload(Contact.high))
    )
    return db.session.scalars(ended.limit(MOST_REQUESTS)).all()


def contact_of(viewer: Member, public_id: str) -> Contact | None:
    """A conversation that the viewer is one of the two in."""
    found = select(Contact).where(Contact.public_id == public_id, is_with(viewer))
    return db.session.scalar(found.options(joinedload(Contact.low), joinedload(Contact.high)))


def locked(contact: Contact) -> Contact:
    """The contact as it is at this moment, held until the end of the transaction."""
    held = select(Contact).where(Contact.id == contact.id).with_for_update()
    return db.session.scalars(held.execution_options(populate_existing=True)).one()


def messages_of(contact: Contact, page: int) -> Pagination:
    """One page of a conversation, the newest on page one."""
    said = (
        select(Message)
        .where(Message.contact_id == contact.id)
        .order_by(Message.at.desc(), Message.id.desc())
        .options(joinedload(Message.author))
    )
    return db.paginate(said, page=page, per_page=A_PAGE, max_per_page=A_PAGE)


def _requests() -> Select[Any]:
    return select(ContactRequest).options(joinedload(ContactRequest.sender), joinedload(ContactRequest.receiver))


def asked_of(viewer: Member) -> Sequence[ContactRequest]:
    """Requests that wait for the viewer, oldest first."""
    waiting = (
        _requests()
        .join(Member, Member.id == ContactRequest.sender_id)
        .where(ContactRequest.receiver_id == viewer.id, ContactRequest.state == "sent")
        .where(is_member(), not_blocked(viewer.id, ContactRequest.sender_id))
        .order_by(ContactRequest.sent_at, ContactRequest.id)
    )
    return db.session.scalars(waiting.limit(MOST_REQUESTS)).all()


def asked_by(viewer: Member) -> Sequence[ContactRequest]:
    """Requests of the viewer that stand: those that were let be look like those that wait."""
    sent = (
        _requests()
        .join(Member, Member.id == ContactRequest.receiver_id)
        .where(ContactRequest.sender_id == viewer.id, ContactRequest.state.in_(("sent", "let_be")))
        .where(is_member(), not_blocked(viewer.id, ContactRequest.receiver_id))
        .order_by(ContactRequest.sent_at.desc(), ContactRequest.id.desc())
    )
    return db.session.scalars(sent.limit(MOST_REQUESTS)).all()


def request_of(viewer: Member, public_id: str) -> ContactRequest | None:
    """A request the viewer sent or got, held until the end of the transaction, so that two answers stand in line."""
    two = or_(
        and_(ContactRequest.sender_id == viewer.id, not_blocked(viewer.id, ContactRequest.receiver_id)),
        and_(ContactRequest.receiver_id == viewer.id, not_blocked(viewer.id, ContactRequest.sender_id)),
    )
    found = select(ContactRequest).where(ContactRequest.public_id == public_id, two)
    return db.session.scalar(found.with_for_update(of=ContactRequest).execution_options(populate_existing=True))


def between(viewer: Member, other: Member) -> Between:
    """What there is between two members: for the button on a profile, and before asking."""
    low, high = sorted((viewer.id, other.id))
    contact = db.session.scalar(select(Contact).where(Contact.low_id == low, Contact.high_id == high))
    standing = (ContactRequest.low_id == low) & (ContactRequest.high_id == high)
    requests = db.session.scalars(
        select(ContactRequest).where(standing, ContactRequest.state.in_(("sent", "let_be"))).order_by(ContactRequest.id)
    ).all()
    mine = next((one for one in requests if one.sender_id == viewer.id), None)
    theirs = next((one for one in requests if one.sender_id == other.id and one.state == "sent"), None)
    return Between(contact, mine, theirs)


def standing_between(one: Member, other: Member) -> Sequence[ContactRequest]:
    """All standing requests of two, either way, held until the end of the transaction."""
    low, high = sorted((one.id, other.id))
    pair = (ContactRequest.low_id == low) & (ContactRequest.high_id == high)
    found = select(ContactRequest).where(pair, ContactRequest.state.in_(("sent", "let_be"))).order_by(ContactRequest.id)
    return db.session.scalars(found.with_for_update()).all()


def last_let_be(sender: Member, receiver: Member) -> datetime | None:
    """When the receiver last let a request of this sender be."""
    return db.session.scalar(
        select(func.max(ContactRequest.let_be_at)).where(
            ContactRequest.sender_id == sender.id, ContactRequest.receiver_id == receiver.id
        )
    )


def blocked_by(viewer: Member, page: int) -> Pagination:
    """One page of whom the viewer blocked, by name. Nobody else can see this list."""
    whom = select(Member).join(Block, Block.blocked_id == Member.id).where(Block.blocker_id == viewer.id, Member.state != "left")
    return db.paginate(whom.order_by(Member.sort_key, Member.id), page=page, per_page=A_PAGE, max_per_page=A_PAGE)


def blocked_member(viewer: Member, public_id: str) -> Member | None:
    """Somebody the viewer blocked."""
    return db.session.scalar(
        select(Member)
        .join(Block, Block.blocked_id == Member.id)
        .where(Block.blocker_id == viewer.id, Member.public_id == public_id)
    )


def contact_ids(viewer: Member) -> Select[Any]:
    """SQL: keys of the members the viewer has contact with now, without a block between."""
    return select(other_id(viewer)).where(is_with(viewer), Contact.ended_at.is_(None))
