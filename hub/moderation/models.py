"""The moderators' desk: reports, what was asked and decided, reviews, and a history that nobody can change."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.crypto import Sealed
from hub.core.db import Base, PublicId
from hub.members.models import Member

OUTCOMES = "'none', 'hide', 'warn', 'suspend'"


class DeskReference(Base):
    """What stands in the history instead of an account: when the account goes, only this row goes with it."""

    __tablename__ = "desk_reference"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), unique=True, comment="whose")
    reference: Mapped[str] = mapped_column(unique=True, comment="random, the same for one account everywhere at the desk")


class Report(PublicId, Base):
    """Something that a member saw and reports, as they saw it at that moment."""

    __tablename__ = "report"
    __table_args__ = (
        CheckConstraint("kind IN ('profile', 'assignment', 'moment')", name="kind"),
        CheckConstraint("reason IN ('harassment', 'privacy', 'danger', 'fraud', 'unlawful', 'other')", name="reason"),
        CheckConstraint("urgency IN ('danger', 'soon', 'calm')", name="urgency"),
        CheckConstraint("state IN ('new', 'claimed', 'asked', 'decided', 'review', 'closed')", name="state"),
        Index("ix_report_state_waits_since", "state", "waits_since"),
    )

    kind: Mapped[str] = mapped_column(comment="what kind of thing: profile, assignment or moment")
    thing: Mapped[str] = mapped_column(comment="the thing itself, by what its address names it")
    piece: Mapped[str] = mapped_column(default="", comment="name of the piece it is about; '' for the whole thing")
    copy_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, comment="its lines as the reporter saw them, encrypted JSON")
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, comment="what the reporter wrote, encrypted")
    reason: Mapped[str] = mapped_column(comment="harassment, privacy, danger, fraud, unlawful or other")
    urgency: Mapped[str] = mapped_column(comment="danger, soon or calm, as the reporter says")
    may_tell: Mapped[bool] = mapped_column(comment="whether the other may know that it is about this very piece")
    reporter_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL"), index=True, comment="who reports; null once that account is gone"
    )
    about_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL"), index=True, comment="whose it is; null for an anonymous thing"
    )
    state: Mapped[str] = mapped_column(comment="new, claimed, asked, decided, review or closed")
    sent_at: Mapped[datetime] = mapped_column(comment="when it was sent")
    look_before: Mapped[datetime] = mapped_column(comment="when a moderator has looked at the latest, as was promised")
    waits_since: Mapped[datetime] = mapped_column(comment="since when it waits for the desk: sent, or review asked")
    claimed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL"), index=True, comment="the moderator who handles it now"
    )
    claimed_until: Mapped[datetime | None] = mapped_column(comment="until when nobody else can take it over")
    closed_at: Mapped[datetime | None] = mapped_column(comment="when nothing can follow any more")

    copy = Sealed("report.copy")
    words = Sealed("report.words")

    reporter: Mapped[Member | None] = relationship(foreign_keys=[reporter_id])
    about: Mapped[Member | None] = relationship(foreign_keys=[about_id])
    questions: Mapped[list[ReportQuestion]] = relationship(order_by="ReportQuestion.id", back_populates="report")
    decisions: Mapped[list[Decision]] = relationship(order_by="Decision.round", back_populates="report")

    @property
    def number(self) -> str:
        """What a person calls it by: 'K7QM-2ABC'."""
        return f"{self.public_id[:4]}-{self.public_id[4:8]}".upper()


class ReportQuestion(PublicId, Base):
    """What a moderator asked the reporter, and the answer."""

    __tablename__ = "report_question"

    report_id: Mapped[int] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"), index=True, comment="about which report")
    question_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, comment="what was asked, encrypted")
    answer_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, comment="what was answered, encrypted")
    asked_at: Mapped[datetime] = mapped_column(comment="when it was asked")
    answered_at: Mapped[datetime | None] = mapped_column(comment="when it was answered")

    question = Sealed("report_question.question")
    answer = Sealed("report_question.answer")

    report: Mapped[Report] = relationship(back_populates="questions")


class Decision(PublicId, Base):
    """What a moderator decided and why: the first time, and once more after a review."""

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("report_id", "round"),
        UniqueConstraint("id", "by_reference"),  # what a review points at, so that it names the first moderator truly
        CheckConstraint("round IN (1, 2)", name="round"),
        CheckConstraint(f"outcome IN ({OUTCOMES})", name="outcome"),
        CheckConstraint("(outcome = 'suspend') = (days IS NOT NULL)", name="days_of_suspension"),
        CheckConstraint("days BETWEEN 1 AND 7", name="days"),
        CheckConstraint("outcome = 'none' OR house_rule IS NOT NULL", name="names_a_rule"),
        Index("ix_decision_ends_at", "ends_at", postgresql_where="outcome = 'suspend' AND ended_at IS NULL"),
    )

    report_id: Mapped[int] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"), comment="about which report")
    round: Mapped[int] = mapped_column(comment="1: the first decision, 2: after a review")
    outcome: Mapped[str] = mapped_column(comment="none, hide, warn or suspend")
    days: Mapped[int | None] = mapped_column(comment="length of a suspension, at most 7 by one moderator")
    house_rule: Mapped[int | None] = mapped_column(comment="which of the house rules, counted from 1")
    rules_version: Mapped[str] = mapped_column(comment="version of the house rules at that moment")
    facts_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, comment="what happened, encrypted")
    why_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, comment="why it was decided so, encrypted")
    about_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL"), index=True, comment="whom it is about"
    )
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), comment="moderator")
    by_reference: Mapped[str] = mapped_column(comment="the moderator in the history, also when the account is gone")
    decided_at: Mapped[datetime] = mapped_column(comment="when it was decided")
    ends_at: Mapped[datetime | None] = mapped_column(comment="until when a suspension lasts")
    ended_at: Mapped[datetime | None] = mapped_column(comment="when its effect ended, or another decision took its place")
    read_at: Mapped[datetime | None] = mapped_column(comment="when the person said to have read it")
    link_hash: Mapped[str | None] = mapped_column(
        unique=True, comment="SHA-256 of the secret by which a suspended person reads it"
    )

    facts = Sealed("decision.facts")
    why = Sealed("decision.why")

    report: Mapped[Report] = relationship(back_populates="decisions")
    about: Mapped[Member | None] = relationship(foreign_keys=[about_id])
    review: Mapped[Review | None] = relationship(back_populates="decision", uselist=False)


class Review(PublicId, Base):
    """Somebody asks that another moderator looks at a decision anew."""

    __tablename__ = "review"
    __table_args__ = (
        ForeignKeyConstraint(["decision_id", "first_reference"], ["decision.id", "decision.by_reference"], ondelete="CASCADE"),
        CheckConstraint("asked_as IN ('person', 'reporter')", name="asked_as"),
        CheckConstraint("judge_reference <> first_reference", name="another_moderator"),
        CheckConstraint("(outcome IS NULL) = (judge_reference IS NULL)", name="judged"),
        CheckConstraint("outcome IN ('upheld', 'changed')", name="outcome"),
    )

    decision_id: Mapped[int] = mapped_column(unique=True, comment="the first decision")
    first_reference: Mapped[str] = mapped_column(comment="who took it, in the history")
    asked_as: Mapped[str] = mapped_column(comment="person: it is about them; reporter: nothing was done")
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, comment="in their own words, encrypted")
    asked_at: Mapped[datetime] = mapped_column(comment="when it was asked")
    judge_reference: Mapped[str | None] = mapped_column(comment="who judged it, in the history; never the first")
    outcome: Mapped[str | None] = mapped_column(comment="upheld or changed")
    judged_at: Mapped[datetime | None] = mapped_column(comment="when it was judged")

    words = Sealed("review.words")

    decision: Mapped[Decision] = relationship(back_populates="review")


class ReportEvent(Base):
    """One line of the history of a report. The database refuses to change or remove it; it names no account."""

    __tablename__ = "report_event"
    __table_args__ = (Index("ix_report_event_report_reference", "report_reference", "id"),)

    report_reference: Mapped[str] = mapped_column(comment="public id of the report")
    role: Mapped[str] = mapped_column(comment="reporter, person, moderator or house: who did it")
    reference: Mapped[str] = mapped_column(default="", comment="the account's desk reference; '' for the house itself")
    what: Mapped[str] = mapped_column(comment="what happened, in a word")
    reason: Mapped[str] = mapped_column(default="", comment="a word about why or how: an outcome, a kind; never a text")
    at: Mapped[datetime] = mapped_column(comment="when")
