"""Alembic on the app's own engine; run by `flask --app wsgi db …`."""

from __future__ import annotations

from alembic import context
from flask import current_app

from hub.agenda import models as agenda
from hub.circles import models as circles
from hub.contacts import models as contacts
from hub.core import drafts, mail, once, sessions
from hub.core.db import Base
from hub.joining import models as joining
from hub.members import models as members
from hub.notices import models as notices
from hub.profiles import models as profiles

TABLES_FROM = (agenda, circles, contacts, drafts, mail, once, sessions, joining, members, notices, profiles)

db = current_app.extensions["migrate"].db


def include(thing: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:
    """Compare everything that belongs to us."""
    return name != "alembic_version"


def run() -> None:
    """Run the revisions, each in its own transaction."""
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            include_object=include,
            compare_server_default=False,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
