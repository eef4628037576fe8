"""When the worker last did what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from hub.core.db import UTCDateTime

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "worker_mark",
        sa.Column("name", sa.Text(), nullable=False, comment="'round', or the name of a sweep"),
        sa.Column("at", UTCDateTime(), nullable=False, comment="when it last ended well"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worker_mark")),
        sa.UniqueConstraint("name", name=op.f("uq_worker_mark_name")),
    )


def downgrade() -> None:
    op.drop_table("worker_mark")
