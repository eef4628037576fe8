"""What tests of the agenda share: counting reads, and reading calendars as apps do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from icalendar import Calendar

from hub.core.db import db


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that reach the database meanwhile."""
    statements: list[str] = []

    def note(connection, cursor, statement, *rest):
        statements.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)


@pytest.fixture
def statements(app) -> Callable[[], object]:
    """`with statements() as seen:` collects what is asked of the database."""
    return counted


def events_in(response) -> list[Calendar]:
    """The events of a calendar answer, read by an independent library."""
    assert response.status_code == 200, response.status
    return Calendar.from_ical(response.data).walk("VEVENT")


def titles_in(response) -> list[str]:
    """Their titles."""
    return [str(event["summary"]) for event in events_in(response)]
