"""What tests of referrals share: five people, and reading what stands in the tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select

from hub.agenda.actions.subscriptions import subscribe
from hub.core import clock as hub_clock
from hub.core.db import db
from hub.members.models import Member
from hub.notices.models import Notice
from hub.referrals.models import Offer, Referral
from hub.worker import Worker
from tests.critic import Critic
from tests.factories import Factories

CANARY = "kanariegeel en moe van wachten"
ASKED = {
    "kind": "coaching", "province": "utrecht", "age_band": "30", "language": "nl", "form": "both", "period": "maand",
    "question": "Kan iemand meelopen naar een gesprek?", "avoid": "Niet bellen.",
}  # fmt: skip
YES = {"agreed_on": "2026-11-20", "how": "spoken", "agreed": "y"}
RULES = {"regime": "wmo", "complaints": "De geschillencommissie, te vinden op geschil.nl."}
MOMENT = {"day": "2026-12-04", "begins": "10:00", "ends": "11:00", "form": "place", "place": "Buurthuis De Schakel, Kade 3"}


@dataclass
class People:
    """Sanne passes on; Wim and Fatima are her contacts; Joost is a member and no contact; Marijke moderates."""

    sanne: Member
    wim: Member
    fatima: Member
    joost: Member
    marijke: Member


@pytest.fixture
def people(app: Flask, make: Factories, clock: object) -> People:
    """The five."""
    sanne, wim, fatima, joost = (make.member(name) for name in ("Sanne", "Wim", "Fatima", "Joost"))
    make.contact(sanne, wim)
    make.contact(fatima, sanne)
    return People(sanne, wim, fatima, joost, make.member("Marijke", roles=("moderator",)))


@pytest.fixture
def browse(app: Flask, browser: type[Critic]) -> Callable[[Member], Critic]:
    """A browser for somebody."""
    return lambda member: browser(app).log_in(member)


def path_of(referral: Referral) -> str:
    """Where a referral is."""
    return f"/doorverwijzen/{referral.public_id}"


def referrals() -> list[Referral]:
    """All of them, as they are now."""
    db.session.expire_all()
    return list(db.session.scalars(select(Referral).order_by(Referral.id)))


def offers() -> dict[str, str]:
    """State of every offer, by the name of its receiver."""
    db.session.expire_all()
    return {one.receiver.name: one.state for one in db.session.scalars(select(Offer))}


def told(member: Member) -> list[str]:
    """Kinds of the notices somebody has not seen, the oldest first."""
    unseen = select(Notice.kind).where(Notice.member_id == member.id, Notice.read_at.is_(None))
    return list(db.session.scalars(unseen.order_by(Notice.id)))


def everything_in(*tables: type) -> str:
    """Every value in these tables as text; what is encrypted, opened."""
    db.session.expire_all()
    parts: list[str] = []
    for table in tables:
        for row in db.session.scalars(select(table)):
            names = [column.name for column in table.__table__.columns]
            parts += [str(getattr(row, name.removesuffix("_sealed"))) for name in names]
    return " | ".join(parts)


@contextmanager
def later(moment: datetime) -> Iterator[None]:
    """Hold the clock at another moment."""
    with hub_clock.at(moment):
        yield


def work(app: Flask) -> None:
    """Let the worker go round once, without any carrier of mail."""
    Worker(app, carry=lambda message: None).run_once(hub_clock.now())
    db.session.expire_all()


class Own:
    """A member's own calendar, as an app fetches it."""

    def __init__(self, client: Any, member: Member, *, rich: bool = False) -> None:
        self.client = client
        _, token = subscribe(member, "Telefoon", rich, hub_clock.now())
        db.session.commit()
        self.path = f"/agenda/mijn/{token}.ics"

    def events(self) -> list[Any]:
        """Its events, read by an independent library."""
        response = self.client.get(self.path)
        assert response.status_code == 200
        return list(Calendar.from_ical(response.data).walk("VEVENT"))
