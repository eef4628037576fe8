"""Gatherings of whole days, the exact place, and who reads the address.

Gatherings that are there keep showing their address. Going back down takes venue and street away where they were only
for who is coming: without this column everybody would read them. Their organisers fill them in again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

CHECKS = {
    "whole_day": "NOT whole_day OR ends_at - starts_at >= interval '23 hours'",
    "address_for": "address_for IN ('everybody', 'coming')",
    "point": "(latitude IS NULL) = (longitude IS NULL)",
    "point_on_earth": "latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180",
}


def upgrade() -> None:
    op.add_column(
        "gathering",
        sa.Column(
            "whole_day",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="fills its days: Dutch midnight before the first to the one after the last, so that order and windows hold",
        ),
    )
    op.add_column(
        "gathering",
        sa.Column(
            "moved_from_whole_day",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="it filled its days before it was last moved",
        ),
    )
    op.add_column(
        "gathering",
        sa.Column(
            "address_for",
            sa.Text(),
            nullable=False,
            server_default="everybody",
            comment="who reads venue and street: everybody who sees it, or only who is coming",
        ),
    )
    op.add_column(
        "gathering",
        sa.Column("latitude", sa.Float(), nullable=True, comment="degrees north of the exact place, for GEO in calendars"),
    )
    op.add_column(
        "gathering",
        sa.Column("longitude", sa.Float(), nullable=True, comment="degrees east of the exact place, for GEO in calendars"),
    )
    for name in ("whole_day", "moved_from_whole_day", "address_for"):
        op.alter_column("gathering", name, server_default=None)
    for name, condition in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_gathering_{name}"), "gathering", condition)


def downgrade() -> None:
    op.execute("UPDATE gathering SET venue = '', street = '' WHERE address_for = 'coming'")
    for name in CHECKS:
        op.drop_constraint(op.f(f"ck_gathering_{name}"), "gathering", type_="check")
    for name in ("longitude", "latitude", "address_for", "moved_from_whole_day", "whole_day"):
        op.drop_column("gathering", name)
