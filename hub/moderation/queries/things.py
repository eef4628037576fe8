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
from hub.core.text import N_, day, translated
from hub.exchange.queries.board import assignment_for
from hub.intervision.queries.log import log_of
from hub.intervision.queries.sessions import keys_of, session_for
from hub.intervision.rules.project import sees
from hub.intervision.rules.room import Item, Room
from hub.members.models import Member
from hub.members.queries import by_public_id
from hub.moderation.models import Report
from hub.moderation.rules.things import ABOUT, OTHERS, REPORTER, Copied, Line, around
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


def assignment(viewer: Member, public_id: str) -> Copied | None:
    """An assignment: the words its poster wrote, each a piece of its own."""
    found = assignment_for(viewer, public_id)
    if found is None or found.state == "draft":
        return None
    lines = [
        Line("title", translated(N_("De titel")), found.title),
        Line("about", translated(N_("De beschrijving")), found.about),
        Line("interest", translated(N_("Het eigen belang")), found.interest),
        Line("pay", translated(N_("Wat er staat over geld of ruil")), found.pay_note),
    ]
    title = translated(N_("Opdracht: %(title)s")) % {"title": found.title}
    return Copied(title, tuple(line for line in lines if line.text), found.poster_id, f"/opdrachten/{public_id}")


def moment(viewer: Member, thing: str) -> Copied | None:
    """A piece that was said in a room, with three before and after it as this viewer saw them. Names are left out."""
    public_id, _, ident = thing.partition("-")
    seat = session_for(viewer, public_id)
    if seat is None or not seat.has_agreed:
        return None
    room = log_of(seat.session).room
    item = room.items.get(ident)
    own = room.seats.get(viewer.public_id)
    if item is None or item.withdrawn or own is None or not own.joined or not sees(room, item, viewer.public_id):
        return None
    about = keys_of({item.by}).get(item.by)
    if about is None:
        return None
    there = [one for one in room.items.values() if one.text and not one.withdrawn and sees(room, one, viewer.public_id)]
    lines = [Line(one.id, _phase_of(room, one.phase), _words_of(one), _role(one.by, item.by, viewer.public_id)) for one in there]
    title = translated(N_("Een moment in de intervisie van %(day)s")) % {"day": day(seat.session.starts_at)}
    return Copied(title, around(tuple(lines), ident), about, f"/intervisie/{public_id}/kamer", by_piece=False)


def _phase_of(room: Room, key: str) -> str:
    return next(translated(phase.nl) for phase in room.plan if phase.key == key)


def _words_of(item: Item) -> str:
    return f"{item.text}\n{translated(N_('Antwoord:'))} {item.answer}" if item.answer else item.text


def _role(by: str, about: str, reporter: str) -> str:
    return ABOUT if by == about else REPORTER if by == reporter else OTHERS


COPIERS: dict[str, Copier] = {"profile": profile, "assignment": assignment, "moment": moment}


def whom_to_block(viewer: Member, report: Report) -> Member | None:
    """Whom the reporter could block: the person it is about, while they still see each other."""
    public_id = db.session.scalar(select(Member.public_id).where(Member.id == report.about_id))
    return by_public_id(viewer, public_id) if public_id and report.about_id != viewer.id else None
