"""Contact requests, contacts and conversations of two."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from hub.core.db import UTCDateTime

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "contact",
        sa.Column("low_id", sa.BigInteger(), nullable=False, comment="one of the two"),
        sa.Column("high_id", sa.BigInteger(), nullable=False, comment="the other"),
        sa.Column("since", UTCDateTime(), nullable=False, comment="when both had said yes"),
        sa.Column(
            "ended_at",
            UTCDateTime(),
            nullable=True,
            comment="when one of them ended it; set free by a new yes",
        ),
        sa.Column("public_id", sa.Text(), nullable=False, comment="what a URL shows instead of the key"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint("low_id < high_id", name=op.f("ck_contact_pair_order")),
        sa.ForeignKeyConstraint(["high_id"], ["member.id"], name=op.f("fk_contact_high_id_member"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["low_id"], ["member.id"], name=op.f("fk_contact_low_id_member"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("public_id", name=op.f("uq_contact_public_id")),
    )
    op.create_index("ix_contact_high_id_low_id", "contact", ["high_id", "low_id"], unique=False)
    op.create_index("uq_contact_pair", "contact", ["low_id", "high_id"], unique=True)
    op.create_table(
        "contact_request",
        sa.Column("sender_id", sa.BigInteger(), nullable=False, comment="who asks"),
        sa.Column("receiver_id", sa.BigInteger(), nullable=False, comment="who is asked"),
        sa.Column(
            "low_id", sa.BigInteger(), nullable=False, comment="the lower of both keys: one open request per pair"
        ),
        sa.Column("high_id", sa.BigInteger(), nullable=False, comment="the higher of both keys"),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True, comment="why, encrypted"),
        sa.Column(
            "state",
            sa.Text(),
            nullable=False,
            comment="sent, accepted, let_be or withdrawn; the sender never sees let_be",
        ),
        sa.Column("sent_at", UTCDateTime(), nullable=False, comment="when it was sent"),
        sa.Column("settled_at", UTCDateTime(), nullable=True, comment="when it was answered or taken back"),
        sa.Column(
            "let_be_at", UTCDateTime(), nullable=True, comment="when the receiver let it be; stays when it is taken back"
        ),
        sa.Column("public_id", sa.Text(), nullable=False, comment="what a URL shows instead of the key"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint(
            "state IN ('sent', 'accepted', 'let_be', 'withdrawn')", name=op.f("ck_contact_request_state")
        ),
        sa.CheckConstraint("low_id < high_id", name=op.f("ck_contact_request_pair_order")),
        sa.CheckConstraint("sender_id <> receiver_id", name=op.f("ck_contact_request_not_oneself")),
        sa.ForeignKeyConstraint(
            ["receiver_id"], ["member.id"], name=op.f("fk_contact_request_receiver_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sender_id"], ["member.id"], name=op.f("fk_contact_request_sender_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_request")),
        sa.UniqueConstraint("public_id", name=op.f("uq_contact_request_public_id")),
    )
    op.create_index("ix_contact_request_receiver_id_state", "contact_request", ["receiver_id", "state"], unique=False)
    op.create_index("ix_contact_request_sender_id_state", "contact_request", ["sender_id", "state"], unique=False)
    op.create_index(
        "uq_contact_request_open_pair",
        "contact_request",
        ["low_id", "high_id"],
        unique=True,
        postgresql_where="state = 'sent'",
    )
    op.create_index(
        "uq_contact_request_standing",
        "contact_request",
        ["sender_id", "receiver_id"],
        unique=True,
        postgresql_where="state IN ('sent', 'let_be')",
    )
    op.create_table(
        "message",
        sa.Column("contact_id", sa.BigInteger(), nullable=False, comment="between whom"),
        sa.Column("author_id", sa.BigInteger(), nullable=True, comment="who wrote it"),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True, comment="the words, encrypted; plain text"),
        sa.Column("at", UTCDateTime(), nullable=False, comment="when it was sent"),
        sa.Column("public_id", sa.Text(), nullable=False, comment="what a URL shows instead of the key"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["member.id"], name=op.f("fk_message_author_id_member"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_message_contact_id_contact"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("public_id", name=op.f("uq_message_public_id")),
    )
    op.create_index("ix_message_contact_id_at", "message", ["contact_id", "at"], unique=False)


def downgrade() -> None:
    op.drop_table("message")
    op.drop_table("contact")
    op.drop_table("contact_request")
