"""Circles: groups with an agreement, joined by invitation."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base, PublicId
from hub.members.models import Member


class Circle(PublicId, Base):
    """A group with a purpose: an intervision group, a project team, a room of the house."""

    __tablename__ = "circle"

    name: Mapped[str] = mapped_column(comment="name on screen")
    sort_key: Mapped[str] = mapped_column(comment="what lists are sorted by")
    purpose: Mapped[str] = mapped_column(comment="what it is for, in a few plain sentences")
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), comment="moderator")
    made_at: Mapped[datetime] = mapped_column(comment="when it was made")
    closed_at: Mapped[datetime | None] = mapped_column(comment="when it was closed")

    agreements: Mapped[list[CircleAgreement]] = relationship(order_by="CircleAgreement.version", back_populates="circle")

    @property
    def agreement(self) -> CircleAgreement:
        """The agreement as it stands now."""
        return self.agreements[-1]


class CircleAgreement(Base):
    """One version of what the members of a circle promise each other."""

    __tablename__ = "circle_agreement"
    __table_args__ = (UniqueConstraint("circle_id", "version"),)

    circle_id: Mapped[int] = mapped_column(ForeignKey("circle.id", ondelete="CASCADE"), comment="of which circle")
    version: Mapped[int] = mapped_column(comment="1, 2, 3 …")
    source: Mapped[str] = mapped_column(comment="the text, in Markdown")
    html: Mapped[str] = mapped_column(comment="the text, rendered when it was saved")
    at: Mapped[datetime] = mapped_column(comment="since when")

    circle: Mapped[Circle] = relationship(back_populates="agreements")


class CircleMember(PublicId, Base):
    """A member's place in a circle, from invitation to leaving."""

    __tablename__ = "circle_member"
    __table_args__ = (
        UniqueConstraint("circle_id", "member_id"),
        CheckConstraint("state IN ('invited', 'member', 'paused', 'left', 'declined')", name="state"),
        CheckConstraint("role IN ('member', 'host')", name="role"),
        Index("ix_circle_member_member_id_state", "member_id", "state"),
    )

    circle_id: Mapped[int] = mapped_column(ForeignKey("circle.id", ondelete="CASCADE"), comment="which circle")
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), comment="who")
    role: Mapped[str] = mapped_column(default="member", comment="member or host")
    state: Mapped[str] = mapped_column(comment="invited, member, paused, left or declined")
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), comment="who invited")
    agreed_version: Mapped[int | None] = mapped_column(comment="version of the agreement this member said yes to")
    agreed_at: Mapped[datetime | None] = mapped_column(comment="when")
    since: Mapped[datetime] = mapped_column(comment="since when in this state")

    circle: Mapped[Circle] = relationship()
    member: Mapped[Member] = relationship(foreign_keys=[member_id])
    invited_by: Mapped[Member | None] = relationship(foreign_keys=[invited_by_id])
