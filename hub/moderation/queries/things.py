"""What can be reported, loaded through the viewer: as they see it now, or not at all.

A new kind is one function that gives a `Copied` and one line in COPIERS. What can also be hidden has a line in
`actions/hiding.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from hub.core.db import db
from hub.core.places import PROVINCES
from hub.core.text import N_, translated
from hub.members.models import Member
from hub.members.queries import by_public_id
from hub.moderation.models import Report
from hub.moderation.rules.things import Copied, Line
from hub.profiles import rules as profile_rules
from hub.profiles.queries.own import work_names
from hub.profiles.queries.seen import Seen, SeenValue, profile_for

# Fields in which somebody writes words of their own; the others are chosen from a list.
OWN_WORDS = (profile_rules.SENTENCE, profile_rules.WORKING_CARD)

Copier = Callable[[Member, str], Copied | None]


def copy_of(viewer: Member, kind: str, thing: str) -> Copied | None:
    """A thing as this viewer sees it now. None when it is their own, when they do not see it, or when there is none."""
    copier = COPIERS.get(kind)
    found = copier(viewer, thing) if copier else None
    return None if found is None or found.about_member_id == viewer.id else found


def profile(viewer: Member, public_id: str) -> Copied | None:
    """A profile: its name, its fields and experiences, each a piece of its own."""
    member, seen = by_public_id(viewer, public_id), profile_for(viewer, public_id)
    if member is None or seen is None:
        return None
    title = translated(N_("Profiel van %(name)s")) % {"name": seen.name}
    return Copied(title, tuple(_lines_of(seen)), member.id, f"/leden/{public_id}")


def _lines_of(seen: Seen) -> list[Line]:
    names = {name: translated(field.title) for name, field in profile_rules.FIELDS.items()}
    said = {name: _said(name, value) for name, value in seen.values.items() if name in names}
    lines = [Line(name, names[name], text, a_piece=name in OWN_WORDS) for name, text in said.items() if text]
    for one in seen.experiences:
        label = translated(N_("Ervaring: %(kind)s")) % {"kind": one.name}
        lines.append(Line(f"experience-{one.slug}", label, one.sentence or one.name))
    return [*lines, Line("name", translated(N_("De naam")), seen.name or "", alone=True)]


def _said(name: str, value: SeenValue) -> str:
    """A field of a profile in words."""
    known: dict[str, dict[str, Any]] = {
        profile_rules.PROVINCE: PROVINCES,
        profile_rules.ONLINE: profile_rules.ONLINES,
        profile_rules.CAPACITY: profile_rules.CAPACITIES,
    }
    if name == profile_rules.WORK_FORMS:
        works = work_names()
        return ", ".join(works[slug] for slug in value.items if slug in works)
    if name == profile_rules.WORKING_CARD:
        labels = [translated(label) for label, _ in profile_rules.CARD]
        return "\n".join(f"{label}: {text}" for label, text in zip(labels, value.items, strict=False) if text)
    return translated(known[name].get(value.text, "")) if name in known and value.text in known[name] else value.text


COPIERS: dict[str, Copier] = {"profile": profile}


def whom_to_block(viewer: Member, report: Report) -> Member | None:
    """Whom the reporter could block: the person it is about, while they still see each other."""
    public_id = db.session.scalar(select(Member.public_id).where(Member.id == report.about_id))
    return by_public_id(viewer, public_id) if public_id and report.about_id != viewer.id else None
