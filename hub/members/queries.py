"""Reads of accounts. A block works both ways, and a member behind one is as absent as one who never was."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select

from hub.core import house_rules
from hub.core.db import db
from hub.core.sessions import hashed
from hub.members.models import Block, Consent, MailLink, Member, RoleTerm


def is_member() -> ColumnElement[bool]:
    """As SQL what `Member.is_member` asks, for accounts that are in use."""
    return (Member.state == "member") & Member.is_partner.is_(False) & Member.active


def not_blocked(viewer_id: Any, other_id: Any) -> ColumnElement[bool]:
    """SQL condition: no block between two accounts, either way. Each is a key or a column with keys."""
    one_way = (Block.blocker_id == viewer_id) & (Block.blocked_id == other_id)
    other_way = (Block.blocker_id == other_id) & (Block.blocked_id == viewer_id)
    return ~exists().where(or_(one_way, other_way))


def blocked_between(one: Member, other: Member) -> bool:
    """Whether one of two accounts blocked the other."""
    return not db.session.scalar(select(not_blocked(one.id, other.id)))


def by_public_id(viewer: Member, public_id: str) -> Member | None:
    """A member as another member may meet them: in the network and without a block between; else None."""
    met = select(Member).where(Member.public_id == public_id, is_member(), not_blocked(viewer.id, Member.id))
    return db.session.scalar(met)


def by_address(address: str) -> Member | None:
    """The account with a canonical address."""
    return db.session.scalar(select(Member).where(Member.email == address))


def link_of(secret: str, purpose: str, at: datetime) -> MailLink | None:
    """A link by mail that still works; the row is locked, so that it works once."""
    found = select(MailLink).where(
        MailLink.token_hash == hashed(secret),
        MailLink.purpose == purpose,
        MailLink.used_at.is_(None),
        MailLink.expires_at > at,
    )
    return db.session.scalar(found.with_for_update())


def agreed_to_house_rules(member: Member) -> bool:
    """Whether this account said yes to the house rules as they stand."""
    yes = exists().where(
        Consent.member_id == member.id,
        Consent.purpose == "house_rules",
        Consent.text_version == house_rules.VERSION,
        Consent.withdrawn_at.is_(None),
    )
    return bool(db.session.scalar(select(yes)))


def is_anybody() -> bool:
    """Whether the network has an operator yet."""
    return bool(db.session.scalar(select(exists().where(RoleTerm.name == "operator", RoleTerm.ended_at.is_(None)))))


def holders_of(role: str) -> list[Member]:
    """The members who hold a role now."""
    running = exists().where(RoleTerm.member_id == Member.id, RoleTerm.name == role, RoleTerm.ended_at.is_(None))
    return list(db.session.scalars(select(Member).where(is_member(), running).order_by(Member.sort_key)))


def by_key(key: int) -> Member | None:
    """The account with an internal key, for what names it itself: a link by mail, a session."""
    return db.session.get(Member, key)
