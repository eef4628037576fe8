"""Profiles: fields and experiences, each with its own audience; the kept lists they choose from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import Text

from hub.audience.models import HasAudience, audience_checks
from hub.core.db import Base, PublicId
from hub.members.models import Consent, Member

FIELDS = ("name", "sentence", "work_forms", "province", "online", "capacity", "working_card")


class ExperienceKind(Base):
    """A kind of lived experience, from the kept list."""

    __tablename__ = "experience_kind"

    slug: Mapped[str] = mapped_column(unique=True, comment="name in a link")
    name: Mapped[str] = mapped_column(comment="name on screen")
    position: Mapped[int] = mapped_column(comment="order in lists")
    retired_at: Mapped[datetime | None] = mapped_column(comment="no longer offered since")


class WorkForm(Base):
    """A kind of work, from the kept list."""

    __tablename__ = "work_form"

    slug: Mapped[str] = mapped_column(unique=True, comment="name in a link")
    name: Mapped[str] = mapped_column(comment="name on screen")
    position: Mapped[int] = mapped_column(comment="order in lists")
    retired_at: Mapped[datetime | None] = mapped_column(comment="no longer offered since")


class ProfileValue(HasAudience, Base):
    """One field of one member's profile, with who may see it."""

    __tablename__ = "profile_value"
    __table_args__ = (
        UniqueConstraint("member_id", "field"),
        CheckConstraint(
            "field IN ('name', 'sentence', 'work_forms', 'province', 'online', 'capacity', 'working_card')", name="field"
        ),
        Index("ix_profile_value_field_text", "field", "text", "member_id"),
        Index("ix_profile_value_items", "items", postgresql_using="gin"),
        *audience_checks(),
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), comment="whose")
    field: Mapped[str] = mapped_column(comment="which field")
    text: Mapped[str] = mapped_column(default="", comment="the value, or its first part; of name nothing: the account has it")
    items: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, comment="slugs or lines, for a field with several")
    changed_at: Mapped[datetime] = mapped_column(comment="last change")


class Experience(PublicId, HasAudience, Base):
    """One lived experience of one member, with its own audience and its two consents, both off at first."""

    __tablename__ = "experience"
    __table_args__ = (
        UniqueConstraint("member_id", "kind_id"),
        CheckConstraint("findable_consent_id IS NULL OR shown_consent_id IS NOT NULL", name="findable_needs_shown"),
        Index("ix_experience_kind_id_member_id", "kind_id", "member_id"),
        *audience_checks(),
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), comment="whose")
    kind_id: Mapped[int] = mapped_column(ForeignKey("experience_kind.id"), comment="which")
    sentence: Mapped[str] = mapped_column(default="", comment="a sentence of one's own about it")
    position: Mapped[int] = mapped_column(default=0, comment="order chosen by the member")
    changed_at: Mapped[datetime] = mapped_column(comment="last change, so that two windows do not overwrite each other")
    shown_consent_id: Mapped[int | None] = mapped_column(
        ForeignKey("consent.id", ondelete="SET NULL"), comment="the running yes to showing it; null: not shown"
    )
    findable_consent_id: Mapped[int | None] = mapped_column(
        ForeignKey("consent.id", ondelete="SET NULL"),
        comment="the running yes to being found by it; null: not findable",
    )

    kind: Mapped[ExperienceKind] = relationship(lazy="joined")
    member: Mapped[Member] = relationship(foreign_keys=[member_id])
    shown_consent: Mapped[Consent | None] = relationship(foreign_keys=[shown_consent_id])
    findable_consent: Mapped[Consent | None] = relationship(foreign_keys=[findable_consent_id])
