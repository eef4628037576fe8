"""Notices: that something is there, never what."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base, PublicId
from hub.members.models import Member


class Notice(PublicId, Base):
    """One thing a member may want to look at."""

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint("mail IN ('none', 'digest', 'now', 'done')", name="mail"),
        Index("ix_notice_member_id_at", "member_id", "at"),
        Index("ix_notice_mail_due", "mail", "at", postgresql_where="mail IN ('digest', 'now')"),
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), comment="for whom")
    kind: Mapped[str] = mapped_column(comment="kind, declared by a feature; its sentence is fixed")
    actor_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL"), index=True, comment="who did it, where that may be said"
    )
    path: Mapped[str] = mapped_column(comment="page where it can be seen")
    thread: Mapped[str] = mapped_column(comment="what belongs together in the list")
    at: Mapped[datetime] = mapped_column(comment="when it happened")
    read_at: Mapped[datetime | None] = mapped_column(comment="when the member opened it or put it away")
    mail: Mapped[str] = mapped_column(comment="what mail still has to do: none, digest, now, done")

    member: Mapped[Member] = relationship(foreign_keys=[member_id])
    actor: Mapped[Member | None] = relationship(foreign_keys=[actor_id])


class NoticeChoice(Base):
    """How a member wants to hear of things by mail."""

    __tablename__ = "notice_choice"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), unique=True, comment="whose choice")
    by_kind: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, comment="per kind: now, digest or none")
    stop_key: Mapped[str] = mapped_column(unique=True, comment="secret part of the stop links in mail")
    digest_sent_at: Mapped[datetime | None] = mapped_column(comment="when the last weekly mail was written")

    member: Mapped[Member] = relationship(foreign_keys=[member_id])
