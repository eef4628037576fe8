"""Reads of circles. Each takes the viewer first; a circle one is not in is not there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from hub.circles.models import Circle, CircleMember
from hub.circles.rules import TAKING_PART
from hub.contacts.queries import contact_ids
from hub.core.db import db
from hub.members.models import Member
from hub.members.queries import is_member, not_blocked

A_PAGE = 20
MOST = 200


@dataclass(frozen=True)
class Known:
    """What a moderator sees of a circle: that it is there and whether it has a host; never who is in it."""

    circle: Circle
    has_host: bool


def circles_of(member_id: int) -> Sequence[Circle]:
    """The open circles a member takes part in, on pause or not, by name."""
    mine = select(CircleMember.circle_id).where(CircleMember.member_id == member_id, CircleMember.state.in_(TAKING_PART))
    open_ones = select(Circle).where(Circle.id.in_(mine), Circle.closed_at.is_(None))
    return db.session.scalars(open_ones.order_by(Circle.sort_key, Circle.id)).all()


def _places() -> Select[Any]:
    return select(CircleMember).join(Circle, Circle.id == CircleMember.circle_id).where(Circle.closed_at.is_(None))


def places_of(viewer: Member) -> Sequence[CircleMember]:
    """The viewer's places in open circles, by name of the circle: taking part or invited."""
    mine = _places().where(CircleMember.member_id == viewer.id, CircleMember.state.in_((*TAKING_PART, "invited")))
    shown = mine.where(or_(CircleMember.state != "invited", _may_be_invited_by(viewer)))
    return db.session.scalars(
        shown.order_by(Circle.sort_key, Circle.id).options(joinedload(CircleMember.circle)).limit(MOST)
    ).all()


def _may_be_invited_by(viewer: Member) -> ColumnElement[bool]:
    """SQL: the invitation does not come from somebody with a block between."""
    return or_(CircleMember.invited_by_id.is_(None), not_blocked(viewer.id, CircleMember.invited_by_id))


def place_of(viewer: Member, public_id: str) -> CircleMember | None:
    """The viewer's place in a circle they take part in, with its agreement."""
    mine = _places().where(Circle.public_id == public_id, CircleMember.member_id == viewer.id)
    return db.session.scalar(_whole(mine.where(CircleMember.state.in_(TAKING_PART))))


def invitation_of(viewer: Member, public_id: str) -> CircleMember | None:
    """The viewer's invitation to a circle, with the agreement to be read."""
    mine = _places().where(Circle.public_id == public_id, CircleMember.member_id == viewer.id)
    return db.session.scalar(_whole(mine.where(CircleMember.state == "invited", _may_be_invited_by(viewer))))


def _whole(places: Select[Any]) -> Select[Any]:
    return places.options(joinedload(CircleMember.circle).selectinload(Circle.agreements), joinedload(CircleMember.invited_by))


def held(place: CircleMember) -> CircleMember | None:
    """The place as it is at this moment, held until the end of the transaction; None when it was taken away."""
    row = select(CircleMember).where(CircleMember.id == place.id).with_for_update()
    return db.session.scalar(row.execution_options(populate_existing=True))


def hold_circle(circle: Circle) -> None:
    """Let whoever wants to change who leads this circle stand in line."""
    db.session.execute(select(Circle.id).where(Circle.id == circle.id).with_for_update())


def people_of(viewer: Member, circle: Circle) -> Sequence[CircleMember]:
    """Who takes part, hosts first, then by name; without members with a block between."""
    inside = (
        select(CircleMember)
        .join(Member, Member.id == CircleMember.member_id)
        .where(CircleMember.circle_id == circle.id, CircleMember.state.in_(TAKING_PART))
        .where(is_member(), not_blocked(viewer.id, Member.id))
        .order_by(CircleMember.role != "host", Member.sort_key, Member.id)
        .options(joinedload(CircleMember.member))
    )
    return db.session.scalars(inside.limit(MOST)).all()


def invited_to(viewer: Member, circle: Circle) -> Sequence[CircleMember]:
    """Who was invited and did not come yet; a quiet no thanks stands among them."""
    waiting = (
        select(CircleMember)
        .join(Member, Member.id == CircleMember.member_id)
        .where(CircleMember.circle_id == circle.id, CircleMember.state.in_(("invited", "declined")))
        .where(CircleMember.invited_by_id.is_not(None), is_member(), not_blocked(viewer.id, Member.id))
        .order_by(Member.sort_key, Member.id)
        .options(joinedload(CircleMember.member))
    )
    return db.session.scalars(waiting.limit(MOST)).all()


def _has_host(circle_id: Any) -> ColumnElement[bool]:
    host, account = aliased(CircleMember), aliased(Member)
    return exists().where(
        host.circle_id == circle_id,
        host.role == "host",
        host.state.in_(TAKING_PART),
        account.id == host.member_id,
        account.state == "member",
        account.active,
    )


def has_host(circle: Circle) -> bool:
    """Whether anybody who is still a member hosts this circle."""
    return bool(db.session.scalar(select(_has_host(circle.id))))


def hosts_of(circle: Circle) -> Sequence[Member]:
    """The running hosts: for telling them something."""
    places = select(CircleMember.member_id).where(
        CircleMember.circle_id == circle.id, CircleMember.role == "host", CircleMember.state == "member"
    )
    return db.session.scalars(select(Member).where(Member.id.in_(places), is_member())).all()


def all_circles(page: int) -> Pagination:
    """One page of every open circle, for moderators: name and purpose."""
    open_ones = select(Circle).where(Circle.closed_at.is_(None)).order_by(Circle.sort_key, Circle.id)
    return db.paginate(open_ones, page=page, per_page=A_PAGE, max_per_page=A_PAGE)


def known(circles: Sequence[Circle]) -> list[Known]:
    """These circles, each with whether it has a host."""
    hosted = select(Circle.id).where(Circle.id.in_([one.id for one in circles]), _has_host(Circle.id))
    with_host = set(db.session.scalars(hosted))
    return [Known(one, one.id in with_host) for one in circles]


def open_circle(public_id: str) -> Circle | None:
    """An open circle by its public id. Ask afterwards whether the viewer may do there what they came for."""
    found = select(Circle).where(Circle.public_id == public_id, Circle.closed_at.is_(None))
    return db.session.scalar(found.options(selectinload(Circle.agreements)))


def place_in(circle: Circle, member: Member, *, hold: bool = False) -> CircleMember | None:
    """Somebody's place in a circle, whatever its state; held until the end of the transaction where it will change."""
    row = select(CircleMember).where(CircleMember.circle_id == circle.id, CircleMember.member_id == member.id)
    return db.session.scalar(row.with_for_update() if hold else row)


def invited_place(viewer: Member, circle: Circle, public_id: str) -> CircleMember | None:
    """One of the invitations that whoever invites can see, held until the end of the transaction."""
    found = select(CircleMember).where(CircleMember.public_id == public_id, CircleMember.circle_id == circle.id)
    shown = found.where(CircleMember.state.in_(("invited", "declined")), CircleMember.invited_by_id.is_not(None))
    return db.session.scalar(shown.where(not_blocked(viewer.id, CircleMember.member_id)).with_for_update())


def contacts_to_choose(viewer: Member) -> Sequence[Member]:
    """The viewer's contacts, by name: to choose from when inviting."""
    mine = select(Member).where(Member.id.in_(contact_ids(viewer)), is_member())
    return db.session.scalars(mine.order_by(Member.sort_key, Member.id).limit(MOST)).all()
