"""Gatherings with their programme, answers, and calendar subscriptions."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import Text

from hub.audience.models import HasAudience, audience_checks
from hub.core.crypto import Sealed
from hub.core.db import Base, PublicId
from hub.members.models import Member


class Gathering(PublicId, HasAudience, Base):
    """A meet-up: when, where, what it will be like, and for whom."""

    __tablename__ = "gathering"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("status IN ('confirmed', 'cancelled')", name="status"),
        CheckConstraint("form IN ('place', 'online', 'hybrid')", name="form"),
        CheckConstraint("places IS NULL OR places > 0", name="places"),
        CheckConstraint("sequence >= 0", name="sequence"),
        CheckConstraint("NOT whole_day OR ends_at - starts_at >= interval '23 hours'", name="whole_day"),
        CheckConstraint("address_for IN ('everybody', 'coming')", name="address_for"),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="point"),
        CheckConstraint("latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180", name="point_on_earth"),
        Index("ix_gathering_starts_at", "starts_at"),
        Index("ix_gathering_audience_starts_at", "audience", "starts_at"),
        *audience_checks(),
    )

    uid: Mapped[UUID] = mapped_column(unique=True, comment="random UID in every calendar, never reused")
    sequence: Mapped[int] = mapped_column(default=0, comment="goes up at every change a reader can see")
    title: Mapped[str] = mapped_column(comment="what it is")
    source: Mapped[str] = mapped_column(default="", comment="description in Markdown")
    html: Mapped[str] = mapped_column(default="", comment="description, rendered when it was saved")
    starts_at: Mapped[datetime] = mapped_column(comment="begin; shown in Europe/Amsterdam")
    ends_at: Mapped[datetime] = mapped_column(comment="end; a gathering always has one")
    whole_day: Mapped[bool] = mapped_column(
        default=False,
        comment="fills its days: Dutch midnight before the first to the one after the last, so that order and windows hold",
    )
    form: Mapped[str] = mapped_column(comment="place, online or hybrid")
    venue: Mapped[str] = mapped_column(default="", comment="name of the building or room")
    street: Mapped[str] = mapped_column(default="", comment="street and number")
    town: Mapped[str] = mapped_column(default="", comment="town")
    province: Mapped[str] = mapped_column(default="", comment="slug of one of the twelve provinces; empty when online")
    address_for: Mapped[str] = mapped_column(
        default="coming", comment="who reads venue and street: everybody who sees it, or only who is coming"
    )
    latitude: Mapped[float | None] = mapped_column(comment="degrees north of the exact place, for GEO in calendars")
    longitude: Mapped[float | None] = mapped_column(comment="degrees east of the exact place, for GEO in calendars")
    link_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, comment="meeting link, encrypted; shown to who joins")
    access: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, comment="access facts: yes, no or unknown, plus text")
    themes: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, comment="slugs of themes; never an experience")
    places: Mapped[int | None] = mapped_column(comment="most people who can say yes; null: no limit")
    status: Mapped[str] = mapped_column(default="confirmed", comment="confirmed or cancelled")
    cancel_note: Mapped[str] = mapped_column(default="", comment="one sentence about why it was cancelled")
    moved_from: Mapped[datetime | None] = mapped_column(comment="when it would have begun before it was last moved")
    moved_from_whole_day: Mapped[bool] = mapped_column(default=False, comment="it filled its days before it was last moved")
    organiser_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL"), index=True, comment="member who organises"
    )
    created_at: Mapped[datetime] = mapped_column(comment="when it was made")
    changed_at: Mapped[datetime] = mapped_column(comment="last change of anything shown, for DTSTAMP and Last-Modified")

    link = Sealed("gathering.link")

    organiser: Mapped[Member | None] = relationship(foreign_keys=[organiser_id])
    programme: Mapped[list[ProgrammeItem]] = relationship(
        order_by="ProgrammeItem.starts_at, ProgrammeItem.position", back_populates="gathering"
    )


class Theme(Base):
    """Something gatherings are about, from the kept list; never an experience."""

    __tablename__ = "theme"

    slug: Mapped[str] = mapped_column(unique=True, comment="name in a link; stays when the name changes")
    name: Mapped[str] = mapped_column(comment="name on screen")
    position: Mapped[int] = mapped_column(comment="order in lists")


class ProgrammeItem(PublicId, Base):
    """One part of a programme; parts at the same time are parallel."""

    __tablename__ = "programme_item"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        Index("ix_programme_item_gathering_id_starts_at", "gathering_id", "starts_at"),
    )

    gathering_id: Mapped[int] = mapped_column(ForeignKey("gathering.id", ondelete="CASCADE"), comment="of which gathering")
    starts_at: Mapped[datetime] = mapped_column(comment="begin")
    ends_at: Mapped[datetime] = mapped_column(comment="end")
    title: Mapped[str] = mapped_column(comment="what it is")
    about: Mapped[str] = mapped_column(default="", comment="what it is about, in Markdown")
    about_html: Mapped[str] = mapped_column(default="", comment="the same, rendered when it was saved")
    topic: Mapped[str] = mapped_column(default="", comment="subject")
    municipality: Mapped[str] = mapped_column(default="", comment="municipality it is about")
    is_choice: Mapped[bool] = mapped_column(default=False, comment="one of several to choose from")
    position: Mapped[int] = mapped_column(default=0, comment="order among parallel parts")

    gathering: Mapped[Gathering] = relationship(back_populates="programme")


class Answer(Base):
    """A member's yes, maybe or no to a gathering."""

    __tablename__ = "answer"
    __table_args__ = (
        UniqueConstraint("gathering_id", "member_id"),
        CheckConstraint("answer IN ('yes', 'maybe', 'no')", name="answer"),
        Index("ix_answer_member_id_answer", "member_id", "answer"),
    )

    gathering_id: Mapped[int] = mapped_column(ForeignKey("gathering.id", ondelete="CASCADE"), comment="to what")
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), comment="whose")
    answer: Mapped[str] = mapped_column(comment="yes, maybe or no")
    at: Mapped[datetime] = mapped_column(comment="when it was given")

    member: Mapped[Member] = relationship(foreign_keys=[member_id])


class Subscription(PublicId, Base):
    """A secret calendar link of one member."""

    __tablename__ = "subscription"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True, comment="whose")
    name: Mapped[str] = mapped_column(comment="what the member calls it, like 'telefoon'")
    token_hash: Mapped[str] = mapped_column(unique=True, comment="SHA-256 of the secret in the link")
    rich: Mapped[bool] = mapped_column(default=False, comment="titles and places shown; otherwise discreet")
    created_at: Mapped[datetime] = mapped_column(comment="when the running link was made")
    changed_at: Mapped[datetime] = mapped_column(comment="last change of a choice here")
    stopped_at: Mapped[datetime | None] = mapped_column(comment="when it was stopped")
    fetched_on: Mapped[datetime | None] = mapped_column(comment="last day it was fetched")
    fetched_by: Mapped[str] = mapped_column(default="", comment="kind of client that fetched it")


class FeedMark(Base):
    """When anything in the public feeds last changed, deletions included: one read for a 304."""

    __tablename__ = "feed_mark"

    name: Mapped[str] = mapped_column(unique=True, comment="'public'")
    stamp: Mapped[UUID] = mapped_column(comment="random, new at every change: what kept bytes are found by")
    changed_at: Mapped[datetime] = mapped_column(comment="last change")
