"""Tables: migrations go up and down, agree with the models, and every column says what it means."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade

from hub.app import create_app
from hub.core.db import Base, db
from tests import conftest as house

MIGRATIONS = str(house.ROOT / "migrations")


def test_up_down_up(server: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    with house.cloned(server, template) as url:
        app = create_app(house.settings_for(url, tmp_path_factory.mktemp("instance")))
        with app.app_context():
            downgrade(directory=MIGRATIONS, revision="base")
            left = sa.inspect(db.engine).get_table_names()
            assert left == ["alembic_version"]
            upgrade(directory=MIGRATIONS)
            with db.engine.connect() as connection:
                assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
                kinds = connection.scalar(sa.text("SELECT count(*) FROM experience_kind"))
            db.session.remove()
            db.engine.dispose()
    assert kinds, "the kept lists come with the tables"


@pytest.mark.parametrize("table", sorted(Base.metadata.tables))
def test_every_column_says_what_it_means(table: str) -> None:
    silent = [column.name for column in Base.metadata.tables[table].columns if column.name != "id" and not column.comment]
    assert silent == []


@pytest.mark.parametrize("table", sorted(Base.metadata.tables))
def test_every_reference_is_indexed_or_small(table: str) -> None:
    """Deleting a member must not read whole tables: each reference to one leads an index, or is rarely set."""
    rarely = {
        "given_by_id",
        "invited_by_id",
        "made_by_id",
        "decided_by_id",
        "author_id",
        "shown_consent_id",
        "findable_consent_id",
    }
    whole = Base.metadata.tables[table]
    leading = {next(iter(index.columns)).name for index in whole.indexes}
    for constraint in whole.constraints:
        if isinstance(constraint, sa.UniqueConstraint | sa.PrimaryKeyConstraint):
            leading.add(next(iter(constraint.columns)).name)
    cascading = {
        key.parent.name for key in whole.foreign_keys if key.column.table.name == "member" and key.parent.name not in rarely
    }
    assert cascading <= leading, f"no index leads with {cascading - leading}"
