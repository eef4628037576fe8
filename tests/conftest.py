"""The real app on the real database: every worker has a clone of the migrated template, every test begins empty."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from coverage import Coverage
from flask import Flask
from flask_migrate import upgrade

from hub import config
from hub.app import create_app
from hub.core import clock as hub_clock
from hub.core import embedded
from hub.core.db import Base, db
from tests.critic import Critic
from tests.factories import Factories

KEPT_LISTS = {"experience_kind", "work_form", "theme", "alembic_version"}
NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
ROOT = Path(__file__).resolve().parent.parent


def not_measured() -> dict[str, str]:
    """The environment for a process in which no lines are counted: what browsers do there takes half the time."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}


@pytest.fixture(scope="module")
def unmeasured() -> Iterator[None]:
    """No lines are counted meanwhile: for what does the same thousands of times, and takes twice as long with counting."""
    counting = Coverage.current()
    if counting is not None:
        counting.stop()
    yield
    if counting is not None:
        counting.start()


def settings_for(url: str, instance: Path, **other: object) -> config.Settings:
    """Settings of a test: everything real, everything on this machine."""
    values = {
        "MODE": "test",
        "DATABASE_URL": url,
        "INSTANCE": str(instance),
        "PUBLIC_BASE_URL": "http://localhost",
        "CONTACT_PERSONS": "Noor Bakker <noor@peerhuis.example>; Ties de Boer <ties@peerhuis.example>",
        "TRUSTED_PERSON": "Hanneke Vos <hanneke@peerhuis.example>",
    }
    return config.read({**values, **{name.upper(): str(value) for name, value in other.items()}})


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> str:
    """URL of the test server's maintenance database: TEST_DATABASE_URL, or the embedded server without fsync."""
    given = os.environ.get("TEST_DATABASE_URL", "")
    return given or embedded.start(ROOT / "instance" / "test", durable=False)


def on(server: str, database: str) -> str:
    """URL of another database on the same server."""
    return sa.make_url(server).set(database=database).render_as_string(hide_password=False)


@contextmanager
def maintenance(server: str) -> Iterator[sa.Connection]:
    """A connection outside transactions, for making and dropping databases."""
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture(scope="session")
def template(server: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Name of a migrated database, made once for all workers of this run, cloned by each."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", uuid.uuid4().hex)[:12]
    name = f"template_{run}"
    with maintenance(server) as connection:
        connection.execute(sa.text("SELECT pg_advisory_lock(4711)"))
        there = connection.scalar(sa.text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name})
        if not there:
            old = connection.scalars(sa.text("SELECT datname FROM pg_database WHERE datname ~ '^(template|test)_[0-9a-f]{12}'"))
            for stale in old.all():
                busy = connection.scalar(
                    sa.text("SELECT count(*) FROM pg_stat_activity WHERE datname LIKE :run"),
                    {"run": f"%{stale.split('_')[1]}%"},
                )
                if not busy:
                    connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{stale}"'))
            connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
            migrate(on(server, name), tmp_path_factory.mktemp("migrate"))
        connection.execute(sa.text("SELECT pg_advisory_unlock(4711)"))
    return name


def migrate(url: str, instance: Path) -> None:
    """Bring a database to the newest revision, as `flask db upgrade` does."""
    app = create_app(settings_for(url, instance))
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        db.engine.dispose()


@contextmanager
def cloned(server: str, template: str) -> Iterator[str]:
    """URL of a fresh clone of the template; dropped afterwards."""
    name = template.replace("template", "test") + "_" + uuid.uuid4().hex[:8]
    with maintenance(server) as connection:
        connection.execute(sa.text("SELECT pg_advisory_lock(4712)"))
        connection.execute(sa.text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
        connection.execute(sa.text("SELECT pg_advisory_unlock(4712)"))
    try:
        yield on(server, name)
    finally:
        with maintenance(server) as connection:
            connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))


@pytest.fixture(scope="session")
def whole_app(server: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The app of this worker, on its own clone."""
    with cloned(server, template) as url:
        app = create_app(settings_for(url, tmp_path_factory.mktemp("instance")))
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def app(whole_app: Flask) -> Iterator[Flask]:
    """The app with empty tables (the kept lists stay), fresh limits, inside an application context."""
    with whole_app.app_context():
        empty()
        whole_app.extensions["counters"].clear()
        yield whole_app
        db.session.remove()


@pytest.fixture
def apart_app(server: str, template: str, tmp_path: Path) -> Iterator[Flask]:
    """An app on a fresh clone of its own: for threads, each on a real connection, and for work that commits by itself."""
    with cloned(server, template) as url:
        app = create_app(settings_for(url, tmp_path))
        yield app
        with app.app_context():
            db.engine.dispose()


def empty() -> None:
    """Remove every row but those of the kept lists, without minding the order, in one round trip."""
    tables = [table.name for table in Base.metadata.sorted_tables if table.name not in KEPT_LISTS]
    with db.engine.begin() as connection:
        gone = "".join(f'DELETE FROM "{name}";' for name in tables)
        connection.exec_driver_sql(f"SET LOCAL session_replication_role = replica; {gone}")


@pytest.fixture
def client(app: Flask) -> Critic:
    """A browser without scripts that checks every page it is given."""
    return Critic(app)


@pytest.fixture
def browser(app: Flask) -> type[Critic]:
    """For more people at once: `browser(app)` is one more browser."""
    return Critic


@pytest.fixture
def make(app: Flask) -> Factories:
    """Facts: `make.member(name="Wim")`. Each is committed."""
    return Factories()


@pytest.fixture
def clock() -> Iterator[object]:
    """Hold the clock at noon of 24 November 2026 in Amsterdam; `clock.at(moment)` holds it elsewhere."""
    with hub_clock.at(NOON):
        yield hub_clock
