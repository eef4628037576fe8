"""The one rule who may see a value, asked of the database; and the relations that the Python question needs.

    select(ProfileValue).where(visible_to(viewer, ProfileValue, ProfileValue.member_id))

Everything about the viewer is a subquery of its own that the database works out once; only the circles that both take
part in are asked per row, and only for rows that name one of the viewer's circles.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, union_all
from sqlalchemy.orm import aliased

from hub.audience.models import CHOSEN, MEMBERS, PUBLIC
from hub.audience.rules import TAKING_PART, Relation, Standing, is_in, standing
from hub.circles.models import Circle, CircleMember
from hub.contacts.models import Contact
from hub.core.db import db
from hub.members.models import Block, Member


def visible_to(viewer: Member | None, model: Any, owner: Any) -> ColumnElement[bool]:
    """Whether `viewer` may see a row of `model`, owned by the member whose key stands in column `owner`.

    `model` is a class with HasAudience or an alias of one. Where the owner may be empty, the network itself owns it.
    """
    reached = _reached(viewer, model, owner)
    if viewer is None:
        seen = and_(_owner_is_in(owner), reached)
    else:
        seen = or_(owner == viewer.id, and_(_owner_is_in(owner), owner.not_in(_met_with_a_block(viewer)), reached))
    if _may_be_empty(owner):
        return or_(seen, and_(owner.is_(None), _reached(viewer, model, None)))
    return seen


def known_to(viewer: Member | None, owner: Any) -> ColumnElement[bool]:
    """Whether `viewer` may know, by name, that the member whose key stands in column `owner` is here."""
    if viewer is None:
        return false()
    if standing(viewer, None) is not Standing.MEMBER:
        return _is(owner, viewer)
    return or_(_is(owner, viewer), and_(_owner_is_in(owner), owner.not_in(_met_with_a_block(viewer))))


def relations(viewer: Member | None, owners: Collection[Member]) -> dict[int, Relation]:
    """How the viewer stands to each of these owners, by their key. Four queries, however many owners."""
    keys = [owner.id for owner in owners]
    if viewer is None:
        return {owner.id: Relation(Standing.ANONYMOUS, owner_is_in=is_in(owner)) for owner in owners}
    blocked = set(db.session.scalars(_met_with_a_block(viewer)))
    contacts = set(db.session.scalars(_contacts(viewer)))
    circles = _shared_circles(viewer, keys)
    return {
        owner.id: Relation(
            standing(viewer, owner.id),
            owner_is_in=is_in(owner),
            blocked=owner.id in blocked,
            contact=owner.id in contacts,
            circles=frozenset(circles[owner.id]),
        )
        for owner in owners
    }


def relation(viewer: Member | None, owner: Member | None) -> Relation:
    """How the viewer stands to one owner; without an owner, to the network itself."""
    if owner is not None:
        return relations(viewer, [owner])[owner.id]
    circles = () if viewer is None else db.session.scalars(_circles(viewer))
    return Relation(standing(viewer, None), circles=frozenset(circles))


def circles_of(member: Member) -> list[Circle]:
    """The circles a member takes part in now, by name: what one can choose from."""
    mine = select(Circle).where(Circle.id.in_(_circles(member))).order_by(Circle.sort_key, Circle.id)
    return list(db.session.scalars(mine))


def _is(owner: Any, viewer: Member) -> ColumnElement[bool]:
    same: ColumnElement[bool] = owner == viewer.id
    return same


def _may_be_empty(owner: Any) -> bool:
    return bool(owner.property.columns[0].nullable)


def _reached(viewer: Member | None, model: Any, owner: Any) -> ColumnElement[bool]:
    """Whether the value's audience holds this viewer, leaving blocks and the owner's state aside."""
    public: ColumnElement[bool] = model.audience == PUBLIC
    if viewer is None or standing(viewer, None) is not Standing.MEMBER:
        return public
    chosen = or_(_chosen_contact(viewer, model, owner), _chosen_circle(viewer, model, owner))
    return or_(public, model.audience == MEMBERS, and_(model.audience == CHOSEN, chosen))


def _chosen_contact(viewer: Member, model: Any, owner: Any) -> ColumnElement[bool]:
    return false() if owner is None else and_(model.to_contacts, owner.in_(_contacts(viewer)))


def _chosen_circle(viewer: Member, model: Any, owner: Any) -> ColumnElement[bool]:
    mine = func.array(_circles(viewer).scalar_subquery(), type_=model.to_circles.type)
    overlaps: ColumnElement[bool] = model.to_circles.op("&&")(mine)
    if owner is None:
        return overlaps
    theirs = (
        select(CircleMember.id)
        .where(
            CircleMember.member_id == owner,
            CircleMember.state.in_(TAKING_PART),
            CircleMember.circle_id == func.any(model.to_circles),
            CircleMember.circle_id == func.any(mine),
        )
        .correlate(model)
    )
    return and_(overlaps, theirs.exists())


def _owner_is_in(owner: Any) -> ColumnElement[bool]:
    """The same as `rules.is_in`. Asked per row, so that one profile costs one look-up and a long list one hash."""
    person = aliased(Member)
    inside = select(person.state).where(person.id == owner, person.state == "member", person.active)
    return inside.correlate_except(person).exists()


def _met_with_a_block(viewer: Member) -> Select[Any]:
    """Everybody with a block between them and the viewer, either way."""
    both = union_all(
        select(Block.blocked_id.label("other")).where(Block.blocker_id == viewer.id),
        select(Block.blocker_id).where(Block.blocked_id == viewer.id),
    ).subquery()
    return select(both.c.other)


def _contacts(viewer: Member) -> Select[Any]:
    """Everybody with a running contact with the viewer."""
    both = union_all(
        select(Contact.high_id.label("other")).where(Contact.low_id == viewer.id, Contact.ended_at.is_(None)),
        select(Contact.low_id).where(Contact.high_id == viewer.id, Contact.ended_at.is_(None)),
    ).subquery()
    return select(both.c.other)


def _circles(viewer: Member) -> Select[Any]:
    """The open circles that the viewer takes part in."""
    return (
        select(CircleMember.circle_id)
        .join(Circle, Circle.id == CircleMember.circle_id)
        .where(CircleMember.member_id == viewer.id, CircleMember.state.in_(TAKING_PART), Circle.closed_at.is_(None))
    )


def _shared_circles(viewer: Member, owners: Collection[int]) -> dict[int, set[int]]:
    rows = db.session.execute(
        select(CircleMember.member_id, CircleMember.circle_id).where(
            CircleMember.member_id.in_(owners),
            CircleMember.state.in_(TAKING_PART),
            CircleMember.circle_id.in_(_circles(viewer)),
        )
    )
    shared: dict[int, set[int]] = defaultdict(set)
    for owner, circle in rows:
        shared[owner].add(circle)
    return shared
