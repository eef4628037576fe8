"""The worker on a database of its own: it commits by itself, in threads and in other processes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask

from hub.app import create_app
from hub.core import mail
from hub.core.db import db
from tests.conftest import NOON, cloned, settings_for


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
def apart_app(server: str, template: str, tmp_path: Path) -> Iterator[Flask]:
    """An app on a fresh clone of the migrated template."""
    with cloned(server, template) as url:
        app = create_app(settings_for(url, tmp_path))
        app.extensions["due"] = ()
        yield app
        with app.app_context():
            db.engine.dispose()


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
