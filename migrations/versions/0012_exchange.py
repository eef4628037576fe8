"""Assignments, responses to them, and to whom an assignment was offered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hub.core.db import UTCDateTime

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "assignment",
        sa.Column("poster_id", sa.BigInteger(), nullable=False, comment="who has the work"),
        sa.Column(
            "state", sa.Text(), nullable=False, comment="draft, open, agreed, under_way, done, withdrawn or expired"
        ),
        sa.Column("title", sa.Text(), nullable=False, comment="what it is, in a few words"),
        sa.Column(
            "about_sealed", sa.LargeBinary(), nullable=True, comment="what has to be done, encrypted; plain text"
        ),
        sa.Column("for_whom", sa.Text(), nullable=False, comment="self or organisation"),
        sa.Column(
            "organisation_sealed", sa.LargeBinary(), nullable=True, comment="its name, encrypted; for who is chosen"
        ),
        sa.Column(
            "interested", sa.Boolean(), nullable=False, comment="the poster has an interest of their own in the outcome"
        ),
        sa.Column("interest", sa.Text(), nullable=False, comment="which interest, in a sentence"),
        sa.Column("starts_on", sa.Date(), nullable=True, comment="first day of the work"),
        sa.Column("ends_on", sa.Date(), nullable=True, comment="last day of the work; null: no end agreed"),
        sa.Column("hours", sa.BigInteger(), nullable=True, comment="about how many hours"),
        sa.Column("hours_per", sa.Text(), nullable=True, comment="hours a week or in total: week, total"),
        sa.Column("place", sa.Text(), nullable=True, comment="place, online or both"),
        sa.Column(
            "province", sa.Text(), nullable=False, comment="slug of one of the twelve provinces; empty when online"
        ),
        sa.Column("town", sa.Text(), nullable=False, comment="town, if it may be said"),
        sa.Column("people", sa.BigInteger(), nullable=False, comment="how many people are asked"),
        sa.Column(
            "closes_at", UTCDateTime(), nullable=True, comment="responses are taken until then: the end of a Dutch day"
        ),
        sa.Column("pay", sa.Text(), nullable=True, comment="paid, expenses, swap or volunteer"),
        sa.Column("pay_low", sa.BigInteger(), nullable=True, comment="least pay in whole euros per unit"),
        sa.Column("pay_high", sa.BigInteger(), nullable=True, comment="most pay in whole euros per unit"),
        sa.Column("pay_unit", sa.Text(), nullable=True, comment="paid per hour, per day or in total: hour, day, total"),
        sa.Column("pay_note", sa.Text(), nullable=False, comment="what is swapped, or which expenses"),
        sa.Column(
            "experiences", postgresql.ARRAY(sa.Text()), nullable=False, comment="slugs of the experiences asked for"
        ),
        sa.Column(
            "work_forms", postgresql.ARRAY(sa.Text()), nullable=False, comment="slugs of the work forms asked for"
        ),
        sa.Column(
            "access", postgresql.JSONB(), nullable=False, comment="travel, noise, pace, equipment: answer and text"
        ),
        sa.Column("made_at", UTCDateTime(), nullable=False, comment="when it was begun"),
        sa.Column("changed_at", UTCDateTime(), nullable=False, comment="last change or step"),
        sa.Column("opened_at", UTCDateTime(), nullable=True, comment="when others could first see it"),
        sa.Column("agreed_at", UTCDateTime(), nullable=True, comment="when the choosing was finished"),
        sa.Column("started_at", UTCDateTime(), nullable=True, comment="when the work began"),
        sa.Column("ended_at", UTCDateTime(), nullable=True, comment="when it was done, withdrawn or expired"),
        sa.Column(
            "reminded", sa.BigInteger(), nullable=True, comment="the last reminder of its end went so many days ahead"
        ),
        sa.Column("public_id", sa.Text(), nullable=False, comment="what a URL shows instead of the key"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint(
            "(pay = 'paid' AND num_nulls(pay_low, pay_high, pay_unit) = 0 AND pay_low > 0 AND pay_high >= pay_low)"
            " OR (pay <> 'paid' AND num_nonnulls(pay_low, pay_high, pay_unit) = 0) OR pay IS NULL",
            name=op.f("ck_assignment_pay_range"),
        ),
        sa.CheckConstraint("for_whom IN ('self', 'organisation')", name=op.f("ck_assignment_for_whom")),
        sa.CheckConstraint("hours > 0 AND hours_per IN ('week', 'total')", name=op.f("ck_assignment_hours")),
        sa.CheckConstraint("pay IN ('paid', 'expenses', 'swap', 'volunteer')", name=op.f("ck_assignment_pay")),
        sa.CheckConstraint("pay_unit IN ('hour', 'day', 'total')", name=op.f("ck_assignment_pay_unit")),
        sa.CheckConstraint("place = 'online' OR province <> ''", name=op.f("ck_assignment_province")),
        sa.CheckConstraint("place IN ('place', 'online', 'both')", name=op.f("ck_assignment_place")),
        sa.CheckConstraint(
            "state = 'draft' OR (starts_on IS NOT NULL AND hours IS NOT NULL AND hours_per IS NOT NULL"
            " AND place IS NOT NULL AND closes_at IS NOT NULL AND pay IS NOT NULL AND opened_at IS NOT NULL)",
            name=op.f("ck_assignment_complete"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'open', 'agreed', 'under_way', 'done', 'withdrawn', 'expired')",
            name=op.f("ck_assignment_state"),
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_assignment_period")),
        sa.CheckConstraint("people > 0", name=op.f("ck_assignment_people")),
        sa.ForeignKeyConstraint(
            ["poster_id"], ["member.id"], name=op.f("fk_assignment_poster_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint("public_id", name=op.f("uq_assignment_public_id")),
    )
    op.create_index("ix_assignment_poster_id_state", "assignment", ["poster_id", "state"], unique=False)
    op.create_index("ix_assignment_state_closes_at", "assignment", ["state", "closes_at"], unique=False)
    op.create_table(
        "assignment_offer",
        sa.Column("assignment_id", sa.BigInteger(), nullable=False, comment="which assignment"),
        sa.Column("member_id", sa.BigInteger(), nullable=False, comment="to whom"),
        sa.Column("at", UTCDateTime(), nullable=False, comment="when"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_assignment_offer_assignment_id_assignment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_assignment_offer_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_offer")),
        sa.UniqueConstraint("assignment_id", "member_id", name=op.f("uq_assignment_offer_assignment_id_member_id")),
    )
    op.create_index("ix_assignment_offer_member_id", "assignment_offer", ["member_id"], unique=False)
    op.create_table(
        "response",
        sa.Column("assignment_id", sa.BigInteger(), nullable=False, comment="to what"),
        sa.Column("member_id", sa.BigInteger(), nullable=False, comment="whose"),
        sa.Column("state", sa.Text(), nullable=False, comment="sent, shortlist, chosen, declined or withdrawn"),
        sa.Column("why_sealed", sa.LargeBinary(), nullable=True, comment="why me, encrypted"),
        sa.Column("available_sealed", sa.LargeBinary(), nullable=True, comment="when, encrypted"),
        sa.Column("stand_in_sealed", sa.LargeBinary(), nullable=True, comment="who could stand in, encrypted"),
        sa.Column("place_number", sa.BigInteger(), nullable=True, comment="which of the asked places a chosen one has"),
        sa.Column("reason", sa.Text(), nullable=False, comment="kind of reason for declining; empty otherwise"),
        sa.Column(
            "note_sealed", sa.LargeBinary(), nullable=True, comment="a sentence of the poster's own with it, encrypted"
        ),
        sa.Column("sent_at", UTCDateTime(), nullable=False, comment="when it was last sent"),
        sa.Column("settled_at", UTCDateTime(), nullable=True, comment="when it was chosen, declined or withdrawn"),
        sa.Column("public_id", sa.Text(), nullable=False, comment="what a URL shows instead of the key"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint(
            "(state = 'chosen') = (place_number IS NOT NULL)", name=op.f("ck_response_chosen_has_place")
        ),
        sa.CheckConstraint("(state = 'declined') = (reason <> '')", name=op.f("ck_response_declined_has_reason")),
        sa.CheckConstraint(
            "state IN ('sent', 'shortlist', 'chosen', 'declined', 'withdrawn')", name=op.f("ck_response_state")
        ),
        sa.CheckConstraint("place_number > 0", name=op.f("ck_response_place_number")),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_response_assignment_id_assignment"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_response_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
        sa.UniqueConstraint("assignment_id", "member_id", name=op.f("uq_response_assignment_id_member_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_response_public_id")),
    )
    op.create_index("ix_response_member_id_state", "response", ["member_id", "state"], unique=False)
    op.create_index(
        "uq_response_place",
        "response",
        ["assignment_id", "place_number"],
        unique=True,
        postgresql_where="place_number IS NOT NULL",
    )


def downgrade() -> None:
    op.drop_table("assignment_offer")
    op.drop_table("response")
    op.drop_table("assignment")
