"""Assignments, responses to them, and to whom an assignment was offered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import Text

from hub.core.crypto import Sealed
from hub.core.db import Base, PublicId
from hub.members.models import Member


class Assignment(PublicId, Base):
    """Work that somebody has for others, with everything one must know before answering."""

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint(
            "state IN ('draft', 'open', 'agreed', 'under_way', 'done', 'withdrawn', 'expired')",
            name="state",
        ),
        CheckConstraint("for_whom IN ('self', 'organisation')", name="for_whom"),
        CheckConstraint("ends_on >= starts_on", name="period"),
        CheckConstraint("hours > 0 AND hours_per IN ('week', 'total')", name="hours"),
        CheckConstraint("place IN ('place', 'online', 'both')", name="place"),
        CheckConstraint("place = 'online' OR province <> ''", name="province"),
        CheckConstraint("people > 0", name="people"),
        CheckConstraint("pay IN ('paid', 'expenses', 'swap', 'volunteer')", name="pay"),
        CheckConstraint("pay_unit IN ('hour', 'day', 'total')", name="pay_unit"),
        CheckConstraint(
            "(pay = 'paid' AND num_nulls(pay_low, pay_high, pay_unit) = 0 AND pay_low > 0 AND pay_high >= pay_low)"
            " OR (pay <> 'paid' AND num_nonnulls(pay_low, pay_high, pay_unit) = 0) OR pay IS NULL",
            name="pay_range",
        ),
        CheckConstraint(
            "state = 'draft' OR (starts_on IS NOT NULL AND hours IS NOT NULL AND hours_per IS NOT NULL"
            " AND place IS NOT NULL AND closes_at IS NOT NULL AND pay IS NOT NULL AND opened_at IS NOT NULL)",
            name="complete",
        ),
        Index("ix_assignment_state_closes_at", "state", "closes_at"),
        Index("ix_assignment_poster_id_state", "poster_id", "state"),
    )

    poster_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), comment="who has the work")
    state: Mapped[str] = mapped_column(default="draft", comment="draft, open, agreed, under_way, done, withdrawn or expired")
    title: Mapped[str] = mapped_column(comment="what it is, in a few words")
    about_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, comment="what has to be done, encrypted; plain text")
    for_whom: Mapped[str] = mapped_column(comment="self or organisation")
    organisation_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, comment="its name, encrypted; for who is chosen")
    interested: Mapped[bool] = mapped_column(comment="the poster has an interest of their own in the outcome")
    interest: Mapped[str] = mapped_column(default="", comment="which interest, in a sentence")
    starts_on: Mapped[date | None] = mapped_column(comment="first day of the work")
    ends_on: Mapped[date | None] = mapped_column(comment="last day of the work; null: no end agreed")
    hours: Mapped[int | None] = mapped_column(comment="about how many hours")
    hours_per: Mapped[str | None] = mapped_column(comment="hours a week or in total: week, total")
    place: Mapped[str | None] = mapped_column(comment="place, online or both")
    province: Mapped[str] = mapped_column(default="", comment="slug of one of the twelve provinces; empty when online")
    town: Mapped[str] = mapped_column(default="", comment="town, if it may be said")
    people: Mapped[int] = mapped_column(default=1, comment="how many people are asked")
    closes_at: Mapped[datetime | None] = mapped_column(comment="responses are taken until then: the end of a Dutch day")
    pay: Mapped[str | None] = mapped_column(comment="paid, expenses, swap or volunteer")
    pay_low: Mapped[int | None] = mapped_column(comment="least pay in whole euros per unit")
    pay_high: Mapped[int | None] = mapped_column(comment="most pay in whole euros per unit")
    pay_unit: Mapped[str | None] = mapped_column(comment="paid per hour, per day or in total: hour, day, total")
    pay_note: Mapped[str] = mapped_column(default="", comment="what is swapped, or which expenses")
    experiences: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, comment="slugs of the experiences asked for")
    work_forms: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, comment="slugs of the work forms asked for")
    access: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, comment="travel, noise, pace, equipment: answer and text")
    made_at: Mapped[datetime] = mapped_column(comment="when it was begun")
    changed_at: Mapped[datetime] = mapped_column(comment="last change or step")
    opened_at: Mapped[datetime | None] = mapped_column(comment="when others could first see it")
    agreed_at: Mapped[datetime | None] = mapped_column(comment="when the choosing was finished")
    started_at: Mapped[datetime | None] = mapped_column(comment="when the work began")
    ended_at: Mapped[datetime | None] = mapped_column(comment="when it was done, withdrawn or expired")
    reminded: Mapped[int | None] = mapped_column(comment="the last reminder of its end went so many days ahead")

    about = Sealed("assignment.about")
    organisation = Sealed("assignment.organisation")

    poster: Mapped[Member] = relationship(foreign_keys=[poster_id])


class Response(PublicId, Base):
    """One member's answer to one assignment, for its poster alone."""

    __tablename__ = "response"
    __table_args__ = (
        UniqueConstraint("assignment_id", "member_id"),
        CheckConstraint("state IN ('sent', 'shortlist', 'chosen', 'declined', 'withdrawn')", name="state"),
        CheckConstraint("(state = 'chosen') = (place_number IS NOT NULL)", name="chosen_has_place"),
        CheckConstraint("place_number > 0", name="place_number"),
        CheckConstraint("(state = 'declined') = (reason <> '')", name="declined_has_reason"),
        Index("uq_response_place", "assignment_id", "place_number", unique=True, postgresql_where="place_number IS NOT NULL"),
        Index("ix_response_member_id_state", "member_id", "state"),
    )

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"), comment="to what")
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), comment="whose")
    state: Mapped[str] = mapped_column(default="sent", comment="sent, shortlist, chosen, declined or withdrawn")
    why_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, comment="why me, encrypted")
    available_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, comment="when, encrypted")
    stand_in_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, comment="who could stand in, encrypted")
    place_number: Mapped[int | None] = mapped_column(comment="which of the asked places a chosen one has")
    reason: Mapped[str] = mapped_column(default="", comment="kind of reason for declining; empty otherwise")
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, comment="a sentence of the poster's own with it, encrypted")
    sent_at: Mapped[datetime] = mapped_column(comment="when it was last sent")
    settled_at: Mapped[datetime | None] = mapped_column(comment="when it was chosen, declined or withdrawn")

    why = Sealed("response.why")
    available = Sealed("response.available")
    stand_in = Sealed("response.stand_in")
    note = Sealed("response.note")

    assignment: Mapped[Assignment] = relationship(foreign_keys=[assignment_id])
    member: Mapped[Member] = relationship(foreign_keys=[member_id])


class Offer(Base):
    """An assignment was brought to a member's notice. Why is never kept: it is worked out when that member asks."""

    __tablename__ = "assignment_offer"
    __table_args__ = (UniqueConstraint("assignment_id", "member_id"), Index("ix_assignment_offer_member_id", "member_id"))

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"), comment="which assignment")
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), comment="to whom")
    at: Mapped[datetime] = mapped_column(comment="when")
