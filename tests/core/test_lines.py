"""Lines to the database: a dead one is seen before it is used, and a read of one row asks again on a new one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask

from hub.core import lines
from hub.core.db import db
from hub.core.lines import MOST_KEPT, OneRow
from hub.core.sessions import BrowserSession
from hub.profiles.models import WorkForm

FIRST = OneRow(sa.select(WorkForm.slug, WorkForm.id).order_by(WorkForm.id).limit(1))
BY_SLUG = OneRow(sa.select(WorkForm.slug).where(WorkForm.slug == sa.bindparam("slug")))
NOW = sa.func.now()
OTHERS = (
    "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


def from_outside(app: Flask, statement: str) -> list[tuple[object, ...]]:
    """Ask on a line that is not the app's."""
    with app.app_context():
        url = db.engine.url
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(statement))]


def hang_up(app: Flask) -> int:
    """The server ends every line of the app, as a restart of it would. Gives how many; returns when they are gone."""
    ended = len(from_outside(app, f"SELECT pg_terminate_backend(pid, 5000) {OTHERS}"))
    assert from_outside(app, f"SELECT pid {OTHERS}") == []
    return ended


def test_a_row_has_its_columns_by_name_and_none_is_none(apart_app: Flask) -> None:
    with apart_app.app_context():
        found = FIRST()
        assert found == (found.slug, found.id)
        assert BY_SLUG({"slug": found.slug}).slug == found.slug
        assert BY_SLUG({"slug": "niets"}) is None


def test_a_row_is_what_was_committed_and_not_what_is_only_intended(apart_app: Flask) -> None:
    with apart_app.app_context():
        slug = FIRST().slug
        change = sa.update(WorkForm).where(WorkForm.slug == slug).values(slug="anders")
        db.session.execute(change)
        assert BY_SLUG({"slug": "anders"}) is None
        db.session.commit()
        assert BY_SLUG({"slug": "anders"}).slug == "anders"
        assert BY_SLUG({"slug": slug}) is None


def test_moments_come_back_as_everywhere_else(apart_app: Flask) -> None:
    read = OneRow(sa.select(BrowserSession.seen_at, BrowserSession.data))
    with apart_app.app_context():
        assert read() is None
        db.session.execute(
            sa.insert(BrowserSession).values(
                key_hash="x", data={"a": [1]}, device="", own_device=False, staff=False,
                created_at=NOW, seen_at=NOW, ends_at=NOW,
            )
        )  # fmt: skip
        db.session.commit()
        found = read()
        expected = db.session.execute(sa.select(BrowserSession.seen_at, BrowserSession.data)).one()
    assert found == tuple(expected)
    assert found.seen_at.tzinfo is expected.seen_at.tzinfo


def test_a_read_leaves_no_transaction_open(apart_app: Flask) -> None:
    with apart_app.app_context():
        FIRST()
    assert {state for (state,) in from_outside(apart_app, f"SELECT state {OTHERS}")} == {"idle"}


def test_after_the_server_hung_up_the_next_read_and_the_next_page_answer(apart_app: Flask) -> None:
    with apart_app.app_context():
        FIRST()
        db.session.execute(sa.select(WorkForm.id))
        db.session.rollback()
    for _ in range(2):
        assert hang_up(apart_app) >= 2
        with apart_app.app_context():
            assert FIRST() is not None
            assert db.session.scalar(sa.select(sa.func.count()).select_from(WorkForm)) > 0
            db.session.rollback()


def test_a_database_that_is_gone_is_said_and_recovers_by_itself(apart_app: Flask, server: str) -> None:
    client = apart_app.test_client()
    assert client.get("/agenda/alle.ics").status_code == 200
    with apart_app.app_context():
        name = db.engine.url.database
    maintenance = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)

    def let(allowed: str) -> None:
        with maintenance.connect() as connection:
            connection.execute(sa.text(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS {allowed}'))
            gone = sa.text("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = :name")
            connection.execute(gone, {"name": name})

    let("false")
    try:
        for path in ("/agenda/alle.ics", "/agenda"):
            answer = client.get(path)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10"), path
    finally:
        let("true")
    for path in ("/agenda/alle.ics", "/agenda"):
        assert client.get(path).status_code == 200, path


def test_a_line_is_only_asked_when_it_was_quiet_for_long(apart_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    with apart_app.app_context():
        engine = db.engine
        real = engine.dialect.do_ping
        monkeypatch.setattr(engine.dialect, "do_ping", lambda line: asked.append(line) or real(line))
        for quiet, times in ((30.0, 0), (0.0, 3)):
            monkeypatch.setattr(lines, "QUIET_SECONDS", quiet)
            for _ in range(3):
                with engine.connect() as connection:
                    connection.execute(sa.text("SELECT 1"))
            assert len(asked) == times


def test_many_at_once_share_a_few_lines(apart_app: Flask) -> None:
    with apart_app.app_context():
        expected = FIRST()

        def ask(_number: int) -> object:
            with apart_app.app_context():
                return FIRST()

        with ThreadPoolExecutor(24) as pool:
            assert set(pool.map(ask, range(400))) == {expected}
    assert len(from_outside(apart_app, f"SELECT pid {OTHERS}")) <= MOST_KEPT


def test_all_in_use_for_long_is_said(apart_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "PATIENCE_SECONDS", 0.01)
    turn = apart_app.extensions["read_lines"]._turn
    for _ in range(MOST_KEPT):
        turn.acquire()
    try:
        assert apart_app.test_client().get("/agenda/alle.ics").status_code == 503
    finally:
        for _ in range(MOST_KEPT):
            turn.release()
    assert apart_app.test_client().get("/agenda/alle.ics").status_code == 200


def test_a_mistake_in_a_read_is_not_hidden(apart_app: Flask) -> None:
    with apart_app.app_context(), pytest.raises(psycopg.errors.UndefinedTable):
        OneRow(sa.select(sa.column("x")).select_from(sa.table("bestaat_niet")))()
