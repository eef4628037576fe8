"""The made-up people, as people.toml tells of them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from hub.members.actions import agree_to_house_rules, give_role, make_account
from hub.members.models import Member

FILE = Path(__file__).with_name("people.toml")


@dataclass(frozen=True)
class Lived:
    """An experience that somebody has, and who may see it."""

    kind: str
    seen: str
    findable: bool
    sentence: str = ""


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist."""

    key: str
    name: str
    days: int
    sentence: str
    work: list[str]
    province: str
    online: bool
    capacity: tuple[str, int]
    card: list[str]
    open: list[str]
    experiences: list[Lived]
    role: str = ""
    paused: int = 0

    @property
    def email(self) -> str:
        """An address that no letter can reach."""
        return f"{self.key}@peerhuis.example"


def everybody() -> list[Person]:
    """All made-up members."""
    with FILE.open("rb") as file:
        return [_person(row) for row in tomllib.load(file)["person"]]


def _person(row: dict[str, Any]) -> Person:
    lived = [Lived(**one) for one in row.pop("experiences")]
    level, hours = row.pop("capacity")
    return Person(**row, capacity=(level, hours), experiences=lived)


def make_members(people: list[Person], at: datetime) -> dict[str, Member]:
    """Their accounts, with the yes to the house rules and the roles they hold, as of the day each came in."""
    made: dict[str, Member] = {}
    for person in people:
        since = at - timedelta(days=person.days)
        member = make_account(email=person.email, name=person.name, at=since, state="member")
        agree_to_house_rules(member, since)
        if person.role:
            give_role(member, person.role, since)
        if person.paused:
            member.paused_at = at - timedelta(days=person.paused)
        made[person.key] = member
    return made


def make_partner(at: datetime) -> Member:
    """Somebody of a municipality: visibly different, and sees what is open to partners."""
    since = at - timedelta(days=80)
    partner = make_account(email="carla@peerhuis.example", name="Carla Meinders", at=since, state="member")
    agree_to_house_rules(partner, since)
    partner.is_partner = True
    return partner
