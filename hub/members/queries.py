"""Reads of accounts. A block works both ways, and a member behind one is as absent as one who never was."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select

from hub.core.db import db
from hub.members.models import Block, Member


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
