"""Gatherings from before there were whole days: what they showed stays, and going back shows nobody more."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask_migrate import downgrade, upgrade

from hub.app import create_app
from hub.core.db import db
from tests import conftest as house

MIGRATIONS = str(house.ROOT / "migrations")
ROW = """
INSERT INTO gathering (uid, sequence, title, source, html, starts_at, ends_at, form, venue, street, town, province, access,
    themes, status, cancel_note, created_at, changed_at, public_id, audience, to_contacts, to_circles)
VALUES (gen_random_uuid(), 0, :title, '', '', now(), now() + interval '1 hour', 'place', 'Huis', 'Kade 3', 'Zwolle',
    'overijssel', '{}', '{}', 'confirmed', '', now(), now(), :title, 'public', false, '{}')
"""


def rows(columns: str) -> list[tuple[object, ...]]:
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(f"SELECT {columns} FROM gathering ORDER BY title"))]


def test_up_keeps_addresses_shown_and_down_shows_none_that_was_not(
    server: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with house.cloned(server, template) as url:
        app = create_app(house.settings_for(url, tmp_path_factory.mktemp("instance")))
        with app.app_context():
            downgrade(directory=MIGRATIONS, revision="0009")
            with db.engine.begin() as connection:
                for title in ("open", "verborgen"):
                    connection.execute(sa.text(ROW), {"title": title})
            upgrade(directory=MIGRATIONS)
            assert rows("title, venue, address_for, whole_day, latitude") == [
                (title, "Huis", "everybody", False, None) for title in ("open", "verborgen")
            ]
            with db.engine.begin() as connection:
                connection.execute(sa.text("UPDATE gathering SET address_for = 'coming' WHERE title = 'verborgen'"))
            downgrade(directory=MIGRATIONS, revision="0009")
            assert rows("title, venue, street, town") == [("open", "Huis", "Kade 3", "Zwolle"), ("verborgen", "", "", "Zwolle")]
            db.session.remove()
            db.engine.dispose()
