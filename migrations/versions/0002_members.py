"""Accounts, roles, blocks, consents, links by mail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hub.core.db import UTCDateTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "member",
        sa.Column("email", sa.Text(), nullable=False, comment="address for mail, in its one canonical form"),
        sa.Column("name", sa.Text(), nullable=False, comment="the name to use, seen by every member"),
        sa.Column(
            "sort_key", sa.Text(), nullable=False, comment="what lists by name are sorted by, made from the name"
        ),
        sa.Column("password", sa.Text(), nullable=True, comment="argon2id hash; null for who only uses links by mail"),
        sa.Column("fs_uniquifier", sa.Text(), nullable=False, comment="key that sessions know the account by"),
        sa.Column("active", sa.Boolean(), nullable=False, comment="whether the account may log in at all"),
        sa.Column("state", sa.Text(), nullable=False, comment="applicant, member, suspended or left"),
        sa.Column("is_partner", sa.Boolean(), nullable=False, comment="an official or professional, visibly different"),
        sa.Column("paused_at", UTCDateTime(), nullable=True, comment="since when the member is on pause"),
        sa.Column("welcomed_at", UTCDateTime(), nullable=True, comment="when a moderator welcomed the member"),
        sa.Column("created_at", UTCDateTime(), nullable=False, comment="when the account was made"),
        sa.Column("look", postgresql.JSONB(), nullable=False, comment="the choices of /weergave"),
        sa.Column(
            "calendar_changed_at",
            UTCDateTime(),
            nullable=False,
            comment="last change of anything this member's calendar shows",
        ),
        sa.Column("public_id", sa.Text(), nullable=False, comment="what a URL shows instead of the key"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint("state IN ('applicant', 'member', 'suspended', 'left')", name=op.f("ck_member_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
        sa.UniqueConstraint("email", name=op.f("uq_member_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_member_fs_uniquifier")),
        sa.UniqueConstraint("public_id", name=op.f("uq_member_public_id")),
    )
    op.create_index("ix_member_state_sort_key", "member", ["state", "sort_key"], unique=False)
    op.create_table(
        "block",
        sa.Column("blocker_id", sa.BigInteger(), nullable=False, comment="who blocked"),
        sa.Column("blocked_id", sa.BigInteger(), nullable=False, comment="who is blocked"),
        sa.Column("at", UTCDateTime(), nullable=False, comment="since when"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint("blocker_id <> blocked_id", name=op.f("ck_block_not_oneself")),
        sa.ForeignKeyConstraint(
            ["blocked_id"], ["member.id"], name=op.f("fk_block_blocked_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["blocker_id"], ["member.id"], name=op.f("fk_block_blocker_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_block")),
        sa.UniqueConstraint("blocker_id", "blocked_id", name=op.f("uq_block_blocker_id_blocked_id")),
    )
    op.create_index("ix_block_blocked_id_blocker_id", "block", ["blocked_id", "blocker_id"], unique=False)
    op.create_table(
        "consent",
        sa.Column("member_id", sa.BigInteger(), nullable=False, comment="who said yes"),
        sa.Column(
            "purpose", sa.Text(), nullable=False, comment="to what: house_rules, experience_shown, experience_findable"
        ),
        sa.Column("subject", sa.Text(), nullable=False, comment="about which thing, where there are several"),
        sa.Column("text_version", sa.Text(), nullable=False, comment="version of the text that was shown"),
        sa.Column("text_sha256", sa.Text(), nullable=False, comment="SHA-256 of that text"),
        sa.Column("channel", sa.Text(), nullable=False, comment="where: web or paper"),
        sa.Column("given_at", UTCDateTime(), nullable=False, comment="when the yes was given"),
        sa.Column("withdrawn_at", UTCDateTime(), nullable=True, comment="when it was taken back"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_consent_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index("ix_consent_member_id_purpose", "consent", ["member_id", "purpose"], unique=False)
    op.create_table(
        "mail_link",
        sa.Column("member_id", sa.BigInteger(), nullable=False, comment="for whom"),
        sa.Column("purpose", sa.Text(), nullable=False, comment="log_in or recover"),
        sa.Column("token_hash", sa.Text(), nullable=False, comment="SHA-256 of the secret in the link"),
        sa.Column("next_path", sa.Text(), nullable=False, comment="where to go on to after logging in"),
        sa.Column("expires_at", UTCDateTime(), nullable=False, comment="works until then"),
        sa.Column("used_at", UTCDateTime(), nullable=True, comment="when it was used"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint("purpose IN ('log_in', 'recover')", name=op.f("ck_mail_link_purpose")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_mail_link_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_mail_link_token_hash")),
    )
    op.create_index(op.f("ix_mail_link_member_id"), "mail_link", ["member_id"], unique=False)
    op.create_table(
        "role_term",
        sa.Column("member_id", sa.BigInteger(), nullable=False, comment="who holds it"),
        sa.Column("name", sa.Text(), nullable=False, comment="moderator or operator"),
        sa.Column("since", UTCDateTime(), nullable=False, comment="from when"),
        sa.Column("ended_at", UTCDateTime(), nullable=True, comment="until when; null while it runs"),
        sa.Column("given_by_id", sa.BigInteger(), nullable=True, comment="who gave it; null at the command line"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint("name IN ('moderator', 'operator')", name=op.f("ck_role_term_name")),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["member.id"], name=op.f("fk_role_term_given_by_id_member"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_role_term_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_term")),
    )
    op.create_index(
        "uq_role_term_running", "role_term", ["member_id", "name"], unique=True, postgresql_where="ended_at IS NULL"
    )


def downgrade() -> None:
    op.drop_table("mail_link")
    op.drop_table("consent")
    op.drop_table("block")
    op.drop_table("role_term")
    op.drop_table("member")
