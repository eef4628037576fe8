"""Changing one's own profile. Whoever saves over something newer is told, and both versions stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hub.audience.models import MEMBERS, PUBLIC
from hub.audience.rules import Audience
from hub.core.db import db
from hub.core.web import Refused
from hub.members.actions import consent_to, rename, withdraw_consent
from hub.members.models import Member
from hub.profiles import rules
from hub.profiles.models import Experience, ProfileValue
from hub.profiles.queries.own import experiences_of, kinds, value_of


@dataclass(frozen=True)
class Said:
    """What somebody says about one experience, with the two answers to what was asked."""

    sentence: str
    audience: Audience
    shown: bool
    findable: bool


def version_of(row: ProfileValue | Experience | None) -> str:
    """A mark of the state that a form was filled from."""
    return "" if row is None else row.changed_at.isoformat()


def save_field(
    member: Member,
    name: str,
    text: str,
    items: Sequence[str],
    audience: Audience,
    at: datetime,
    over: str | None = None,
) -> ProfileValue:
    """Keep one field and who may see it. `over` is the version it was written over; None asks nothing."""
    _alone(member)
    value = value_of(member, name)
    _not_stale(value, over)
    if value is None:
        value = ProfileValue(member_id=member.id, field=name)
        db.session.add(value)
    value.text, value.items, value.changed_at = text, list(items), at
    _share(value, audience)
    db.session.flush()
    return value


def save_name(member: Member, name: str, for_everyone: bool, at: datetime) -> None:
    """The name to use, and whether people outside the network see it beside what is public."""
    save_field(member, rules.NAME, "", (), Audience(PUBLIC if for_everyone else MEMBERS), at)
    rename(member, name)


def add_experience(member: Member, kind: str, said: Said, at: datetime) -> Experience:
    """Put an experience on one's profile, at the end."""
    _alone(member)
    mine = experiences_of(member)
    offered = {one.slug: one for one in kinds()}
    _refuse(rules.why_not_add(kind, list(offered), [one.kind.slug for one in mine]))
    experience = Experience(
        member_id=member.id,
        kind_id=offered[kind].id,
        kind=offered[kind],
        member=member,
        position=max((one.position for one in mine), default=0) + 1,
    )
    db.session.add(experience)
    _say(experience, said, at)
    return experience


def change_experience(experience: Experience, said: Said, at: datetime, over: str | None = None) -> None:
    """Change the sentence, the audience and the two answers of one experience."""
    _alone(experience.member)
    db.session.refresh(experience)
    _not_stale(experience, over)
    _say(experience, said, at)


def withdraw(experience: Experience, at: datetime, *, only_findable: bool = False) -> None:
    """Take a yes back. It is gone everywhere in this same transaction; the experience itself stays for its owner."""
    _alone(experience.member)
    _consents(experience, rules.is_shown(experience) and only_findable, False, at)
    experience.changed_at = at


def remove_experience(experience: Experience, at: datetime) -> None:
    """Take an experience off the profile; what was said yes to is withdrawn."""
    withdraw(experience, at)
    db.session.delete(experience)
    db.session.flush()


def move_experience(experience: Experience, *, up: bool) -> None:
    """Change the order one has chosen, by one place."""
    _alone(experience.member)
    mine = {one.id: one for one in experiences_of(experience.member)}
    for position, key in enumerate(rules.moved(list(mine), experience.id, up), 1):
        mine[key].position = position


def _alone(member: Member) -> None:
    """One change of a profile at a time: whoever comes second sees what the first one did."""
    db.session.refresh(member, ["name"], with_for_update={"key_share": True})


def _refuse(reason: str | None) -> None:
    if reason:
        raise Refused(reason)


def _not_stale(row: ProfileValue | Experience | None, over: str | None) -> None:
    if over is not None and rules.is_stale(over, version_of(row)):
        raise Refused(rules.CHANGED_MEANWHILE)


def _share(row: ProfileValue | Experience, audience: Audience) -> None:
    row.audience, row.to_contacts, row.to_circles = audience.audience, audience.to_contacts, list(audience.to_circles)


def _say(experience: Experience, said: Said, at: datetime) -> None:
    _refuse(rules.why_not_consent(said.shown, said.findable))
    experience.sentence, experience.changed_at = said.sentence, at
    _share(experience, said.audience)
    db.session.flush()
    _consents(experience, said.shown, said.findable, at)
    db.session.flush()


def _consents(experience: Experience, shown: bool, findable: bool, at: datetime) -> None:
    """Record what is new, withdraw what is no longer said, leave the rest as it was given."""
    for name, answer, runs in (
        ("shown", shown, rules.is_shown(experience)),
        ("findable", findable, rules.is_findable(experience)),
    ):
        column = f"{name}_consent"
        asked = rules.CONSENTS[name]
        if answer and not runs:
            consent = consent_to(
                experience.member, asked.purpose, rules.TEXT_VERSION, asked.whole, at, subject=experience.kind.slug
            )
            setattr(experience, column, consent)
        elif not answer:
            running = getattr(experience, column)
            if running is not None:
                withdraw_consent(running, at)
            setattr(experience, column, None)
