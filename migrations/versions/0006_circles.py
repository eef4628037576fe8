"""Circles with their agreements and members."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from hub.core.db import UTCDateTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "circle",
        sa.Column("name", sa.Text(), nullable=False, comment="name on screen"),
        sa.Column("sort_key", sa.Text(), nullable=False, comment="what lists are sorted by"),
        sa.Column("purpose", sa.Text(), nullable=False, comment="what it is for, in a few plain sentences"),
        sa.Column("made_by_id", sa.BigInteger(), nullable=True, comment="moderator"),
        sa.Column("made_at", UTCDateTime(), nullable=False, comment="when it was made"),
        sa.Column("closed_at", UTCDateTime(), nullable=True, comment="when it was closed"),
        sa.Column("public_id", sa.Text(), nullable=False, comment="what a URL shows instead of the key"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["member.id"], name=op.f("fk_circle_made_by_id_member"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle")),
        sa.UniqueConstraint("public_id", name=op.f("uq_circle_public_id")),
    )
    op.create_table(
        "circle_agreement",
        sa.Column("circle_id", sa.BigInteger(), nullable=False, comment="of which circle"),
        sa.Column("version", sa.BigInteger(), nullable=False, comment="1, 2, 3 …"),
        sa.Column("source", sa.Text(), nullable=False, comment="the text, in Markdown"),
        sa.Column("html", sa.Text(), nullable=False, comment="the text, rendered when it was saved"),
        sa.Column("at", UTCDateTime(), nullable=False, comment="since when"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circle.id"], name=op.f("fk_circle_agreement_circle_id_circle"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle_agreement")),
        sa.UniqueConstraint("circle_id", "version", name=op.f("uq_circle_agreement_circle_id_version")),
    )
    op.create_table(
        "circle_member",
        sa.Column("circle_id", sa.BigInteger(), nullable=False, comment="which circle"),
        sa.Column("member_id", sa.BigInteger(), nullable=False, comment="who"),
        sa.Column("role", sa.Text(), nullable=False, comment="member or host"),
        sa.Column("state", sa.Text(), nullable=False, comment="invited, member, paused, left or declined"),
        sa.Column("invited_by_id", sa.BigInteger(), nullable=True, comment="who invited"),
        sa.Column(
            "agreed_version", sa.BigInteger(), nullable=True, comment="version of the agreement this member said yes to"
        ),
        sa.Column("agreed_at", UTCDateTime(), nullable=True, comment="when"),
        sa.Column("since", UTCDateTime(), nullable=False, comment="since when in this state"),
        sa.Column("public_id", sa.Text(), nullable=False, comment="what a URL shows instead of the key"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint("role IN ('member', 'host')", name=op.f("ck_circle_member_role")),
        sa.CheckConstraint(
            "state IN ('invited', 'member', 'paused', 'left', 'declined')", name=op.f("ck_circle_member_state")
        ),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circle.id"], name=op.f("fk_circle_member_circle_id_circle"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["member.id"], name=op.f("fk_circle_member_invited_by_id_member"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_circle_member_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle_member")),
        sa.UniqueConstraint("circle_id", "member_id", name=op.f("uq_circle_member_circle_id_member_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_circle_member_public_id")),
    )
    op.create_index("ix_circle_member_member_id_state", "circle_member", ["member_id", "state"], unique=False)


def downgrade() -> None:
    op.drop_table("circle_member")
    op.drop_table("circle_agreement")
    op.drop_table("circle")
