"""Letters, and people who want to come in."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from hub.core.db import db
from hub.core.mail import OutboxMail
from hub.joining.models import Application
from tests.critic import Critic
from tests.factories import Factories

WHY = "Ik wil leren van mensen die ook voor zichzelf werken."
FILLED = {"name": "Yara", "email": "yara@voorbeeld.example", "why": WHY, "stage": "rather_not"}


def letters(to: str = "") -> list[OutboxMail]:
    """What lies in the outbox, newest first; all of it, or what goes to one address."""
    found = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id.desc()))
    return [one for one in found if to in ("", one.to_address)]


def link_in(letter: OutboxMail) -> str:
    """The path of the first link in a letter."""
    found = re.search(r"http://localhost(/\S+)", letter.text)
    assert found, letter.text
    return found.group(1)


def the_application() -> Application:
    """The newest application."""
    return db.session.scalars(select(Application).order_by(Application.id.desc())).first()


def press(browser: Critic, fields: dict[str, str], *, path: str, **typed: str) -> int:
    """Send a form that was drawn before; what the answer was."""
    return int(browser.post(path, data={**fields, **typed}).status_code)


@pytest.fixture
def applied(app: Flask) -> Callable[..., Application]:
    """Somebody applied and confirmed the address, through the pages."""

    def apply(name: str = "Yara", email: str = "yara@voorbeeld.example") -> Application:
        browser = Critic(app)
        assert browser.send("/meedoen", {**FILLED, "name": name, "email": email}).status_code == 303
        assert browser.send(link_in(letters(email)[0])).location == "/meedoen/klaar"
        app.extensions["counters"].clear()
        return the_application()

    return apply


@pytest.fixture
def moderator(app: Flask, make: Factories) -> Critic:
    """A browser of a moderator called Marijke."""
    return Critic(app).log_in(make.member(name="Marijke Vos", roles=("moderator",)))
