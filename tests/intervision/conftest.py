"""A circle at its table, each with a browser without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from hub.core import clock as hub_clock
from hub.core.beat import round_of
from hub.core.db import db
from hub.intervision.models import Session
from hub.intervision.queries import log as logs
from hub.intervision.rules.room import Room
from hub.members.models import Member
from tests.conftest import NOON
from tests.critic import Critic, Page
from tests.factories import Factories
from tests.intervision.evening import Evening


@dataclass
class Table:
    """A room under test: who sits at it, and what they do by forms."""

    app: Flask
    session: Session
    members: dict[str, Member]
    browsers: dict[str, Critic] = field(default_factory=dict)
    passed: timedelta = timedelta(0)
    clock: ExitStack = field(default_factory=ExitStack)

    @property
    def path(self) -> str:
        """Where the room is."""
        return f"/intervisie/{self.session.public_id}/kamer"

    @property
    def room(self) -> Room:
        """The room as the log has it."""
        db.session.expire_all()
        logs.kept().forget(self.session.id)
        return logs.log_of(self.session).room

    def who(self, name: str) -> str:
        """What somebody is known by in the room."""
        return self.members[name].public_id

    def page(self, name: str) -> Page:
        """What somebody sees."""
        return self.browsers[name].page(self.path)

    def sit(self, *names: str) -> None:
        """Come in by the button on the page of the session."""
        for name in names:
            page = f"/intervisie/{self.session.public_id}"
            answer = self.browsers[name].send(page, {"type": "room.hello"}, at=self.path)
            assert answer.status_code == 303, answer.get_data(as_text=True)

    def do(self, name: str, command: str, **fields: object) -> TestResponse:
        """Send a command as its form does, also where the page shows no such button."""
        page = self.page(name)
        mark = next(one["fields"] for one in page.forms() if one["action"] == self.path)
        sent = {"csrf_token": mark["csrf_token"], "type": command, "epoch": str(self.room.epoch), **fields}
        return self.browsers[name].post(self.path, data=sent)

    def done(self, name: str, command: str, **fields: object) -> None:
        """The same, which must be accepted."""
        answer = self.do(name, command, **fields)
        assert answer.status_code == 303, Page(answer).text

    def refused(self, name: str, command: str, **fields: object) -> str:
        """The same, which must be refused; what the page says about it."""
        answer = self.do(name, command, **fields)
        assert answer.status_code == 422, f"{command} was accepted"
        return Page(answer).text

    def wait(self, seconds: float) -> None:
        """Let time pass, and the room do what is due."""
        self.passed += timedelta(seconds=seconds)
        self.hold(self.passed)
        assert round_of(self.app)

    def hold(self, since_noon: timedelta) -> None:
        """Hold the clock this long after noon."""
        self.clock.close()
        self.clock.enter_context(hub_clock.at(NOON + since_noon))

    def on(self, name: str) -> None:
        """Who leads announces the next step, and it comes."""
        self.done(name, "phase.advance", to="next")
        self.wait(10)

    def to(self, key: str, by: str = "noor") -> None:
        """Go on to a phase, by who leads."""
        while self.room.phase is None or self.room.phase.key != key:
            if self.room.phase is not None and self.room.phase.key == "kiezen" and not self.room.cases:
                self.done("sam", "case.offer", title="Hoe zeg ik nee tegen een vaste klant?")
            self.on(by)


@pytest.fixture
def table(app: Flask, browser: type[Critic], make: Factories, clock: object) -> Iterator[Table]:
    """Noor leads, Ali is the reserve, Sam and Bo take part; the session begins now."""
    app.extensions.pop("room_beats", None)  # what another test did at this moment of a clock that stands still
    members = {name.lower(): make.member(name) for name in ("Noor", "Ali", "Sam", "Bo")}
    circle = make.circle(members["ali"], members["sam"], members["bo"], hosts=(members["noor"],))
    session = make.session(circle, members["noor"], members["ali"])
    found = Table(app, session, members)
    found.browsers = {name: browser(app).log_in(member) for name, member in members.items()}
    yield found
    found.clock.close()


@pytest.fixture
def begun(table: Table) -> Table:
    """All four sit, and the first phase runs."""
    table.sit("noor", "ali", "sam", "bo")
    table.done("noor", "room.start")
    return table


@pytest.fixture
def evening() -> Evening:
    """Four at a table, in the lobby."""
    return Evening()
