"""The made-up network in a database of its own, filled once for all tests that only look."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from hub.app import create_app
from hub.core.db import db
from tests.conftest import cloned, settings_for


@pytest.fixture(scope="session")
def filled(server: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An app whose network is filled."""
    with cloned(server, template) as url:
        made = app_with_demo(url, tmp_path_factory.mktemp("demo"))
        run(made)
        yield made
        with made.app_context():
            db.engine.dispose()


@pytest.fixture
def demo_app(filled: Flask) -> Iterator[Flask]:
    """The same, inside an application context."""
    with filled.app_context():
        filled.extensions["counters"].clear()
        yield filled
        db.session.remove()


@pytest.fixture
def said(demo_app: Flask) -> str:
    """What `hub demo` prints: ways in that nobody used yet."""
    return run(demo_app)


@pytest.fixture
def empty_app(server: str, template: str, tmp_path: Path) -> Iterator[Flask]:
    """An app that may have the made-up network and does not have it yet."""
    with cloned(server, template) as url:
        made = app_with_demo(url, tmp_path)
        with made.app_context():
            yield made
            db.session.remove()
            db.engine.dispose()


def app_with_demo(url: str, instance: Path) -> Flask:
    """The app with DEMO=1."""
    return create_app(settings_for(url, instance, demo="1"))


def run(app: Flask) -> str:
    """Run the command as a terminal does."""
    done = app.test_cli_runner().invoke(args=["hub", "demo"])
    assert done.exit_code == 0, done.output
    return done.output
