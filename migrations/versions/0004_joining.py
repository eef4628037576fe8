"""The two ways in, and who greets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from hub.core.db import UTCDateTime

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "greeting",
        sa.Column("newcomer_id", sa.BigInteger(), nullable=False, comment="who is new"),
        sa.Column("greeter_id", sa.BigInteger(), nullable=False, comment="who is asked"),
        sa.Column("state", sa.Text(), nullable=False, comment="asked, accepted, declined or done"),
        sa.Column("asked_at", UTCDateTime(), nullable=False, comment="when the greeter was asked"),
        sa.Column("settled_at", UTCDateTime(), nullable=True, comment="when the greeter answered"),
        sa.Column("public_id", sa.Text(), nullable=False, comment="what a URL shows instead of the key"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint("state IN ('asked', 'accepted', 'declined', 'done')", name=op.f("ck_greeting_state")),
        sa.ForeignKeyConstraint(
            ["greeter_id"], ["member.id"], name=op.f("fk_greeting_greeter_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["newcomer_id"], ["member.id"], name=op.f("fk_greeting_newcomer_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_greeting")),
        sa.UniqueConstraint("public_id", name=op.f("uq_greeting_public_id")),
    )
    op.create_index(op.f("ix_greeting_greeter_id"), "greeting", ["greeter_id"], unique=False)
    op.create_index(op.f("ix_greeting_newcomer_id"), "greeting", ["newcomer_id"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("inviter_id", sa.BigInteger(), nullable=False, comment="who invites"),
        sa.Column(
            "name", sa.Text(), nullable=False, comment="how the inviter calls the invited; erased once used or ended"
        ),
        sa.Column("email", sa.Text(), nullable=False, comment="address it goes to; erased once used or ended"),
        sa.Column("token_hash", sa.Text(), nullable=False, comment="SHA-256 of the secret in the link"),
        sa.Column("created_at", UTCDateTime(), nullable=False, comment="when it was made"),
        sa.Column("expires_at", UTCDateTime(), nullable=False, comment="works until then"),
        sa.Column("used_at", UTCDateTime(), nullable=True, comment="when it was used"),
        sa.Column("withdrawn_at", UTCDateTime(), nullable=True, comment="when the inviter took it back"),
        sa.Column("public_id", sa.Text(), nullable=False, comment="what a URL shows instead of the key"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["inviter_id"], ["member.id"], name=op.f("fk_invitation_inviter_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("public_id", name=op.f("uq_invitation_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_index(
        "ix_invitation_inviter_id_created_at", "invitation", ["inviter_id", "created_at"], unique=False
    )
    op.create_table(
        "application",
        sa.Column("member_id", sa.BigInteger(), nullable=True, comment="the account, once the address is confirmed"),
        sa.Column("invitation_id", sa.BigInteger(), nullable=True, comment="the invitation it came from, if any"),
        sa.Column("name", sa.Text(), nullable=False, comment="name to use; erased once there is an account"),
        sa.Column(
            "email", sa.Text(), nullable=False, comment="address, canonical; erased once there is an account"
        ),
        sa.Column(
            "why_sealed",
            sa.LargeBinary(),
            nullable=True,
            comment="why they want to join, encrypted; erased once decided",
        ),
        sa.Column(
            "stage",
            sa.Text(),
            nullable=True,
            comment="orienting, planning, self_employed, cooperative, employed or rather_not; null when not asked",
        ),
        sa.Column(
            "state", sa.Text(), nullable=False, comment="unconfirmed, waiting, asked, welcomed, declined or ended"
        ),
        sa.Column("since", UTCDateTime(), nullable=False, comment="since when it is in this state"),
        sa.Column("confirm_hash", sa.Text(), nullable=True, comment="SHA-256 of the secret that confirms the address"),
        sa.Column(
            "confirm_until",
            UTCDateTime(),
            nullable=True,
            comment="the confirming link works until then",
        ),
        sa.Column("decline_kind", sa.Text(), nullable=True, comment="kind of reason when declined, from a short list"),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True, comment="moderator"),
        sa.Column("created_at", UTCDateTime(), nullable=False, comment="when it was written"),
        sa.Column("public_id", sa.Text(), nullable=False, comment="what a URL shows instead of the key"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint(
            "state IN ('unconfirmed', 'waiting', 'asked', 'welcomed', 'declined', 'ended')",
            name=op.f("ck_application_state"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["member.id"], name=op.f("fk_application_decided_by_id_member"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitation.id"],
            name=op.f("fk_application_invitation_id_invitation"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_application_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint("confirm_hash", name=op.f("uq_application_confirm_hash")),
        sa.UniqueConstraint("invitation_id", name=op.f("uq_application_invitation_id")),
        sa.UniqueConstraint("member_id", name=op.f("uq_application_member_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_application_public_id")),
    )
    op.create_index(op.f("ix_application_email"), "application", ["email"], unique=False)
    op.create_index("ix_application_state_created_at", "application", ["state", "created_at"], unique=False)
    op.create_table(
        "application_question",
        sa.Column("application_id", sa.BigInteger(), nullable=False, comment="the application it is about"),
        sa.Column(
            "question_sealed", sa.LargeBinary(), nullable=True, comment="what a moderator asked, encrypted"
        ),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=True, comment="what was answered, encrypted"),
        sa.Column("asked_at", UTCDateTime(), nullable=False, comment="when it was asked"),
        sa.Column("answered_at", UTCDateTime(), nullable=True, comment="when it was answered"),
        sa.Column("public_id", sa.Text(), nullable=False, comment="what a URL shows instead of the key"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_application_question_application_id_application"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_question")),
        sa.UniqueConstraint("public_id", name=op.f("uq_application_question_public_id")),
    )
    op.create_index(
        op.f("ix_application_question_application_id"), "application_question", ["application_id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("greeting")
    op.drop_table("application_question")
    op.drop_table("application")
    op.drop_table("invitation")
