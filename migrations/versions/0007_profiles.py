"""Profiles and experiences with an audience; the kept lists."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hub.core.db import UTCDateTime

revision = "0007"
down_revision = "0006"

EXPERIENCES = (
    ("autisme", "autisme"),
    ("hoogbegaafdheid", "hoogbegaafdheid"),
    ("lichamelijke-beperking", "lichamelijke beperking"),
    ("ggz", "ggz"),
    ("andere-neurodiversiteit", "andere neurodiversiteit"),
    ("armoede", "armoede"),
)
WORK_FORMS = (
    ("coach", "coach"),
    ("begeleider", "begeleider"),
    ("trainer", "trainer"),
    ("adviseur", "adviseur"),
    ("maatje", "maatje"),
    ("spreker", "spreker"),
    ("onderzoeker", "onderzoeker"),
    ("ander-werk", "ander werk"),
)


def upgrade() -> None:
    op.create_table(
        "experience_kind",
        sa.Column("slug", sa.Text(), nullable=False, comment="name in a link"),
        sa.Column("name", sa.Text(), nullable=False, comment="name on screen"),
        sa.Column("position", sa.BigInteger(), nullable=False, comment="order in lists"),
        sa.Column("retired_at", UTCDateTime(), nullable=True, comment="no longer offered since"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experience_kind")),
        sa.UniqueConstraint("slug", name=op.f("uq_experience_kind_slug")),
    )
    op.create_table(
        "work_form",
        sa.Column("slug", sa.Text(), nullable=False, comment="name in a link"),
        sa.Column("name", sa.Text(), nullable=False, comment="name on screen"),
        sa.Column("position", sa.BigInteger(), nullable=False, comment="order in lists"),
        sa.Column("retired_at", UTCDateTime(), nullable=True, comment="no longer offered since"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_form")),
        sa.UniqueConstraint("slug", name=op.f("uq_work_form_slug")),
    )
    op.create_table(
        "profile_value",
        sa.Column("member_id", sa.BigInteger(), nullable=False, comment="whose"),
        sa.Column("field", sa.Text(), nullable=False, comment="which field"),
        sa.Column(
            "text",
            sa.Text(),
            nullable=False,
            comment="the value, or its first part; of name nothing: the account has it",
        ),
        sa.Column(
            "items", postgresql.ARRAY(sa.Text()), nullable=False, comment="slugs or lines, for a field with several"
        ),
        sa.Column("changed_at", UTCDateTime(), nullable=False, comment="last change"),
        sa.Column("audience", sa.Text(), nullable=False, comment="only_me, chosen, members or public"),
        sa.Column("to_contacts", sa.Boolean(), nullable=False, comment="chosen: the owner's contacts"),
        sa.Column("to_circles", postgresql.ARRAY(sa.BigInteger()), nullable=False, comment="chosen: these circles"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint(
            "(audience = 'chosen') = (to_contacts OR cardinality(to_circles) > 0)",
            name=op.f("ck_profile_value_audience_chosen"),
        ),
        sa.CheckConstraint(
            "audience IN ('only_me', 'chosen', 'members', 'public')", name=op.f("ck_profile_value_audience")
        ),
        sa.CheckConstraint(
            "field IN ('name', 'sentence', 'work_forms', 'province', 'online', 'capacity', 'working_card')",
            name=op.f("ck_profile_value_field"),
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_profile_value_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_value")),
        sa.UniqueConstraint("member_id", "field", name=op.f("uq_profile_value_member_id_field")),
    )
    op.create_index("ix_profile_value_field_text", "profile_value", ["field", "text", "member_id"], unique=False)
    op.create_index("ix_profile_value_items", "profile_value", ["items"], unique=False, postgresql_using="gin")
    op.create_table(
        "experience",
        sa.Column("member_id", sa.BigInteger(), nullable=False, comment="whose"),
        sa.Column("kind_id", sa.BigInteger(), nullable=False, comment="which"),
        sa.Column("sentence", sa.Text(), nullable=False, comment="a sentence of one's own about it"),
        sa.Column("position", sa.BigInteger(), nullable=False, comment="order chosen by the member"),
        sa.Column(
            "changed_at",
            UTCDateTime(),
            nullable=False,
            comment="last change, so that two windows do not overwrite each other",
        ),
        sa.Column(
            "shown_consent_id", sa.BigInteger(), nullable=True, comment="the running yes to showing it; null: not shown"
        ),
        sa.Column(
            "findable_consent_id",
            sa.BigInteger(),
            nullable=True,
            comment="the running yes to being found by it; null: not findable",
        ),
        sa.Column("public_id", sa.Text(), nullable=False, comment="what a URL shows instead of the key"),
        sa.Column("audience", sa.Text(), nullable=False, comment="only_me, chosen, members or public"),
        sa.Column("to_contacts", sa.Boolean(), nullable=False, comment="chosen: the owner's contacts"),
        sa.Column("to_circles", postgresql.ARRAY(sa.BigInteger()), nullable=False, comment="chosen: these circles"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint(
            "(audience = 'chosen') = (to_contacts OR cardinality(to_circles) > 0)",
            name=op.f("ck_experience_audience_chosen"),
        ),
        sa.CheckConstraint(
            "audience IN ('only_me', 'chosen', 'members', 'public')", name=op.f("ck_experience_audience")
        ),
        sa.CheckConstraint(
            "findable_consent_id IS NULL OR shown_consent_id IS NOT NULL",
            name=op.f("ck_experience_findable_needs_shown"),
        ),
        sa.ForeignKeyConstraint(
            ["findable_consent_id"],
            ["consent.id"],
            name=op.f("fk_experience_findable_consent_id_consent"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["kind_id"], ["experience_kind.id"], name=op.f("fk_experience_kind_id_experience_kind")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_experience_member_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["shown_consent_id"],
            ["consent.id"],
            name=op.f("fk_experience_shown_consent_id_consent"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experience")),
        sa.UniqueConstraint("member_id", "kind_id", name=op.f("uq_experience_member_id_kind_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_experience_public_id")),
    )
    op.create_index("ix_experience_kind_id_member_id", "experience", ["kind_id", "member_id"], unique=False)

    fill(EXPERIENCES, "experience_kind")
    fill(WORK_FORMS, "work_form")


def fill(names: tuple[tuple[str, str], ...], table: str) -> None:
    """The starting list; moderators keep it from then on."""
    columns = sa.table(
        table, sa.column("slug", sa.Text), sa.column("name", sa.Text), sa.column("position", sa.BigInteger)
    )
    op.bulk_insert(columns, [{"slug": slug, "name": name, "position": n} for n, (slug, name) in enumerate(names, 1)])


def downgrade() -> None:
    op.drop_table("experience")
    op.drop_table("profile_value")
    op.drop_table("work_form")
    op.drop_table("experience_kind")
