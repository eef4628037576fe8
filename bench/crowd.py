"""A thousand made-up members beside those of the demo, the same at every run, so that a list of members means something."""

from __future__ import annotations

import random
import uuid
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from hub.core.db import db
from hub.core.places import PROVINCES
from hub.core.text import sort_key
from hub.members.models import Consent, Member
from hub.profiles import rules
from hub.profiles.models import Experience, ExperienceKind, ProfileValue, WorkForm

CROWD, SEED = 1_000, 20261125
FIRST = ("Amina", "Bart", "Chantal", "Daan", "Els", "Femke", "Gijs", "Hassan", "Iris", "Jelle", "Kim", "Lotte", "Meriam")
LAST = ("de Boer", "Jansen", "van Dijk", "Yilmaz", "Bakker", "de Groot", "Smit", "Mulder", "El Amrani", "Visser")
SENTENCE = "Ik help mensen op hun eigen tempo verder."
# Most is for all members; some is for everybody, for contacts, or for nobody else.
AUDIENCES = ({"audience": "members"},) * 7 + (
    {"audience": "public"}, {"audience": "chosen", "to_contacts": True}, {"audience": "only_me"},
)  # fmt: skip


def seed(at: datetime) -> None:
    """Members with a profile and one to three experiences, most of them shown and findable. The caller commits."""
    chance, made = random.Random(SEED), at - timedelta(days=60)
    kinds = db.session.scalars(sa.select(ExperienceKind).order_by(ExperienceKind.id)).all()
    forms = db.session.scalars(sa.select(WorkForm.slug).order_by(WorkForm.id)).all()
    crowd = [_member(number, chance, made) for number in range(CROWD)]
    db.session.add_all(crowd)
    db.session.flush()
    for member in crowd:
        db.session.add_all(_profile(member, chance, made, forms))
    told = [_Told(member, kind, chance, made) for member in crowd for kind in chance.sample(kinds, chance.randint(1, 3))]
    db.session.add_all(consent for one in told for consent in one.consents)
    db.session.flush()
    db.session.add_all(one.experience() for one in told)
    db.session.flush()


def _member(number: int, chance: random.Random, made: datetime) -> Member:
    name = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
    return Member(
        public_id=_public_id(chance), email=f"menigte{number}@peerhuis.example", name=name, sort_key=sort_key(name),
        fs_uniquifier=uuid.UUID(int=chance.getrandbits(128), version=4).hex, active=True, state="member", is_partner=False,
        created_at=made, welcomed_at=made, look={}, calendar_changed_at=made,
    )  # fmt: skip


def _public_id(chance: random.Random) -> str:
    return "".join(chance.choices("abcdefghijklmnopqrstuvwxyz234567", k=20))


def _profile(member: Member, chance: random.Random, made: datetime, forms: Any) -> list[ProfileValue]:
    values: tuple[tuple[str, str, list[str]], ...] = (
        (rules.SENTENCE, SENTENCE, []),
        (rules.WORK_FORMS, "", chance.sample(forms, chance.randint(1, 2))),
        (rules.PROVINCE, chance.choice(tuple(PROVINCES)), []),
        (rules.CAPACITY, chance.choice(tuple(rules.CAPACITIES)), []),
    )
    return [
        ProfileValue(member_id=member.id, field=field, text=text, items=items, changed_at=made, **chance.choice(AUDIENCES))
        for field, text, items in values
    ]


class _Told:
    """One experience of one member; first the two times yes are saved, then it can point at them."""

    def __init__(self, member: Member, kind: ExperienceKind, chance: random.Random, made: datetime) -> None:
        self.values: dict[str, Any] = {
            "public_id": _public_id(chance), "member_id": member.id, "kind_id": kind.id, "position": 1, "changed_at": made,
            **chance.choice(AUDIENCES),
        }  # fmt: skip
        purposes = (rules.SHOWN, rules.FINDABLE)[: chance.choices((0, 1, 2), (1, 2, 7))[0]]
        self.consents = [_yes(member, purpose, kind, made) for purpose in purposes]

    def experience(self) -> Experience:
        """The row, once its consents are saved."""
        shown, findable, *_ = [*(one.id for one in self.consents), None, None]
        return Experience(**self.values, shown_consent_id=shown, findable_consent_id=findable)


def _yes(member: Member, purpose: str, kind: ExperienceKind, made: datetime) -> Consent:
    return Consent(
        member_id=member.id, purpose=purpose, subject=kind.slug, text_version=rules.TEXT_VERSION, text_sha256="0" * 64,
        channel="web", given_at=made,
    )  # fmt: skip
