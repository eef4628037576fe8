"""What tests of the exchange share: people with a browser, and the fields of the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from hub.core import clock
from hub.core.localtime import local_day
from hub.exchange.models import Assignment
from hub.members.models import Member
from tests.critic import Critic, Page


def path_of(assignment: Assignment, page: str = "") -> str:
    """The address of a page about an assignment."""
    return f"/opdrachten/{assignment.public_id}" + (f"/{page}" if page else "")


@pytest.fixture
def as_(app: Flask) -> Callable[[Member], Critic]:
    """A browser in which somebody is logged in."""
    return lambda member: Critic(app).log_in(member)


WHAT = {
    "title": "Training over brieven",
    "about": "Een middag uitleggen hoe een brief leest als je schulden hebt.",
    "for_whom": "organisation",
    "organisation": "Wijkteam Zuid",
    "interested": "yes",
    "interest": "Ik krijg er zelf ook voor betaald.",
}
PAY = {"pay": "paid", "pay_low": "1200", "pay_high": "1300", "pay_unit": "total", "pay_note": "Zonder btw."}
ACCESS = {"travel": "some", "travel_text": "1 keer.", "noise": "quiet", "pace": "own", "equipment": "unknown"}
WORDS = {"why": "Ik geef dit al jaren.", "available": "Op dinsdag.", "stand_in": "Kofi, hij weet ervan."}


def plan(**other: Any) -> dict[str, str]:
    """What is filled in at the second step."""
    today = local_day(clock.now())
    given = {
        "starts_on": (today + timedelta(days=20)).isoformat(),
        "ends_on": (today + timedelta(days=40)).isoformat(),
        "hours": "6",
        "hours_per": "total",
        "place": "both",
        "province": "utrecht",
        "town": "Amersfoort",
        "people": "1",
        "answer_by": (today + timedelta(days=10)).isoformat(),
    }
    return given | {name: str(value) for name, value in other.items()}


def sent_response(browser: Critic, assignment: Assignment, **other: str) -> int:
    """Write a response, look at the check page, send it. Gives the last status."""
    page = browser.send(path_of(assignment, "reageren"), {**WORDS, **other})
    if page.status_code != 200:
        return page.status_code
    return browser.post(path_of(assignment, "reageren"), data={**fields_in(page), "_zeker": "1"}).status_code


def fields_in(response: Any) -> dict[str, Any]:
    """What the check page that was answered with sends along, unseen."""
    form = [one for one in Page(response).tree.iter("form") if "uitloggen" not in one.get("action", "")][-1]
    fields: dict[str, Any] = {}
    for one in form.iter("input"):
        name, value = one.get("name", ""), one.get("value", "")
        fields[name] = [*fields[name], value] if name in fields else [value]
    return fields
