"""A report about a profile, and moderators without a tie to anybody in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from hub.core.db import db
from hub.core.mail import OutboxMail
from hub.members.models import Member
from hub.moderation.models import Decision, Report, ReportEvent
from tests.critic import Critic, Page
from tests.factories import Factories

SENTENCE, WORDS = "kanarie-zin over een klant", "kanarie-verhaal van de melder"
FACTS, WHY, REVIEW = "kanarie-feiten", "kanarie-waarom", "kanarie-herziening"
WARNED = {"outcome": "warn", "house_rule": "1", "facts": FACTS, "why": WHY}
SUSPENDED = {**WARNED, "outcome": "suspend", "days": "3"}
NOTHING = {"outcome": "none", "why": WHY}


@dataclass
class People:
    """Who is who."""

    reporter: Member
    about: Member
    first: Member
    second: Member

    @property
    def profile(self) -> str:
        """Where the reported profile is."""
        return f"/leden/{self.about.public_id}"

    @property
    def reporting(self) -> str:
        """Where it is reported."""
        return f"/melden/profiel/{self.about.public_id}"


@pytest.fixture
def people(make: Factories) -> People:
    """A reporter, a person with a sentence on their profile, two moderators."""
    found = People(
        make.member("Melle Melder"),
        make.member("Bea Betrokken"),
        make.member("Mo Eerste", roles=("moderator",)),
        make.member("Ans Tweede", roles=("moderator",)),
    )
    make.value(found.about, "sentence", SENTENCE)
    make.value(found.about, "province", "zeeland")
    return found


@pytest.fixture
def enter(app: Flask) -> Callable[[Member], Critic]:
    """A browser of somebody."""
    return lambda member: Critic(app).log_in(member)


def send_report(browser: Critic, path: str, **said: Any) -> str:
    """Go through the three steps; gives where the reporter sees the report."""
    given = {"piece": "sentence", "reason": "privacy", "words": WORDS, "urgency": "calm", "may_tell": "yes", **said}
    first = browser.send(path, {"piece": given["piece"], "reason": given["reason"]})
    assert first.location == f"{path}/verhaal", first.status
    second = browser.send(f"{path}/verhaal", {"words": given["words"], "urgency": given["urgency"]})
    assert second.location == f"{path}/versturen", second.status
    sent = browser.send(f"{path}/versturen", {"may_tell": given["may_tell"]})
    assert sent.status_code == 303, sent.status
    return str(sent.location)


def the_report() -> Report:
    """The newest report."""
    return db.session.scalars(select(Report).order_by(Report.id.desc())).first()


def the_decision() -> Decision:
    """The newest decision."""
    return db.session.scalars(select(Decision).order_by(Decision.id.desc())).first()


def happened() -> list[tuple[str, str, str]]:
    """The history of all reports: role, what, reason."""
    return [(one.role, one.what, one.reason) for one in db.session.scalars(select(ReportEvent).order_by(ReportEvent.id))]


def letters() -> list[OutboxMail]:
    """What lies in the outbox, newest first."""
    return list(db.session.scalars(select(OutboxMail).order_by(OutboxMail.id.desc())))


@pytest.fixture
def desk(people: People, enter: Callable[[Member], Critic]) -> str:
    """A report was sent; gives its page at the desk."""
    send_report(enter(people.reporter), people.reporting)
    return f"/meldingen/{the_report().public_id}"


def decide(browser: Critic, desk: str, **said: str) -> int:
    """Take a report up if need be, decide, and say yes on the page that shows the reasons."""
    if "Pak op" in browser.page(desk).text:
        assert browser.press(desk, f"{desk}/oppakken").location == desk
    shown = browser.send(f"{desk}/besluit", said)
    if shown.status_code != 200:
        return int(shown.status_code)
    found = [one for one in _forms(shown) if "outcome" in one]
    return int(browser.post(f"{desk}/besluit", data={**found[0], "_zeker": "1"}).status_code)


def _forms(response: Any) -> list[dict[str, Any]]:
    """The fields of every form of an answer."""
    return [one["fields"] for one in Page(response).forms()]


@pytest.fixture
def warned(desk: str, people: People, enter: Callable[[Member], Critic]) -> str:
    """The first moderator gave a warning; gives the page at the desk."""
    assert decide(enter(people.first), desk, **WARNED) == 303
    return desk
