"""Passing on a client without the client's data."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from hub.core.db import UTCDateTime

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "referral_count",
        sa.Column("month", sa.Date(), nullable=False, comment="first day of the month in which they were sent"),
        sa.Column("province", sa.Text(), nullable=False, comment="slug of the province"),
        sa.Column("kind", sa.Text(), nullable=False, comment="kind of help"),
        sa.Column("number", sa.BigInteger(), nullable=False, comment="how many"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_count")),
        sa.UniqueConstraint("month", "province", "kind", name=op.f("uq_referral_count_month_province_kind")),
    )
    op.create_table(
        "referral",
        sa.Column("sender_id", sa.BigInteger(), nullable=False, comment="who passes the client on"),
        sa.Column("circle_id", sa.BigInteger(), nullable=True, comment="the circle it goes to; null for chosen contacts"),
        sa.Column(
            "state", sa.Text(), nullable=False, comment="draft, open, accepted, given_back, unanswered, withdrawn or finished"
        ),
        sa.Column("age_band", sa.Text(), nullable=True, comment="ten years of age by its first; null once erased"),
        sa.Column("province", sa.Text(), nullable=True, comment="slug of the province; null once erased"),
        sa.Column("kind", sa.Text(), nullable=True, comment="kind of help, from the kept list; null once erased"),
        sa.Column("form", sa.Text(), nullable=True, comment="place, online or both; null once erased"),
        sa.Column("language", sa.Text(), nullable=True, comment="language of the talks, from the kept list; null once erased"),
        sa.Column("period", sa.Text(), nullable=True, comment="how soon, from the kept list; null once erased"),
        sa.Column("avoid_sealed", sa.LargeBinary(), nullable=True, comment="what the client wants to avoid, encrypted"),
        sa.Column("question_sealed", sa.LargeBinary(), nullable=True, comment="the question, encrypted"),
        sa.Column("code_hash", sa.Text(), nullable=True, comment="SHA-256 of the client's paper code"),
        sa.Column("created_at", UTCDateTime(), nullable=False, comment="when its sender began"),
        sa.Column("sent_at", UTCDateTime(), nullable=True, comment="when it was first sent"),
        sa.Column("expires_at", UTCDateTime(), nullable=True, comment="when it stops by itself, as it stands now"),
        sa.Column("renewed_at", UTCDateTime(), nullable=True, comment="when its sender gave it 14 days more; once per sending"),
        sa.Column(
            "settled_at", UTCDateTime(), nullable=True, comment="since when nothing more happens; a week later it is erased"
        ),
        sa.Column("public_id", sa.Text(), nullable=False, comment="what a URL shows instead of the key"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint(
            "(state IN ('unanswered', 'withdrawn', 'finished')) = (settled_at IS NOT NULL)", name=op.f("ck_referral_settled")
        ),
        sa.CheckConstraint(
            "state <> 'withdrawn' OR (question_sealed IS NULL AND code_hash IS NULL)",
            name=op.f("ck_referral_withdrawn_is_erased"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'open', 'accepted', 'given_back', 'unanswered', 'withdrawn', 'finished')",
            name=op.f("ck_referral_state"),
        ),
        sa.ForeignKeyConstraint(["circle_id"], ["circle.id"], name=op.f("fk_referral_circle_id_circle"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["sender_id"], ["member.id"], name=op.f("fk_referral_sender_id_member"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_referral_code_hash")),
        sa.UniqueConstraint("public_id", name=op.f("uq_referral_public_id")),
    )
    op.create_index(op.f("ix_referral_circle_id"), "referral", ["circle_id"], unique=False)
    op.create_index("ix_referral_sender_id_state", "referral", ["sender_id", "state"], unique=False)
    op.create_index("ix_referral_state_expires_at", "referral", ["state", "expires_at"], unique=False)
    op.create_table(
        "referral_agreement",
        sa.Column("referral_id", sa.BigInteger(), nullable=False, comment="to which referral"),
        sa.Column("text_version", sa.Text(), nullable=False, comment="version of the text of the agreement"),
        sa.Column("text_sha256", sa.Text(), nullable=False, comment="SHA-256 of that text"),
        sa.Column("agreed_on", sa.Date(), nullable=False, comment="day the client said yes"),
        sa.Column("how", sa.Text(), nullable=False, comment="paper, spoken or mail"),
        sa.Column("recorded_at", UTCDateTime(), nullable=False, comment="when its sender recorded it"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_referral_agreement_referral_id_referral"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_agreement")),
    )
    op.create_index(op.f("ix_referral_agreement_referral_id"), "referral_agreement", ["referral_id"], unique=False)
    op.create_table(
        "referral_meeting",
        sa.Column(
            "referral_id", sa.BigInteger(), nullable=True, comment="of which referral; null for a cancelled one that outlives it"
        ),
        sa.Column("sender_id", sa.BigInteger(), nullable=False, comment="who passed the client on"),
        sa.Column("receiver_id", sa.BigInteger(), nullable=False, comment="who accepted"),
        sa.Column("state", sa.Text(), nullable=False, comment="none while only proposed, set, or cancelled"),
        sa.Column("starts_at", UTCDateTime(), nullable=True, comment="when it begins"),
        sa.Column("ends_at", UTCDateTime(), nullable=True, comment="when it ends"),
        sa.Column("online", sa.Boolean(), nullable=False, comment="whether it is online"),
        sa.Column("place_sealed", sa.LargeBinary(), nullable=True, comment="where, encrypted"),
        sa.Column("uid", sa.Uuid(), nullable=False, comment="what calendars know it by"),
        sa.Column("sequence", sa.BigInteger(), nullable=False, comment="how often what calendars show has changed; never down"),
        sa.Column("changed_at", UTCDateTime(), nullable=False, comment="last change of anything calendars show"),
        sa.Column("proposed_by_id", sa.BigInteger(), nullable=True, comment="who proposed what is proposed now"),
        sa.Column("proposed_at", UTCDateTime(), nullable=True, comment="when it was proposed"),
        sa.Column(
            "proposal",
            sa.BigInteger(),
            nullable=False,
            comment="number of the proposal, so that a yes is to the one that was seen",
        ),
        sa.Column(
            "next_starts_at", UTCDateTime(), nullable=True, comment="when the proposed one begins; null when nothing is proposed"
        ),
        sa.Column("next_ends_at", UTCDateTime(), nullable=True, comment="when the proposed one ends"),
        sa.Column("next_online", sa.Boolean(), nullable=False, comment="whether the proposed one is online"),
        sa.Column("next_place_sealed", sa.LargeBinary(), nullable=True, comment="where the proposed one is, encrypted"),
        sa.Column("public_id", sa.Text(), nullable=False, comment="what a URL shows instead of the key"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint("(state = 'none') = (starts_at IS NULL)", name=op.f("ck_referral_meeting_has_a_time")),
        sa.CheckConstraint("state IN ('none', 'set', 'cancelled')", name=op.f("ck_referral_meeting_state")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_referral_meeting_order")),
        sa.CheckConstraint("next_ends_at > next_starts_at", name=op.f("ck_referral_meeting_next_order")),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["member.id"], name=op.f("fk_referral_meeting_proposed_by_id_member"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["receiver_id"], ["member.id"], name=op.f("fk_referral_meeting_receiver_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_referral_meeting_referral_id_referral"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["sender_id"], ["member.id"], name=op.f("fk_referral_meeting_sender_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_meeting")),
        sa.UniqueConstraint("public_id", name=op.f("uq_referral_meeting_public_id")),
        sa.UniqueConstraint("referral_id", name=op.f("uq_referral_meeting_referral_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_referral_meeting_uid")),
    )
    op.create_index(op.f("ix_referral_meeting_proposed_by_id"), "referral_meeting", ["proposed_by_id"], unique=False)
    op.create_index("ix_referral_meeting_receiver_id_starts_at", "referral_meeting", ["receiver_id", "starts_at"], unique=False)
    op.create_index("ix_referral_meeting_sender_id_starts_at", "referral_meeting", ["sender_id", "starts_at"], unique=False)
    op.create_table(
        "referral_offer",
        sa.Column("referral_id", sa.BigInteger(), nullable=False, comment="which referral"),
        sa.Column("receiver_id", sa.BigInteger(), nullable=False, comment="to whom"),
        sa.Column("state", sa.Text(), nullable=False, comment="offered, accepted, declined or given_back"),
        sa.Column("since", UTCDateTime(), nullable=False, comment="since when in this state"),
        sa.Column("regime", sa.Text(), nullable=True, comment="rules the receiver's practice falls under, said before accepting"),
        sa.Column("complaints_sealed", sa.LargeBinary(), nullable=True, comment="where its complaints go, encrypted"),
        sa.Column("public_id", sa.Text(), nullable=False, comment="what a URL shows instead of the key"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint("state IN ('offered', 'accepted', 'declined', 'given_back')", name=op.f("ck_referral_offer_state")),
        sa.ForeignKeyConstraint(
            ["receiver_id"], ["member.id"], name=op.f("fk_referral_offer_receiver_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_referral_offer_referral_id_referral"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_offer")),
        sa.UniqueConstraint("public_id", name=op.f("uq_referral_offer_public_id")),
        sa.UniqueConstraint("referral_id", "receiver_id", name=op.f("uq_referral_offer_referral_id_receiver_id")),
    )
    op.create_index("ix_referral_offer_receiver_id_state", "referral_offer", ["receiver_id", "state"], unique=False)
    op.create_index(
        "uq_referral_offer_accepted", "referral_offer", ["referral_id"], unique=True, postgresql_where="state = 'accepted'"
    )
    op.create_table(
        "referral_step",
        sa.Column("referral_id", sa.BigInteger(), nullable=False, comment="of which referral"),
        sa.Column(
            "what",
            sa.Text(),
            nullable=False,
            comment="sent, accepted, given_back, reopened, renewed, met by plan, ended: see rules",
        ),
        sa.Column("actor_id", sa.BigInteger(), nullable=True, comment="who did it; null for the client or the clock"),
        sa.Column("detail", sa.Text(), nullable=False, comment="a reason from a kept list"),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True, comment="a reason in own words, encrypted"),
        sa.Column("at", UTCDateTime(), nullable=False, comment="when"),
        sa.Column("public_id", sa.Text(), nullable=False, comment="what a URL shows instead of the key"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["member.id"], name=op.f("fk_referral_step_actor_id_member"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_referral_step_referral_id_referral"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_step")),
        sa.UniqueConstraint("public_id", name=op.f("uq_referral_step_public_id")),
    )
    op.create_index(op.f("ix_referral_step_actor_id"), "referral_step", ["actor_id"], unique=False)
    op.create_index("ix_referral_step_referral_id_at", "referral_step", ["referral_id", "at"], unique=False)


def downgrade() -> None:
    op.drop_table("referral_step")
    op.drop_table("referral_offer")
    op.drop_table("referral_meeting")
    op.drop_table("referral_agreement")
    op.drop_table("referral")
    op.drop_table("referral_count")
