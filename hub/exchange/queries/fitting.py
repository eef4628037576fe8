"""Who fits an assignment, and by what. The rules say whom it is offered to and what that may not give away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import lazyload

from hub.audience.queries import known_to
from hub.core.db import db
from hub.exchange.models import Assignment, Offer
from hub.exchange.rules.fitting import WITH_ROOM
from hub.members.models import Member
from hub.members.queries import is_member
from hub.profiles.models import Experience, ExperienceKind, ProfileValue
from hub.profiles.queries.seen import found_by, values_for
from hub.profiles.rules import CAPACITY, WORK_FORMS


@dataclass(frozen=True)
class Reasons:
    """By what somebody fits, in the names of the kept lists."""

    experiences: list[str]
    work_forms: list[str]


def fitting(poster: Member, assignment: Assignment) -> Sequence[Member]:
    """The members to whom this assignment is offered now. For the machine alone: nobody is shown this list."""
    told = exists().where(Offer.assignment_id == assignment.id, Offer.member_id == Member.id)
    found = select(Member).where(
        is_member(),
        Member.id != poster.id,
        Member.paused_at.is_(None),
        known_to(poster, Member.id),
        _has_room(),
        or_(_by_experience(poster, assignment), _by_work(poster, assignment)),
        ~told,
    )
    return db.session.scalars(found.order_by(Member.id).options(lazyload(Member.terms))).all()


def reasons_for(member: Member, assignment: Assignment) -> Reasons:
    """For the member alone: what on their own profile fits, of what the poster may see or find at this moment."""
    lived = (
        select(ExperienceKind.name)
        .join(Experience, Experience.kind_id == ExperienceKind.id)
        .where(Experience.member_id == member.id, *_asked_experience(assignment.poster, assignment))
        .order_by(ExperienceKind.position)
    )
    does = select(ProfileValue.items).where(ProfileValue.member_id == member.id, *_asked_work(assignment.poster, assignment))
    work = {slug for items in db.session.scalars(does) for slug in items}
    return Reasons(list(db.session.scalars(lived)), [slug for slug in assignment.work_forms if slug in work])


def was_offered(member: Member, assignment: Assignment) -> bool:
    """Whether this assignment was brought to a member's notice."""
    return bool(db.session.scalar(select(_offers(assignment).where(Offer.member_id == member.id).exists())))


def offered_to(assignment: Assignment) -> Sequence[int]:
    """Keys of the members whose notice it was brought to."""
    return db.session.scalars(_offers(assignment)).all()


def capacity_of(member_id: int) -> str:
    """What a member says they can carry, whatever its audience: it protects its owner. Empty when not filled in."""
    said = select(ProfileValue.text).where(ProfileValue.member_id == member_id, ProfileValue.field == CAPACITY)
    return db.session.scalar(said) or ""


def _offers(assignment: Assignment) -> Any:
    return select(Offer.member_id).where(Offer.assignment_id == assignment.id)


def _has_room() -> ColumnElement[bool]:
    mine = (ProfileValue.member_id == Member.id, ProfileValue.field == CAPACITY)
    return exists().where(*mine, ProfileValue.text.in_(WITH_ROOM)).correlate(Member)


def _by_experience(poster: Member, assignment: Assignment) -> ColumnElement[bool]:
    kind = ExperienceKind.id == Experience.kind_id
    mine = and_(Experience.member_id == Member.id, *_asked_experience(poster, assignment))
    return select(Experience.id).join(ExperienceKind, kind).where(mine).correlate(Member).exists()


def _by_work(poster: Member, assignment: Assignment) -> ColumnElement[bool]:
    mine = and_(ProfileValue.member_id == Member.id, *_asked_work(poster, assignment))
    return select(ProfileValue.id).where(mine).correlate(Member).exists()


def _asked_experience(poster: Member, assignment: Assignment) -> tuple[ColumnElement[bool], ...]:
    """Asked for, and such that the poster could find its owner by it."""
    return ExperienceKind.slug.in_(assignment.experiences), found_by(poster)


def _asked_work(poster: Member, assignment: Assignment) -> tuple[ColumnElement[bool], ...]:
    """Asked for, in a field that the poster may see."""
    return ProfileValue.field == WORK_FORMS, ProfileValue.items.overlap(assignment.work_forms), values_for(poster)
