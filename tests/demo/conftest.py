"""An app that may have the made-up network."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from hub.app import create_app
from hub.core.db import db
from tests.conftest import settings_for


@pytest.fixture
def demo_app(app: Flask) -> Iterator[Flask]:
    """The same database, with DEMO=1."""
    chosen = app.extensions["settings"]
    made = create_app(settings_for(chosen.database_url, chosen.instance, demo="1", field_keys=chosen.field_keys[0]))
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def said(demo_app: Flask) -> str:
    """What `hub demo` printed, after filling the network."""
    return run(demo_app)


def run(app: Flask) -> str:
    """Run the command as a terminal does."""
    done = app.test_cli_runner().invoke(args=["hub", "demo"])
    assert done.exit_code == 0, done.output
    return done.output
