"""Gatherings as a viewer may see them. Every read takes the viewer first and asks the one audience rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from hub.agenda.models import Answer, Gathering, ProgrammeItem, Theme
from hub.agenda.rules.window import midnight
from hub.audience.queries import known_to, visible_to
from hub.core.db import db
from hub.members.models import Member


@dataclass(frozen=True)
class Filter:
    """What a list is narrowed to. Empty: everything."""

    province: str = ""
    theme: str = ""
    form: str = ""
    fact: str = ""
    circle_id: int | None = None


@dataclass(frozen=True)
class Listed:
    """One gathering in a list, with what the list says of it."""

    gathering: Gathering
    taken: int
    mine: str | None


def seen(viewer: Member | None) -> ColumnElement[bool]:
    """The condition under which a viewer may see a gathering. Not opened yet: only its organiser."""
    return visible_to(viewer, Gathering, Gathering.organiser_id)


def gathering_for(viewer: Member | None, public_id: str) -> Gathering | None:
    """One gathering with its programme, if the viewer may see it."""
    return db.session.scalar(
        select(Gathering)
        .where(Gathering.public_id == public_id, seen(viewer))
        .options(joinedload(Gathering.organiser), selectinload(Gathering.programme))
    )


def gathering_of(organiser: Member, public_id: str, *, lock: bool = False) -> Gathering | None:
    """One gathering, if this member organises it; locked, so that two changes stand after each other."""
    wanted = (
        select(Gathering)
        .where(Gathering.public_id == public_id, Gathering.organiser_id == organiser.id)
        .options(selectinload(Gathering.programme))
    )
    return db.session.scalar(wanted.with_for_update(of=Gathering) if lock else wanted)


def lock(viewer: Member, gathering: Gathering) -> bool:
    """Read a gathering anew and hold it until the end of the transaction; False if the viewer sees it no more."""
    wanted = select(Gathering).where(Gathering.id == gathering.id, seen(viewer)).with_for_update(of=Gathering)
    return db.session.scalar(wanted.execution_options(populate_existing=True)) is not None


def item_of(gathering: Gathering, public_id: str) -> ProgrammeItem | None:
    """One part of a loaded programme."""
    return next((item for item in gathering.programme if item.public_id == public_id), None)


def coming(viewer: Member | None, narrowed: Filter, at: datetime, page: int, size: int) -> tuple[list[Listed], int]:
    """A page of gatherings that are not over, and how many there are in all."""
    wanted = _narrowed(select(Gathering), narrowed).where(seen(viewer), Gathering.ends_at > at, _opened())
    total = db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    rows = db.session.scalars(wanted.order_by(Gathering.starts_at, Gathering.id).limit(size).offset((page - 1) * size)).all()
    return listed(viewer, rows), total


def in_month(viewer: Member | None, narrowed: Filter, first: date) -> list[Listed]:
    """Gatherings that fall in the month of that first day, past ones too."""
    begin, end = midnight(first), midnight((first + timedelta(days=32)).replace(day=1))
    wanted = _narrowed(select(Gathering), narrowed).where(
        seen(viewer), _opened(), Gathering.starts_at < end, Gathering.ends_at > begin
    )
    return listed(viewer, db.session.scalars(wanted.order_by(Gathering.starts_at, Gathering.id)).all())


def not_opened(member: Member | None, at: datetime) -> list[Gathering]:
    """What a member is making and nobody else sees yet."""
    if member is None:
        return []
    wanted = select(Gathering).where(Gathering.organiser_id == member.id, Gathering.audience == "only_me", Gathering.ends_at > at)
    return list(db.session.scalars(wanted.order_by(Gathering.starts_at, Gathering.id)))


def next_of(member: Member, at: datetime, most: int = 2) -> list[Listed]:
    """What a member said yes or maybe to, soonest first: for the home page."""
    wanted = (
        select(Gathering)
        .join(Answer, (Answer.gathering_id == Gathering.id) & (Answer.member_id == member.id))
        .where(Answer.answer.in_(("yes", "maybe")), Gathering.ends_at > at, seen(member))
        .order_by(Gathering.starts_at, Gathering.id)
        .limit(most)
    )
    return listed(member, db.session.scalars(wanted).all())


def listed(viewer: Member | None, rows: Iterable[Gathering]) -> list[Listed]:
    """Rows with how full they are and what the viewer answered, in two reads however many there are."""
    gatherings = list(rows)
    ids = [gathering.id for gathering in gatherings]
    taken = _taken(ids)
    mine = _mine(viewer, ids)
    return [Listed(one, taken.get(one.id, 0), mine.get(one.id)) for one in gatherings]


def yes_count(gathering: Gathering, besides: Member | None = None) -> int:
    """How many said yes, not counting one member."""
    wanted = select(func.count()).where(Answer.gathering_id == gathering.id, Answer.answer == "yes")
    if besides is not None:
        wanted = wanted.where(Answer.member_id != besides.id)
    return db.session.scalar(wanted) or 0


def coming_count(gathering: Gathering) -> int:
    """How many said yes or maybe, the organiser left out: who hears of a change."""
    return (
        db.session.scalar(
            select(func.count()).where(
                Answer.gathering_id == gathering.id,
                Answer.answer.in_(("yes", "maybe")),
                Answer.member_id.is_distinct_from(gathering.organiser_id),
            )
        )
        or 0
    )


def others_count(gathering: Gathering) -> int:
    """How many others than the organiser gave any answer."""
    return (
        db.session.scalar(
            select(func.count()).where(
                Answer.gathering_id == gathering.id, Answer.member_id.is_distinct_from(gathering.organiser_id)
            )
        )
        or 0
    )


def answer_of(gathering: Gathering, member: Member | None) -> Answer | None:
    """What one member answered."""
    if member is None:
        return None
    return db.session.scalar(select(Answer).where(Answer.gathering_id == gathering.id, Answer.member_id == member.id))


def answers_to(organiser: Member, gathering: Gathering) -> list[Answer]:
    """Everybody's answer, by name: for the organiser alone, without those with a block between."""
    return list(
        db.session.scalars(
            select(Answer)
            .join(Answer.member)
            .where(Answer.gathering_id == gathering.id, known_to(organiser, Answer.member_id))
            .options(joinedload(Answer.member))
            .order_by(Member.sort_key, Member.id)
        )
    )


def themes() -> list[Theme]:
    """The kept list of themes, as it is offered."""
    return list(db.session.scalars(select(Theme).order_by(Theme.position, Theme.name)))


def theme_names() -> dict[str, str]:
    """Names of themes by slug."""
    return {theme.slug: theme.name for theme in themes()}


def _opened() -> ColumnElement[bool]:
    return Gathering.audience != "only_me"


def _narrowed(wanted: Select[Gathering], narrowed: Filter) -> Select[Gathering]:
    if narrowed.province:
        wanted = wanted.where(Gathering.province == narrowed.province)
    if narrowed.theme:
        wanted = wanted.where(Gathering.themes.contains([narrowed.theme]))
    if narrowed.form:
        wanted = wanted.where(or_(Gathering.form == narrowed.form, Gathering.form == "hybrid"))
    if narrowed.fact:
        wanted = wanted.where(Gathering.access[(narrowed.fact, "answer")].astext == "yes")
    if narrowed.circle_id is not None:
        wanted = wanted.where(Gathering.audience == "chosen", Gathering.to_circles.contains([narrowed.circle_id]))
    return wanted


def _taken(ids: list[int]) -> dict[int, int]:
    counted = (
        select(Answer.gathering_id, func.count())
        .where(Answer.gathering_id.in_(ids), Answer.answer == "yes")
        .group_by(Answer.gathering_id)
    )
    return dict(db.session.execute(counted).all())


def _mine(viewer: Member | None, ids: list[int]) -> dict[int, str]:
    if viewer is None:
        return {}
    given = select(Answer.gathering_id, Answer.answer).where(Answer.gathering_id.in_(ids), Answer.member_id == viewer.id)
    return dict(db.session.execute(given).all())
