"""Notices and how members want to hear of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hub.core.db import UTCDateTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("member_id", sa.BigInteger(), nullable=False, comment="for whom"),
        sa.Column("kind", sa.Text(), nullable=False, comment="kind, declared by a feature; its sentence is fixed"),
        sa.Column("actor_id", sa.BigInteger(), nullable=True, comment="who did it, where that may be said"),
        sa.Column("path", sa.Text(), nullable=False, comment="page where it can be seen"),
        sa.Column("thread", sa.Text(), nullable=False, comment="what belongs together in the list"),
        sa.Column("at", UTCDateTime(), nullable=False, comment="when it happened"),
        sa.Column("read_at", UTCDateTime(), nullable=True, comment="when the member opened it or put it away"),
        sa.Column("mail", sa.Text(), nullable=False, comment="what mail still has to do: none, digest, now, done"),
        sa.Column("public_id", sa.Text(), nullable=False, comment="what a URL shows instead of the key"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint("mail IN ('none', 'digest', 'now', 'done')", name=op.f("ck_notice_mail")),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["member.id"], name=op.f("fk_notice_actor_id_member"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_notice_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("public_id", name=op.f("uq_notice_public_id")),
    )
    op.create_index(op.f("ix_notice_actor_id"), "notice", ["actor_id"], unique=False)
    op.create_index(
        "ix_notice_mail_due", "notice", ["mail", "at"], unique=False, postgresql_where="mail IN ('digest', 'now')"
    )
    op.create_index("ix_notice_member_id_at", "notice", ["member_id", "at"], unique=False)
    op.create_table(
        "notice_choice",
        sa.Column("member_id", sa.BigInteger(), nullable=False, comment="whose choice"),
        sa.Column("by_kind", postgresql.JSONB(), nullable=False, comment="per kind: now, digest or none"),
        sa.Column("stop_key", sa.Text(), nullable=False, comment="secret part of the stop links in mail"),
        sa.Column(
            "digest_sent_at",
            UTCDateTime(),
            nullable=True,
            comment="when the last weekly mail was written",
        ),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_notice_choice_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_choice")),
        sa.UniqueConstraint("member_id", name=op.f("uq_notice_choice_member_id")),
        sa.UniqueConstraint("stop_key", name=op.f("uq_notice_choice_stop_key")),
    )


def downgrade() -> None:
    op.drop_table("notice_choice")
    op.drop_table("notice")
