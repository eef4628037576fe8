"""Reads of one's own profile, and of the kept lists one chooses from."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from hub.core.db import db
from hub.members.models import Member
from hub.profiles.models import Experience, ExperienceKind, ProfileValue, WorkForm


def values_of(member: Member) -> dict[str, ProfileValue]:
    """All fields of one's own profile, by name."""
    found = db.session.scalars(select(ProfileValue).where(ProfileValue.member_id == member.id))
    return {one.field: one for one in found}


def value_of(member: Member, name: str) -> ProfileValue | None:
    """One field of one's own profile."""
    return db.session.scalar(select(ProfileValue).where(ProfileValue.member_id == member.id, ProfileValue.field == name))


def experiences_of(member: Member) -> list[Experience]:
    """One's own experiences, in one's own order."""
    mine = (
        select(Experience)
        .where(Experience.member_id == member.id)
        .options(joinedload(Experience.shown_consent), joinedload(Experience.findable_consent))
        .order_by(Experience.position, Experience.id)
    )
    return list(db.session.scalars(mine))


def own_experience(member: Member, public_id: str) -> Experience | None:
    """One of one's own experiences."""
    return db.session.scalar(select(Experience).where(Experience.member_id == member.id, Experience.public_id == public_id))


def kinds() -> list[ExperienceKind]:
    """The kinds of experience one can choose from."""
    offered = select(ExperienceKind).where(ExperienceKind.retired_at.is_(None))
    return list(db.session.scalars(offered.order_by(ExperienceKind.position)))


def work_forms() -> dict[str, str]:
    """The work forms one can choose from: slug and name."""
    offered = select(WorkForm).where(WorkForm.retired_at.is_(None)).order_by(WorkForm.position)
    return {one.slug: one.name for one in db.session.scalars(offered)}


def work_names() -> dict[str, str]:
    """The names of all work forms, also of those no longer offered."""
    return {one.slug: one.name for one in db.session.scalars(select(WorkForm).order_by(WorkForm.position))}
