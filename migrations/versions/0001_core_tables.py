"""What every feature stands on: sessions, drafts, outgoing mail, sent forms."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hub.core.db import UTCDateTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "browser_session",
        sa.Column("key_hash", sa.Text(), nullable=False, comment="SHA-256 of the cookie's value"),
        sa.Column(
            "account", sa.Text(), nullable=True, comment="key of the account that logged in here; null for a visitor"
        ),
        sa.Column(
            "data", postgresql.JSONB(), nullable=False, comment="what Flask keeps between requests; no personal text"
        ),
        sa.Column(
            "device", sa.Text(), nullable=False, comment="kind of browser and system, coarse, for the member's own list"
        ),
        sa.Column("own_device", sa.Boolean(), nullable=False, comment="the member said: this is my own device"),
        sa.Column("staff", sa.Boolean(), nullable=False, comment="a moderator or operator: shorter ends"),
        sa.Column("created_at", UTCDateTime(), nullable=False, comment="when this log-in began"),
        sa.Column("seen_at", UTCDateTime(), nullable=False, comment="last request, to the minute"),
        sa.Column("ends_at", UTCDateTime(), nullable=False, comment="when it ends if nothing more happens"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_browser_session")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_browser_session_key_hash")),
    )
    op.create_index("ix_browser_session_account", "browser_session", ["account"], unique=False)
    op.create_index("ix_browser_session_ends_at", "browser_session", ["ends_at"], unique=False)
    op.create_table(
        "draft",
        sa.Column(
            "owner", sa.Text(), nullable=False, comment="'account:<key>', or 'visit:<hash>' of somebody not logged in"
        ),
        sa.Column("page_hash", sa.Text(), nullable=False, comment="SHA-256 of the path of the page with the form"),
        sa.Column(
            "typed_sealed", sa.LargeBinary(), nullable=False, comment="the path and the fields as JSON, encrypted"
        ),
        sa.Column("kept_at", UTCDateTime(), nullable=False, comment="last time it was kept"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("owner", "page_hash", name=op.f("uq_draft_owner_page_hash")),
    )
    op.create_index("ix_draft_kept_at", "draft", ["kept_at"], unique=False)
    op.create_table(
        "outbox_mail",
        sa.Column("to_address_sealed", sa.LargeBinary(), nullable=True, comment="address, encrypted; erased once sent"),
        sa.Column("subject", sa.Text(), nullable=False, comment="fixed per kind: never a name, a title or a text"),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True, comment="letter, encrypted; erased once sent"),
        sa.Column("stop_url_sealed", sa.LargeBinary(), nullable=True, comment="one-click stop link, encrypted"),
        sa.Column("message_id", sa.Text(), nullable=False, comment="Message-ID, the same at every try"),
        sa.Column("state", sa.Text(), nullable=False, comment="waiting, claimed, sent or failed"),
        sa.Column("tries", sa.BigInteger(), nullable=False, comment="how often it was claimed"),
        sa.Column("not_before", UTCDateTime(), nullable=False, comment="not sent before this moment"),
        sa.Column("created_at", UTCDateTime(), nullable=False, comment="when it was written"),
        sa.Column("settled_at", UTCDateTime(), nullable=True, comment="when it was sent or given up"),
        sa.Column("public_id", sa.Text(), nullable=False, comment="what a URL shows instead of the key"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'claimed', 'sent', 'failed')", name=op.f("ck_outbox_mail_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_mail")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbox_mail_message_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_outbox_mail_public_id")),
    )
    op.create_index("ix_outbox_mail_due", "outbox_mail", ["state", "not_before"], unique=False)
    op.create_table(
        "sent_form",
        sa.Column("token", sa.Text(), nullable=False, comment="random mark of one drawn form"),
        sa.Column("leads_to", sa.Text(), nullable=True, comment="path the sender was shown afterwards"),
        sa.Column("at", UTCDateTime(), nullable=False, comment="when it was sent"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_form")),
        sa.UniqueConstraint("token", name=op.f("uq_sent_form_token")),
    )
    op.create_index("ix_sent_form_at", "sent_form", ["at"], unique=False)


def downgrade() -> None:
    op.drop_table("sent_form")
    op.drop_table("outbox_mail")
    op.drop_table("draft")
    op.drop_table("browser_session")
