"""Series, sessions, and the log of their rooms with what people keep."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hub.core.db import UTCDateTime

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "series",
        sa.Column("circle_id", sa.BigInteger(), nullable=False, comment="of which circle"),
        sa.Column("name", sa.Text(), nullable=False, comment="what the circle calls it"),
        sa.Column("method", sa.Text(), nullable=False, comment="key of the method, unless a session chose another"),
        sa.Column("length", sa.BigInteger(), nullable=False, comment="planned minutes of a session"),
        sa.Column("pace", sa.Text(), nullable=False, comment="kort, gewoon or rustig: how much time the core takes"),
        sa.Column("made_by_id", sa.BigInteger(), nullable=True, comment="host who made it"),
        sa.Column("made_at", UTCDateTime(), nullable=False, comment="when it was made"),
        sa.Column("ended_at", UTCDateTime(), nullable=True, comment="when it was ended"),
        sa.Column("public_id", sa.Text(), nullable=False, comment="what a URL shows instead of the key"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint("pace IN ('kort', 'gewoon', 'rustig')", name=op.f("ck_series_pace")),
        sa.CheckConstraint("length IN (60, 90, 120, 150)", name=op.f("ck_series_length")),
        sa.ForeignKeyConstraint(["circle_id"], ["circle.id"], name=op.f("fk_series_circle_id_circle"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["made_by_id"], ["member.id"], name=op.f("fk_series_made_by_id_member"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("public_id", name=op.f("uq_series_public_id")),
    )
    op.create_index(op.f("ix_series_circle_id"), "series", ["circle_id"], unique=False)
    op.create_table(
        "session",
        sa.Column("series_id", sa.BigInteger(), nullable=False, comment="of which series"),
        sa.Column("uid", sa.Uuid(), nullable=False, comment="random UID in every calendar, never reused"),
        sa.Column("sequence", sa.BigInteger(), nullable=False, comment="goes up at every change a reader can see"),
        sa.Column("starts_at", UTCDateTime(), nullable=False, comment="begin; shown in Europe/Amsterdam"),
        sa.Column("ends_at", UTCDateTime(), nullable=False, comment="end; a session always has one"),
        sa.Column("status", sa.Text(), nullable=False, comment="planned, running, closed, stopped, cancelled or purged"),
        sa.Column("facilitator_id", sa.BigInteger(), nullable=True, comment="who will lead; the room's log tells who leads now"),
        sa.Column("deputy_id", sa.BigInteger(), nullable=True, comment="who leads if not"),
        sa.Column("changed_at", UTCDateTime(), nullable=False, comment="last change of anything a calendar shows"),
        sa.Column("due_at", UTCDateTime(), nullable=True, comment="when the room may have something to do by itself"),
        sa.Column("ended_at", UTCDateTime(), nullable=True, comment="when the room was closed or stopped"),
        sa.Column("purge_at", UTCDateTime(), nullable=True, comment="when what was said is wiped"),
        sa.Column("purged_at", UTCDateTime(), nullable=True, comment="when it was"),
        sa.Column("public_id", sa.Text(), nullable=False, comment="what a URL shows instead of the key"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint(
            "status IN ('planned', 'running', 'closed', 'stopped', 'cancelled', 'purged')", name=op.f("ck_session_status")
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_session_ends_after_start")),
        sa.CheckConstraint("sequence >= 0", name=op.f("ck_session_sequence")),
        sa.ForeignKeyConstraint(["deputy_id"], ["member.id"], name=op.f("fk_session_deputy_id_member"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["facilitator_id"], ["member.id"], name=op.f("fk_session_facilitator_id_member"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_session_series_id_series"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
        sa.UniqueConstraint("public_id", name=op.f("uq_session_public_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_session_uid")),
    )
    op.create_index(op.f("ix_session_deputy_id"), "session", ["deputy_id"], unique=False)
    op.create_index("ix_session_due_at", "session", ["due_at"], unique=False)
    op.create_index(op.f("ix_session_facilitator_id"), "session", ["facilitator_id"], unique=False)
    op.create_index("ix_session_purge_at", "session", ["purge_at"], unique=False)
    op.create_index("ix_session_series_id_starts_at", "session", ["series_id", "starts_at"], unique=False)
    op.create_table(
        "attendance",
        sa.Column("session_id", sa.BigInteger(), nullable=False, comment="which session"),
        sa.Column("member_id", sa.BigInteger(), nullable=False, comment="who"),
        sa.Column("roles", postgresql.JSONB(astext_type=sa.Text()), nullable=False, comment="owner, facilitator or none"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_attendance_member_id_member"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_attendance_session_id_session"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("session_id", "member_id", name=op.f("uq_attendance_session_id_member_id")),
    )
    op.create_index("ix_attendance_member_id", "attendance", ["member_id"], unique=False)
    op.create_table(
        "case_form",
        sa.Column("session_id", sa.BigInteger(), nullable=False, comment="for which session"),
        sa.Column("member_id", sa.BigInteger(), nullable=False, comment="whose question"),
        sa.Column("title_sealed", sa.LargeBinary(), nullable=True, comment="the question in one line, encrypted"),
        sa.Column("at", UTCDateTime(), nullable=False, comment="when it was offered"),
        sa.Column("public_id", sa.Text(), nullable=False, comment="what a URL shows instead of the key"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_case_form_member_id_member"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_case_form_session_id_session"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_form")),
        sa.UniqueConstraint("public_id", name=op.f("uq_case_form_public_id")),
        sa.UniqueConstraint("session_id", "member_id", name=op.f("uq_case_form_session_id_member_id")),
    )
    op.create_index(op.f("ix_case_form_member_id"), "case_form", ["member_id"], unique=False)
    op.create_table(
        "command_seen",
        sa.Column("session_id", sa.BigInteger(), nullable=False, comment="in which room"),
        sa.Column("member_id", sa.BigInteger(), nullable=False, comment="who sent it"),
        sa.Column("command_id", sa.Uuid(), nullable=False, comment="its id, chosen by the sender"),
        sa.Column("lsn", sa.BigInteger(), nullable=False, comment="the room's number after it"),
        sa.Column("code", sa.Text(), nullable=False, comment="why it was refused; empty if it was done"),
        sa.Column("at", UTCDateTime(), nullable=False, comment="when it was handled"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_command_seen_member_id_member"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_command_seen_session_id_session"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_command_seen")),
        sa.UniqueConstraint(
            "session_id", "member_id", "command_id", name=op.f("uq_command_seen_session_id_member_id_command_id")
        ),
    )
    op.create_index(op.f("ix_command_seen_member_id"), "command_seen", ["member_id"], unique=False)
    op.create_table(
        "room_draft",
        sa.Column("session_id", sa.BigInteger(), nullable=False, comment="in which room"),
        sa.Column("member_id", sa.BigInteger(), nullable=False, comment="whose"),
        sa.Column("slot", sa.Text(), nullable=False, comment="for which field: the phase, an answer, or a refused text"),
        sa.Column("rev", sa.BigInteger(), nullable=False, comment="goes up as one types; a lower one comes too late"),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True, comment="the text, encrypted"),
        sa.Column("at", UTCDateTime(), nullable=False, comment="when it was kept"),
        sa.Column("public_id", sa.Text(), nullable=False, comment="what a URL shows instead of the key"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_room_draft_member_id_member"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_room_draft_session_id_session"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_draft")),
        sa.UniqueConstraint("public_id", name=op.f("uq_room_draft_public_id")),
        sa.UniqueConstraint("session_id", "member_id", "slot", name=op.f("uq_room_draft_session_id_member_id_slot")),
    )
    op.create_index(op.f("ix_room_draft_member_id"), "room_draft", ["member_id"], unique=False)
    op.create_table(
        "room_event",
        sa.Column("session_id", sa.BigInteger(), nullable=False, comment="of which room"),
        sa.Column("lsn", sa.BigInteger(), nullable=False, comment="number in this room, from 1 without gaps"),
        sa.Column("epoch", sa.BigInteger(), nullable=False, comment="entry of a phase in which it happened"),
        sa.Column("at", UTCDateTime(), nullable=False, comment="when it happened"),
        sa.Column("type", sa.Text(), nullable=False, comment="what happened"),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False, comment="who and what, as JSON, encrypted"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint("lsn > 0", name=op.f("ck_room_event_lsn")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_room_event_session_id_session"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_event")),
        sa.UniqueConstraint("session_id", "lsn", name=op.f("uq_room_event_session_id_lsn")),
    )
    op.create_table(
        "room_kept",
        sa.Column("session_id", sa.BigInteger(), nullable=False, comment="of which session"),
        sa.Column("member_id", sa.BigInteger(), nullable=False, comment="whose"),
        sa.Column("kind", sa.Text(), nullable=False, comment="note, statement, pick, step or harvest"),
        sa.Column("phase", sa.Text(), nullable=False, comment="phase it comes from"),
        sa.Column("position", sa.BigInteger(), nullable=False, comment="order within the session"),
        sa.Column("rev", sa.BigInteger(), nullable=False, comment="of a note: goes up as one types"),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True, comment="the text, encrypted"),
        sa.Column("at", UTCDateTime(), nullable=False, comment="when it was last changed"),
        sa.Column("public_id", sa.Text(), nullable=False, comment="what a URL shows instead of the key"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint("kind IN ('note', 'statement', 'pick', 'step', 'harvest')", name=op.f("ck_room_kept_kind")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_room_kept_member_id_member"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_room_kept_session_id_session"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_kept")),
        sa.UniqueConstraint("public_id", name=op.f("uq_room_kept_public_id")),
    )
    op.create_index("ix_room_kept_member_id_session_id", "room_kept", ["member_id", "session_id"], unique=False)
    op.create_index("uq_room_kept_note", "room_kept", ["session_id", "member_id"], unique=True, postgresql_where="kind = 'note'")
    op.create_table(
        "room_presence",
        sa.Column("session_id", sa.BigInteger(), nullable=False, comment="in which room"),
        sa.Column("member_id", sa.BigInteger(), nullable=False, comment="who"),
        sa.Column("until", UTCDateTime(), nullable=False, comment="counts as here until then"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_room_presence_member_id_member"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_room_presence_session_id_session"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_presence")),
        sa.UniqueConstraint("session_id", "member_id", name=op.f("uq_room_presence_session_id_member_id")),
    )
    op.create_index(op.f("ix_room_presence_member_id"), "room_presence", ["member_id"], unique=False)
    op.create_index("ix_room_presence_until", "room_presence", ["until"], unique=False)
    op.create_table(
        "session_evaluation",
        sa.Column("session_id", sa.BigInteger(), nullable=False, comment="which session"),
        sa.Column("answers", sa.BigInteger(), nullable=False, comment="how many answered"),
        sa.Column(
            "averages",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="safe, clear, time, useful; empty below three",
        ),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_session_evaluation_session_id_session"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_evaluation")),
        sa.UniqueConstraint("session_id", name=op.f("uq_session_evaluation_session_id")),
    )


def downgrade() -> None:
    op.drop_table("session_evaluation")
    op.drop_index("ix_room_presence_until", table_name="room_presence")
    op.drop_index(op.f("ix_room_presence_member_id"), table_name="room_presence")
    op.drop_table("room_presence")
    op.drop_index("uq_room_kept_note", table_name="room_kept", postgresql_where="kind = 'note'")
    op.drop_index("ix_room_kept_member_id_session_id", table_name="room_kept")
    op.drop_table("room_kept")
    op.drop_table("room_event")
    op.drop_index(op.f("ix_room_draft_member_id"), table_name="room_draft")
    op.drop_table("room_draft")
    op.drop_index(op.f("ix_command_seen_member_id"), table_name="command_seen")
    op.drop_table("command_seen")
    op.drop_index(op.f("ix_case_form_member_id"), table_name="case_form")
    op.drop_table("case_form")
    op.drop_index("ix_attendance_member_id", table_name="attendance")
    op.drop_table("attendance")
    op.drop_index("ix_session_series_id_starts_at", table_name="session")
    op.drop_index("ix_session_purge_at", table_name="session")
    op.drop_index(op.f("ix_session_facilitator_id"), table_name="session")
    op.drop_index("ix_session_due_at", table_name="session")
    op.drop_index(op.f("ix_session_deputy_id"), table_name="session")
    op.drop_table("session")
    op.drop_index(op.f("ix_series_circle_id"), table_name="series")
    op.drop_table("series")
