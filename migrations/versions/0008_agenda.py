"""Gatherings, programmes, answers, calendar subscriptions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hub.core.db import UTCDateTime

revision = "0008"
down_revision = "0007"

THEMES = (
    ("ontmoeten", "Ontmoeten"),
    ("ondernemen", "Ondernemen"),
    ("samenwerken", "Samenwerken"),
    ("opdrachten-vinden", "Opdrachten vinden"),
    ("geld-en-regels", "Geld en regels"),
    ("grenzen-en-energie", "Grenzen en energie"),
    ("intervisie", "Intervisie"),
    ("wonen-en-buurt", "Wonen en buurt"),
    ("meepraten", "Meepraten met gemeenten"),
)


def upgrade() -> None:
    op.create_table(
        "feed_mark",
        sa.Column("name", sa.Text(), nullable=False, comment="'public'"),
        sa.Column(
            "stamp", sa.Uuid(), nullable=False, comment="random, new at every change: what kept bytes are found by"
        ),
        sa.Column("changed_at", UTCDateTime(), nullable=False, comment="last change"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_mark")),
        sa.UniqueConstraint("name", name=op.f("uq_feed_mark_name")),
    )
    op.create_table(
        "gathering",
        sa.Column("uid", sa.Uuid(), nullable=False, comment="random UID in every calendar, never reused"),
        sa.Column("sequence", sa.BigInteger(), nullable=False, comment="goes up at every change a reader can see"),
        sa.Column("title", sa.Text(), nullable=False, comment="what it is"),
        sa.Column("source", sa.Text(), nullable=False, comment="description in Markdown"),
        sa.Column("html", sa.Text(), nullable=False, comment="description, rendered when it was saved"),
        sa.Column("starts_at", UTCDateTime(), nullable=False, comment="begin; shown in Europe/Amsterdam"),
        sa.Column("ends_at", UTCDateTime(), nullable=False, comment="end; a gathering always has one"),
        sa.Column("form", sa.Text(), nullable=False, comment="place, online or hybrid"),
        sa.Column("venue", sa.Text(), nullable=False, comment="name of the building or room"),
        sa.Column("street", sa.Text(), nullable=False, comment="street and number"),
        sa.Column("town", sa.Text(), nullable=False, comment="town"),
        sa.Column(
            "province", sa.Text(), nullable=False, comment="slug of one of the twelve provinces; empty when online"
        ),
        sa.Column(
            "link_sealed", sa.LargeBinary(), nullable=True, comment="meeting link, encrypted; shown to who joins"
        ),
        sa.Column("access", postgresql.JSONB(), nullable=False, comment="access facts: yes, no or unknown, plus text"),
        sa.Column(
            "themes", postgresql.ARRAY(sa.Text()), nullable=False, comment="slugs of themes; never an experience"
        ),
        sa.Column("places", sa.BigInteger(), nullable=True, comment="most people who can say yes; null: no limit"),
        sa.Column("status", sa.Text(), nullable=False, comment="confirmed or cancelled"),
        sa.Column("cancel_note", sa.Text(), nullable=False, comment="one sentence about why it was cancelled"),
        sa.Column(
            "moved_from", UTCDateTime(), nullable=True, comment="when it would have begun before it was last moved"
        ),
        sa.Column("organiser_id", sa.BigInteger(), nullable=True, comment="member who organises"),
        sa.Column("created_at", UTCDateTime(), nullable=False, comment="when it was made"),
        sa.Column(
            "changed_at",
            UTCDateTime(),
            nullable=False,
            comment="last change of anything shown, for DTSTAMP and Last-Modified",
        ),
        sa.Column("public_id", sa.Text(), nullable=False, comment="what a URL shows instead of the key"),
        sa.Column("audience", sa.Text(), nullable=False, comment="only_me, chosen, members or public"),
        sa.Column("to_contacts", sa.Boolean(), nullable=False, comment="chosen: the owner's contacts"),
        sa.Column("to_circles", postgresql.ARRAY(sa.BigInteger()), nullable=False, comment="chosen: these circles"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint(
            "(audience = 'chosen') = (to_contacts OR cardinality(to_circles) > 0)",
            name=op.f("ck_gathering_audience_chosen"),
        ),
        sa.CheckConstraint(
            "audience IN ('only_me', 'chosen', 'members', 'public')", name=op.f("ck_gathering_audience")
        ),
        sa.CheckConstraint("form IN ('place', 'online', 'hybrid')", name=op.f("ck_gathering_form")),
        sa.CheckConstraint("status IN ('confirmed', 'cancelled')", name=op.f("ck_gathering_status")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_gathering_ends_after_start")),
        sa.CheckConstraint("places IS NULL OR places > 0", name=op.f("ck_gathering_places")),
        sa.CheckConstraint("sequence >= 0", name=op.f("ck_gathering_sequence")),
        sa.ForeignKeyConstraint(
            ["organiser_id"], ["member.id"], name=op.f("fk_gathering_organiser_id_member"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gathering")),
        sa.UniqueConstraint("public_id", name=op.f("uq_gathering_public_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_gathering_uid")),
    )
    op.create_index("ix_gathering_audience_starts_at", "gathering", ["audience", "starts_at"], unique=False)
    op.create_index(op.f("ix_gathering_organiser_id"), "gathering", ["organiser_id"], unique=False)
    op.create_index("ix_gathering_starts_at", "gathering", ["starts_at"], unique=False)
    op.create_table(
        "subscription",
        sa.Column("member_id", sa.BigInteger(), nullable=False, comment="whose"),
        sa.Column("name", sa.Text(), nullable=False, comment="what the member calls it, like 'telefoon'"),
        sa.Column("token_hash", sa.Text(), nullable=False, comment="SHA-256 of the secret in the link"),
        sa.Column("rich", sa.Boolean(), nullable=False, comment="titles and places shown; otherwise discreet"),
        sa.Column("created_at", UTCDateTime(), nullable=False, comment="when the running link was made"),
        sa.Column("changed_at", UTCDateTime(), nullable=False, comment="last change of a choice here"),
        sa.Column("stopped_at", UTCDateTime(), nullable=True, comment="when it was stopped"),
        sa.Column("fetched_on", UTCDateTime(), nullable=True, comment="last day it was fetched"),
        sa.Column("fetched_by", sa.Text(), nullable=False, comment="kind of client that fetched it"),
        sa.Column("public_id", sa.Text(), nullable=False, comment="what a URL shows instead of the key"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_subscription_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
        sa.UniqueConstraint("public_id", name=op.f("uq_subscription_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_subscription_token_hash")),
    )
    op.create_index(op.f("ix_subscription_member_id"), "subscription", ["member_id"], unique=False)
    op.create_table(
        "answer",
        sa.Column("gathering_id", sa.BigInteger(), nullable=False, comment="to what"),
        sa.Column("member_id", sa.BigInteger(), nullable=False, comment="whose"),
        sa.Column("answer", sa.Text(), nullable=False, comment="yes, maybe or no"),
        sa.Column("at", UTCDateTime(), nullable=False, comment="when it was given"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint("answer IN ('yes', 'maybe', 'no')", name=op.f("ck_answer_answer")),
        sa.ForeignKeyConstraint(
            ["gathering_id"], ["gathering.id"], name=op.f("fk_answer_gathering_id_gathering"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_answer_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("gathering_id", "member_id", name=op.f("uq_answer_gathering_id_member_id")),
    )
    op.create_index("ix_answer_member_id_answer", "answer", ["member_id", "answer"], unique=False)
    op.create_table(
        "programme_item",
        sa.Column("gathering_id", sa.BigInteger(), nullable=False, comment="of which gathering"),
        sa.Column("starts_at", UTCDateTime(), nullable=False, comment="begin"),
        sa.Column("ends_at", UTCDateTime(), nullable=False, comment="end"),
        sa.Column("title", sa.Text(), nullable=False, comment="what it is"),
        sa.Column("about", sa.Text(), nullable=False, comment="what it is about, in Markdown"),
        sa.Column("about_html", sa.Text(), nullable=False, comment="the same, rendered when it was saved"),
        sa.Column("topic", sa.Text(), nullable=False, comment="subject"),
        sa.Column("municipality", sa.Text(), nullable=False, comment="municipality it is about"),
        sa.Column("is_choice", sa.Boolean(), nullable=False, comment="one of several to choose from"),
        sa.Column("position", sa.BigInteger(), nullable=False, comment="order among parallel parts"),
        sa.Column("public_id", sa.Text(), nullable=False, comment="what a URL shows instead of the key"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_programme_item_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["gathering_id"],
            ["gathering.id"],
            name=op.f("fk_programme_item_gathering_id_gathering"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_item")),
        sa.UniqueConstraint("public_id", name=op.f("uq_programme_item_public_id")),
    )
    op.create_index(
        "ix_programme_item_gathering_id_starts_at", "programme_item", ["gathering_id", "starts_at"], unique=False
    )
    theme = op.create_table(
        "theme",
        sa.Column("slug", sa.Text(), nullable=False, comment="name in a link; stays when the name changes"),
        sa.Column("name", sa.Text(), nullable=False, comment="name on screen"),
        sa.Column("position", sa.BigInteger(), nullable=False, comment="order in lists"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
        sa.UniqueConstraint("slug", name=op.f("uq_theme_slug")),
    )
    op.bulk_insert(
        theme, [{"slug": slug, "name": name, "position": number} for number, (slug, name) in enumerate(THEMES, 1)]
    )


def downgrade() -> None:
    op.drop_table("theme")
    op.drop_table("feed_mark")
    op.drop_table("subscription")
    op.drop_table("answer")
    op.drop_table("programme_item")
    op.drop_table("gathering")
