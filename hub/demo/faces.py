"""What the made-up people show of themselves, and to whom."""

from __future__ import annotations

from datetime import datetime, timedelta

from hub.audience.rules import Audience
from hub.circles.queries import circles_of
from hub.demo.people import Lived, Person
from hub.members.models import Member
from hub.profiles.actions import Said, add_experience, save_field, save_name

# What people.toml calls a field, and what profiles call it.
FIELDS = {"sentence": "sentence", "work": "work_forms", "province": "province"}


def make_faces(people: list[Person], made: dict[str, Member], at: datetime) -> None:
    """Each filled in their profile a day after they came in; circles came later, so choices for those are newer."""
    for person in people:
        since = at - timedelta(days=person.days - 1)
        _fields(person, made[person.key], since)
        for lived in person.experiences:
            _experience(made[person.key], lived, since)


def _fields(person: Person, member: Member, at: datetime) -> None:
    values = {"sentence": (person.sentence, []), "work": ("", person.work), "province": (person.province, [])}
    for name, (text, items) in values.items():
        shown = Audience("public" if name in person.open else "members")
        save_field(member, FIELDS[name], text, items, shown, at)
    level, hours = person.capacity
    save_field(member, "online", "yes" if person.online else "no", [], Audience("members"), at)
    save_field(member, "capacity", level, [str(hours)] if hours else [], Audience("members"), at)
    save_field(member, "working_card", "", person.card, Audience("members"), at)
    save_name(member, person.name, bool(person.open), at)


def _experience(member: Member, lived: Lived, at: datetime) -> None:
    said = Said(lived.sentence, _audience(member, lived.seen), shown=lived.seen != "only_me", findable=lived.findable)
    add_experience(member, lived.kind, said, at)


def _audience(member: Member, seen: str) -> Audience:
    if seen == "contacts":
        return Audience("chosen", to_contacts=True)
    if seen == "circle":
        return Audience("chosen", to_circles=tuple(circle.id for circle in circles_of(member.id)[:1]))
    return Audience(seen)
