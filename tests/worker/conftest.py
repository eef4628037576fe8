"""The worker on a database of its own: it commits by itself, in threads and in other processes."""

from __future__ import annotations

import threading
from datetime import datetime
from email.message import EmailMessage

import pytest
from flask import Flask

from hub.core import mail
from hub.core.db import db
from tests.conftest import NOON


class Post:
    """A mail server that keeps what it is given, and can be told to fail."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.before: list[BaseException] = []
        self.after: list[BaseException] = []
        self.lock = threading.Lock()

    def __call__(self, message: EmailMessage) -> None:
        with self.lock:
            if self.before:
                raise self.before.pop(0)
            self.taken.append(message)
            if self.after:
                raise self.after.pop(0)

    @property
    def ids(self) -> list[str]:
        """Message-IDs in the order they came."""
        return [str(one["Message-ID"]) for one in self.taken]


@pytest.fixture
def apart_app(apart_app: Flask) -> Flask:
    """Without any due actions but those a test gives."""
    apart_app.extensions["due"] = ()
    return apart_app


@pytest.fixture
def post() -> Post:
    """The mail server."""
    return Post()


def write(app: Flask, count: int = 1, at: datetime = NOON) -> list[str]:
    """Put letters in the outbox; their Message-IDs."""
    with app.app_context():
        letters = [mail.post(f"lid{n}@peerhuis.example", "Er is een seintje voor je", f"Brief {n}", at) for n in range(count)]
        ids = [one.message_id for one in letters]
        db.session.commit()
    return ids
