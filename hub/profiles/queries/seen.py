"""What somebody may see of a member. A hidden value is not selected at all, so no page can show it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from hub.audience.queries import known_to, visible_to
from hub.audience.rules import Relation, may_know, may_see
from hub.core.db import db
from hub.members.models import Consent, Member
from hub.members.queries import is_member
from hub.profiles import rules
from hub.profiles.models import Experience, ExperienceKind, ProfileValue
from hub.profiles.queries.own import experiences_of, values_of


@dataclass(frozen=True)
class SeenValue:
    """One field, as it may be seen."""

    text: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class SeenExperience:
    """One experience, as it may be seen."""

    slug: str
    name: str
    sentence: str


@dataclass
class Seen:
    """What one viewer may see of one member: only what is there, and nothing about what is not."""

    public_id: str
    name: str | None  # None for who is no member, unless the member chose otherwise
    values: dict[str, SeenValue] = field(default_factory=dict)
    experiences: list[SeenExperience] = field(default_factory=list)
    paused: bool = False  # stands in the place of the capacity, and is seen by who may see that

    @property
    def is_empty(self) -> bool:
        """Whether nothing but perhaps a name may be seen."""
        return not self.experiences and not self.values.keys() - {rules.NAME}


def runs(consent: Any) -> ColumnElement[bool]:
    """Whether the yes whose key stands in this column still runs. Asked of the consent itself, so that taking it back
    anywhere works everywhere at once."""
    return exists().where(Consent.id == consent, Consent.withdrawn_at.is_(None))


def shown_to(viewer: Member | None) -> ColumnElement[bool]:
    """Experiences that this viewer may see: by their audience, and with a running yes to showing them."""
    return and_(runs(Experience.shown_consent_id), visible_to(viewer, Experience, Experience.member_id))


def found_by(viewer: Member) -> ColumnElement[bool]:
    """Experiences by which this viewer may find somebody: seen, and with the second yes."""
    return and_(runs(Experience.findable_consent_id), shown_to(viewer))


def values_for(viewer: Member | None) -> ColumnElement[bool]:
    """Fields that this viewer may see, and that hold something."""
    filled = or_(ProfileValue.text != "", func.cardinality(ProfileValue.items) > 0, ProfileValue.field == rules.NAME)
    return and_(filled, visible_to(viewer, ProfileValue, ProfileValue.member_id))


def fill(viewer: Member | None, people: Collection[Seen], keys: dict[int, Seen]) -> None:
    """Put onto these people what the viewer may see of them. Two queries, however many people."""
    if not people:
        return
    for member_id, name, text, items in db.session.execute(_values(viewer, keys)):
        keys[member_id].values[name] = SeenValue(text, tuple(items))
    for member_id, slug, name, sentence in db.session.execute(_experiences(viewer, keys)):
        keys[member_id].experiences.append(SeenExperience(slug, name, sentence))
    for one in people:
        one.paused = one.paused and rules.CAPACITY in one.values


def _values(viewer: Member | None, keys: Collection[int]) -> Select[*tuple[Any, ...]]:
    columns = select(ProfileValue.member_id, ProfileValue.field, ProfileValue.text, ProfileValue.items)
    return columns.where(ProfileValue.member_id.in_(keys), values_for(viewer))


def _experiences(viewer: Member | None, keys: Collection[int]) -> Select[*tuple[Any, ...]]:
    columns = select(Experience.member_id, ExperienceKind.slug, ExperienceKind.name, Experience.sentence)
    return (
        columns.join(ExperienceKind, ExperienceKind.id == Experience.kind_id)
        .where(Experience.member_id.in_(keys), shown_to(viewer))
        .order_by(Experience.position, Experience.id)
    )


def profile_for(viewer: Member | None, public_id: str) -> Seen | None:
    """Somebody's profile for this viewer. None when there is nothing for them to see, whatever the reason."""
    found = db.session.execute(
        select(Member, known_to(viewer, Member.id)).where(Member.public_id == public_id, is_member())
    ).one_or_none()
    if found is None:
        return None
    member, known = found
    seen = Seen(member.public_id, member.name if known else None, paused=member.paused_at is not None)
    fill(viewer, [seen], {member.id: seen})
    if rules.NAME in seen.values:
        seen.name = member.name
    return seen if known or not seen.is_empty else None


def seen_as(member: Member, made_up: Relation) -> Seen:
    """For the preview: one's own profile as somebody in this relation sees it. Asks the same rule in Python."""
    seen = Seen(member.public_id, member.name if may_know(made_up) else None, paused=member.paused_at is not None)
    for name, value in values_of(member).items():
        if may_see(value, made_up) and (value.text or value.items or name == rules.NAME):
            seen.values[name] = SeenValue(value.text, tuple(value.items))
    for one in experiences_of(member):
        if rules.is_shown(one) and may_see(one, made_up):
            seen.experiences.append(SeenExperience(one.kind.slug, one.kind.name, one.sentence))
    seen.paused = seen.paused and rules.CAPACITY in seen.values
    if rules.NAME in seen.values:
        seen.name = member.name
    return seen
