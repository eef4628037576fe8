"""Lines to a room in tests: the library's own client, with what it heard kept."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from flask import Flask
from flask_socketio import SocketIOTestClient

from hub.core.db import db
from hub.core.socket import socketio
from hub.core.ticket import ticket_for
from tests.critic import Critic
from tests.intervision.conftest import Table

Sent = dict[str, Any]
ORIGIN = "http://localhost"
NOTHING: Sent = {}


class Wire:
    """One open line of one person, and everything that ever came over it."""

    def __init__(self, app: Flask, browser: Critic, room: str, origin: str | None = ORIGIN, auth: Any = None) -> None:
        headers = {} if origin is None else {"Origin": origin}
        self.app, self.room, self.numbers = app, room, count(1)
        with self._as_in_life():
            auth = auth or {"ticket": ticket_for(browser.person, room)}
            self.client: SocketIOTestClient = socketio.test_client(app, flask_test_client=browser, headers=headers, auth=auth)
        self.frames: list[Sent] = []
        self.everything: list[Any] = []

    @contextmanager
    def _as_in_life(self) -> Iterator[None]:
        """Nothing is remembered from what came before, and the test reads what was saved."""
        with self.app.app_context():
            yield
            db.session.remove()
        db.session.expire_all()

    @property
    def is_open(self) -> bool:
        """Whether the server did not close it."""
        return bool(self.client.is_connected())

    def say(self, event: str, *sent: Any) -> Any:
        """Send anything; the answer."""
        with self._as_in_life():
            answer = self.client.emit(event, *sent, callback=True)
        self.everything.append(answer)
        return answer

    def hello(self, last: Any = None, **more: Any) -> Sent:
        """Come in, or come back after a number."""
        answer: Sent = self.say("hello", {"v": 1, "room": self.room, "last_lsn": last, **more})
        return answer

    def command(self, kind: str, data: Any = NOTHING, **more: Any) -> Sent:
        """One command in its envelope; `more` changes the envelope."""
        sent = {
            "v": 1, "room": self.room, "id": str(uuid.uuid4()), "cseq": next(self.numbers), "epoch": None, "type": kind,
            "data": data,
        }  # fmt: skip
        answer: Sent = self.say("cmd", {**sent, **more})
        return answer

    def heard(self) -> list[Sent]:
        """What came since the last time one asked."""
        if not self.client.is_connected():
            return []
        new = [packet["args"][0] for packet in self.client.get_received() if packet["name"] == "evt"]
        self.frames += new
        self.everything += new
        return new

    def close(self) -> None:
        """The line is lost, or hung up."""
        if self.is_open:
            self.heard()
            with self._as_in_life():
                self.client.disconnect()


@contextmanager
def lines_of(table: Table) -> Iterator[dict[str, Wire]]:
    """A line for each at the table."""
    wires = {name: Wire(table.app, browser, table.session.public_id) for name, browser in table.browsers.items()}
    try:
        yield wires
    finally:
        for wire in wires.values():
            wire.close()
