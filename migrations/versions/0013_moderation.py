"""The moderators' desk: reports, questions, decisions, reviews, and a history that only grows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from hub.core.db import UTCDateTime

revision = "0013"
down_revision = "0012"

# The history refuses every change, whoever asks: a mistake in the code, a tool, a hand in the database.
REFUSE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% only grows: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
GUARD_ROWS = """
CREATE TRIGGER report_event_only_grows BEFORE UPDATE OR DELETE ON report_event
FOR EACH ROW EXECUTE FUNCTION refuse_change()
"""
GUARD_TABLE = """
CREATE TRIGGER report_event_is_not_emptied BEFORE TRUNCATE ON report_event
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""


def upgrade() -> None:
    op.create_table(
        "report_event",
        sa.Column("report_reference", sa.Text(), nullable=False, comment="public id of the report"),
        sa.Column("role", sa.Text(), nullable=False, comment="reporter, person, moderator or house: who did it"),
        sa.Column("reference", sa.Text(), nullable=False, comment="the account's desk reference; '' for the house itself"),
        sa.Column("what", sa.Text(), nullable=False, comment="what happened, in a word"),
        sa.Column("reason", sa.Text(), nullable=False, comment="a word about why or how: an outcome, a kind; never a text"),
        sa.Column("at", UTCDateTime(), nullable=False, comment="when"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_event")),
    )
    op.create_index("ix_report_event_report_reference", "report_event", ["report_reference", "id"], unique=False)
    op.create_table(
        "desk_reference",
        sa.Column("member_id", sa.BigInteger(), nullable=False, comment="whose"),
        sa.Column("reference", sa.Text(), nullable=False, comment="random, the same for one account everywhere at the desk"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_desk_reference_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_reference")),
        sa.UniqueConstraint("member_id", name=op.f("uq_desk_reference_member_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_desk_reference_reference")),
    )
    op.create_table(
        "report",
        sa.Column("kind", sa.Text(), nullable=False, comment="what kind of thing: profile, assignment or moment"),
        sa.Column("thing", sa.Text(), nullable=False, comment="the thing itself, by what its address names it"),
        sa.Column("piece", sa.Text(), nullable=False, comment="name of the piece it is about; '' for the whole thing"),
        sa.Column("copy_sealed", sa.LargeBinary(), nullable=True, comment="its lines as the reporter saw them, encrypted JSON"),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True, comment="what the reporter wrote, encrypted"),
        sa.Column("reason", sa.Text(), nullable=False, comment="harassment, privacy, danger, fraud, unlawful or other"),
        sa.Column("urgency", sa.Text(), nullable=False, comment="danger, soon or calm, as the reporter says"),
        sa.Column(
            "may_tell", sa.Boolean(), nullable=False, comment="whether the other may know that it is about this very piece"
        ),
        sa.Column("reporter_id", sa.BigInteger(), nullable=True, comment="who reports; null once that account is gone"),
        sa.Column("about_id", sa.BigInteger(), nullable=True, comment="whose it is; null for an anonymous thing"),
        sa.Column("state", sa.Text(), nullable=False, comment="new, claimed, asked, decided, review or closed"),
        sa.Column("sent_at", UTCDateTime(), nullable=False, comment="when it was sent"),
        sa.Column(
            "look_before", UTCDateTime(), nullable=False, comment="when a moderator has looked at the latest, as was promised"
        ),
        sa.Column(
            "waits_since", UTCDateTime(), nullable=False, comment="since when it waits for the desk: sent, or review asked"
        ),
        sa.Column("claimed_by_id", sa.BigInteger(), nullable=True, comment="the moderator who handles it now"),
        sa.Column("claimed_until", UTCDateTime(), nullable=True, comment="until when nobody else can take it over"),
        sa.Column("closed_at", UTCDateTime(), nullable=True, comment="when nothing can follow any more"),
        sa.Column("public_id", sa.Text(), nullable=False, comment="what a URL shows instead of the key"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint("kind IN ('profile', 'assignment', 'moment')", name=op.f("ck_report_kind")),
        sa.CheckConstraint(
            "reason IN ('harassment', 'privacy', 'danger', 'fraud', 'unlawful', 'other')", name=op.f("ck_report_reason")
        ),
        sa.CheckConstraint("state IN ('new', 'claimed', 'asked', 'decided', 'review', 'closed')", name=op.f("ck_report_state")),
        sa.CheckConstraint("urgency IN ('danger', 'soon', 'calm')", name=op.f("ck_report_urgency")),
        sa.ForeignKeyConstraint(["about_id"], ["member.id"], name=op.f("fk_report_about_id_member"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["claimed_by_id"], ["member.id"], name=op.f("fk_report_claimed_by_id_member"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["reporter_id"], ["member.id"], name=op.f("fk_report_reporter_id_member"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("public_id", name=op.f("uq_report_public_id")),
    )
    op.create_index(op.f("ix_report_about_id"), "report", ["about_id"], unique=False)
    op.create_index(op.f("ix_report_claimed_by_id"), "report", ["claimed_by_id"], unique=False)
    op.create_index(op.f("ix_report_reporter_id"), "report", ["reporter_id"], unique=False)
    op.create_index("ix_report_state_waits_since", "report", ["state", "waits_since"], unique=False)
    op.create_table(
        "decision",
        sa.Column("report_id", sa.BigInteger(), nullable=False, comment="about which report"),
        sa.Column("round", sa.BigInteger(), nullable=False, comment="1: the first decision, 2: after a review"),
        sa.Column("outcome", sa.Text(), nullable=False, comment="none, hide, warn or suspend"),
        sa.Column("days", sa.BigInteger(), nullable=True, comment="length of a suspension, at most 7 by one moderator"),
        sa.Column("house_rule", sa.BigInteger(), nullable=True, comment="which of the house rules, counted from 1"),
        sa.Column("rules_version", sa.Text(), nullable=False, comment="version of the house rules at that moment"),
        sa.Column("facts_sealed", sa.LargeBinary(), nullable=True, comment="what happened, encrypted"),
        sa.Column("why_sealed", sa.LargeBinary(), nullable=True, comment="why it was decided so, encrypted"),
        sa.Column("about_id", sa.BigInteger(), nullable=True, comment="whom it is about"),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True, comment="moderator"),
        sa.Column(
            "by_reference", sa.Text(), nullable=False, comment="the moderator in the history, also when the account is gone"
        ),
        sa.Column("decided_at", UTCDateTime(), nullable=False, comment="when it was decided"),
        sa.Column("ends_at", UTCDateTime(), nullable=True, comment="until when a suspension lasts"),
        sa.Column("ended_at", UTCDateTime(), nullable=True, comment="when its effect ended, or another decision took its place"),
        sa.Column("read_at", UTCDateTime(), nullable=True, comment="when the person said to have read it"),
        sa.Column("link_hash", sa.Text(), nullable=True, comment="SHA-256 of the secret by which a suspended person reads it"),
        sa.Column("public_id", sa.Text(), nullable=False, comment="what a URL shows instead of the key"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint("(outcome = 'suspend') = (days IS NOT NULL)", name=op.f("ck_decision_days_of_suspension")),
        sa.CheckConstraint("outcome = 'none' OR house_rule IS NOT NULL", name=op.f("ck_decision_names_a_rule")),
        sa.CheckConstraint("outcome IN ('none', 'hide', 'warn', 'suspend')", name=op.f("ck_decision_outcome")),
        sa.CheckConstraint("days BETWEEN 1 AND 7", name=op.f("ck_decision_days")),
        sa.CheckConstraint("round IN (1, 2)", name=op.f("ck_decision_round")),
        sa.ForeignKeyConstraint(["about_id"], ["member.id"], name=op.f("fk_decision_about_id_member"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["member.id"], name=op.f("fk_decision_decided_by_id_member"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_decision_report_id_report"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("id", "by_reference", name=op.f("uq_decision_id_by_reference")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_decision_link_hash")),
        sa.UniqueConstraint("public_id", name=op.f("uq_decision_public_id")),
        sa.UniqueConstraint("report_id", "round", name=op.f("uq_decision_report_id_round")),
    )
    op.create_index(op.f("ix_decision_about_id"), "decision", ["about_id"], unique=False)
    op.create_index(
        "ix_decision_ends_at", "decision", ["ends_at"], unique=False, postgresql_where="outcome = 'suspend' AND ended_at IS NULL"
    )
    op.create_table(
        "report_question",
        sa.Column("report_id", sa.BigInteger(), nullable=False, comment="about which report"),
        sa.Column("question_sealed", sa.LargeBinary(), nullable=True, comment="what was asked, encrypted"),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=True, comment="what was answered, encrypted"),
        sa.Column("asked_at", UTCDateTime(), nullable=False, comment="when it was asked"),
        sa.Column("answered_at", UTCDateTime(), nullable=True, comment="when it was answered"),
        sa.Column("public_id", sa.Text(), nullable=False, comment="what a URL shows instead of the key"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_question_report_id_report"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_question")),
        sa.UniqueConstraint("public_id", name=op.f("uq_report_question_public_id")),
    )
    op.create_index(op.f("ix_report_question_report_id"), "report_question", ["report_id"], unique=False)
    op.create_table(
        "review",
        sa.Column("decision_id", sa.BigInteger(), nullable=False, comment="the first decision"),
        sa.Column("first_reference", sa.Text(), nullable=False, comment="who took it, in the history"),
        sa.Column("asked_as", sa.Text(), nullable=False, comment="person: it is about them; reporter: nothing was done"),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True, comment="in their own words, encrypted"),
        sa.Column("asked_at", UTCDateTime(), nullable=False, comment="when it was asked"),
        sa.Column("judge_reference", sa.Text(), nullable=True, comment="who judged it, in the history; never the first"),
        sa.Column("outcome", sa.Text(), nullable=True, comment="upheld or changed"),
        sa.Column("judged_at", UTCDateTime(), nullable=True, comment="when it was judged"),
        sa.Column("public_id", sa.Text(), nullable=False, comment="what a URL shows instead of the key"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint("asked_as IN ('person', 'reporter')", name=op.f("ck_review_asked_as")),
        sa.CheckConstraint("outcome IN ('upheld', 'changed')", name=op.f("ck_review_outcome")),
        sa.CheckConstraint("(outcome IS NULL) = (judge_reference IS NULL)", name=op.f("ck_review_judged")),
        sa.CheckConstraint("judge_reference <> first_reference", name=op.f("ck_review_another_moderator")),
        sa.ForeignKeyConstraint(
            ["decision_id", "first_reference"],
            ["decision.id", "decision.by_reference"],
            name=op.f("fk_review_decision_id_first_reference_decision"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_review_decision_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_review_public_id")),
    )
    for statement in (REFUSE, GUARD_ROWS, GUARD_TABLE):
        op.execute(statement)


def downgrade() -> None:
    for table in ("review", "report_event", "report_question", "decision", "report", "desk_reference"):
        op.drop_table(table)
    op.execute("DROP FUNCTION refuse_change()")
