"""The directory: who can be found by what, asked only of what the viewer may see.

Filters, counts, order and pages all run on the visible set. A hidden value cannot be found, counted or guessed: for the
one who may not see it, every answer is the one they would get if it did not exist.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from math import ceil
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select

from hub.audience.queries import known_to
from hub.core.db import db
from hub.members.models import Member
from hub.members.queries import is_member
from hub.profiles import rules
from hub.profiles.models import Experience, ExperienceKind, ProfileValue
from hub.profiles.queries.seen import Seen, fill, found_by, values_for

BY_DAY, BY_NAME = "dag", "naam"


@dataclass(frozen=True)
class Wanted:
    """What is asked of the directory; an empty word asks nothing."""

    experience: str = ""
    work: str = ""
    province: str = ""
    order: str = BY_DAY
    number: int = 1


@dataclass
class Found:
    """One page of the directory, with the numbers for its filters."""

    people: list[Seen]
    total: int
    page: int
    pages: int
    experiences: dict[str, int] = field(default_factory=dict)
    work: dict[str, int] = field(default_factory=dict)
    provinces: dict[str, int] = field(default_factory=dict)


def directory(viewer: Member, wanted: Wanted, day: date, per_page: int) -> Found:
    """A page of people. The same number of queries whatever is asked and however many there are."""
    asked = {
        "experience": _with_experience(viewer, wanted.experience),
        "work": _with_work(viewer, wanted.work),
        "province": _with_province(viewer, wanted.province),
    }
    everybody = (is_member(), known_to(viewer, Member.id), Member.id != viewer.id)
    key: Any = Member.id
    total = db.session.scalar(select(func.count(key)).where(*everybody, *_asked(asked))) or 0
    pages = max(1, ceil(total / per_page))
    page = min(max(1, wanted.number), pages)
    rows = db.session.execute(
        select(Member.id, Member.public_id, Member.name, Member.paused_at)
        .where(*everybody, *_asked(asked))
        .order_by(*_order(wanted.order, day))
        .limit(per_page)
        .offset((page - 1) * per_page)
    )
    keys = {id_: Seen(public_id, name, paused=paused is not None) for id_, public_id, name, paused in rows}
    people = list(keys.values())
    fill(viewer, people, keys)
    return Found(
        people,
        total,
        page,
        pages,
        _counts(_per_experience(viewer), everybody, _asked(asked, "experience")),
        _counts(_per_work(viewer), everybody, _asked(asked, "work")),
        _counts(_per_province(viewer), everybody, _asked(asked, "province")),
    )


def _asked(asked: dict[str, ColumnElement[bool] | None], but: str = "") -> list[ColumnElement[bool]]:
    return [condition for name, condition in asked.items() if condition is not None and name != but]


def _order(order: str, day: date) -> tuple[Any, ...]:
    """By name, or a shuffle that stays the same for a day and for everybody; never by what somebody did."""
    if order == BY_NAME:
        return Member.sort_key, Member.id
    return func.md5(func.concat(Member.public_id, day.isoformat())), Member.id


def _with_experience(viewer: Member, slug: str) -> ColumnElement[bool] | None:
    if not slug:
        return None
    return (
        exists()
        .where(
            Experience.member_id == Member.id,
            Experience.kind_id == select(ExperienceKind.id).where(ExperienceKind.slug == slug).scalar_subquery(),
            found_by(viewer),
        )
        .correlate(Member)
    )


def _with_work(viewer: Member, slug: str) -> ColumnElement[bool] | None:
    return _with_value(viewer, rules.WORK_FORMS, ProfileValue.items.contains([slug])) if slug else None


def _with_province(viewer: Member, slug: str) -> ColumnElement[bool] | None:
    return _with_value(viewer, rules.PROVINCE, ProfileValue.text == slug) if slug else None


def _with_value(viewer: Member, name: str, holds: ColumnElement[bool]) -> ColumnElement[bool]:
    mine = (ProfileValue.member_id == Member.id, ProfileValue.field == name)
    return exists().where(*mine, holds, values_for(viewer)).correlate(Member)  # the counts ask this table themselves


def _per_experience(viewer: Member) -> Select[*tuple[Any, ...]]:
    return (
        select(ExperienceKind.slug, func.count())
        .select_from(Member)
        .join(Experience, Experience.member_id == Member.id)
        .join(ExperienceKind, ExperienceKind.id == Experience.kind_id)
        .where(found_by(viewer))
        .group_by(ExperienceKind.slug)
    )


def _per_work(viewer: Member) -> Select[*tuple[Any, ...]]:
    form = func.unnest(ProfileValue.items).label("form")
    return _per_value(viewer, rules.WORK_FORMS, form)


def _per_province(viewer: Member) -> Select[*tuple[Any, ...]]:
    return _per_value(viewer, rules.PROVINCE, ProfileValue.text.label("form"))


def _per_value(viewer: Member, name: str, what: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(what, func.count())
        .select_from(Member)
        .join(ProfileValue, ProfileValue.member_id == Member.id)
        .where(ProfileValue.field == name, values_for(viewer))
        .group_by(what)
    )


def _counts(per: Select[*tuple[Any, ...]], everybody: tuple[Any, ...], asked: list[ColumnElement[bool]]) -> dict[str, int]:
    return {str(name): count for name, count in db.session.execute(per.where(*everybody, *asked))}
