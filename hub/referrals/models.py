"""A client passed on without the client's data: the question, to whom it is offered, the yes behind it, the meeting."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.circles.models import Circle
from hub.core.crypto import Sealed
from hub.core.db import Base, PublicId
from hub.members.models import Member


class Referral(PublicId, Base):
    """A question of a client. There is no column in which the client could be named."""

    __tablename__ = "referral"
    __table_args__ = (
        CheckConstraint(
            "state IN ('draft', 'open', 'accepted', 'given_back', 'unanswered', 'withdrawn', 'finished')", name="state"
        ),
        CheckConstraint("(state IN ('unanswered', 'withdrawn', 'finished')) = (settled_at IS NOT NULL)", name="settled"),
        CheckConstraint("state <> 'withdrawn' OR (question_sealed IS NULL AND code_hash IS NULL)", name="withdrawn_is_erased"),
        Index("ix_referral_sender_id_state", "sender_id", "state"),
        Index("ix_referral_state_expires_at", "state", "expires_at"),
    )

    sender_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), comment="who passes the client on")
    circle_id: Mapped[int | None] = mapped_column(
        ForeignKey("circle.id", ondelete="SET NULL"), index=True, comment="the circle it goes to; null for chosen contacts"
    )
    state: Mapped[str] = mapped_column(
        default="draft", comment="draft, open, accepted, given_back, unanswered, withdrawn or finished"
    )
    age_band: Mapped[str | None] = mapped_column(comment="ten years of age by its first; null once erased")
    province: Mapped[str | None] = mapped_column(comment="slug of the province; null once erased")
    kind: Mapped[str | None] = mapped_column(comment="kind of help, from the kept list; null once erased")
    form: Mapped[str | None] = mapped_column(comment="place, online or both; null once erased")
    language: Mapped[str | None] = mapped_column(comment="language of the talks, from the kept list; null once erased")
    period: Mapped[str | None] = mapped_column(comment="how soon, from the kept list; null once erased")
    avoid_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, comment="what the client wants to avoid, encrypted")
    question_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, comment="the question, encrypted")
    code_hash: Mapped[str | None] = mapped_column(unique=True, comment="SHA-256 of the client's paper code")
    created_at: Mapped[datetime] = mapped_column(comment="when its sender began")
    sent_at: Mapped[datetime | None] = mapped_column(comment="when it was first sent")
    expires_at: Mapped[datetime | None] = mapped_column(comment="when it stops by itself, as it stands now")
    renewed_at: Mapped[datetime | None] = mapped_column(comment="when its sender gave it 14 days more; once per sending")
    settled_at: Mapped[datetime | None] = mapped_column(comment="since when nothing more happens; a week later it is erased")

    avoid = Sealed("referral.avoid")
    question = Sealed("referral.question")

    sender: Mapped[Member] = relationship(foreign_keys=[sender_id])
    circle: Mapped[Circle | None] = relationship()
    meeting: Mapped[Meeting | None] = relationship(back_populates="referral")


class Offer(PublicId, Base):
    """To whom a referral goes, and what became of that. Its sender never sees who declined."""

    __tablename__ = "referral_offer"
    __table_args__ = (
        UniqueConstraint("referral_id", "receiver_id"),
        CheckConstraint("state IN ('offered', 'accepted', 'declined', 'given_back')", name="state"),
        Index("uq_referral_offer_accepted", "referral_id", unique=True, postgresql_where="state = 'accepted'"),
        Index("ix_referral_offer_receiver_id_state", "receiver_id", "state"),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id", ondelete="CASCADE"), comment="which referral")
    receiver_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), comment="to whom")
    state: Mapped[str] = mapped_column(default="offered", comment="offered, accepted, declined or given_back")
    since: Mapped[datetime] = mapped_column(comment="since when in this state")
    regime: Mapped[str | None] = mapped_column(comment="rules the receiver's practice falls under, said before accepting")
    complaints_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, comment="where its complaints go, encrypted")

    complaints = Sealed("referral_offer.complaints")

    referral: Mapped[Referral] = relationship()
    receiver: Mapped[Member] = relationship(foreign_keys=[receiver_id])


class Agreement(Base):
    """The client's yes to this text being seen by these people, as its sender recorded it."""

    __tablename__ = "referral_agreement"

    referral_id: Mapped[int] = mapped_column(
        ForeignKey("referral.id", ondelete="CASCADE"), index=True, comment="to which referral"
    )
    text_version: Mapped[str] = mapped_column(comment="version of the text of the agreement")
    text_sha256: Mapped[str] = mapped_column(comment="SHA-256 of that text")
    agreed_on: Mapped[date] = mapped_column(comment="day the client said yes")
    how: Mapped[str] = mapped_column(comment="paper, spoken or mail")
    recorded_at: Mapped[datetime] = mapped_column(comment="when its sender recorded it")


class Step(PublicId, Base):
    """One thing that happened, for the history."""

    __tablename__ = "referral_step"
    __table_args__ = (Index("ix_referral_step_referral_id_at", "referral_id", "at"),)

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id", ondelete="CASCADE"), comment="of which referral")
    what: Mapped[str] = mapped_column(comment="sent, accepted, given_back, reopened, renewed, met by plan, ended: see rules")
    actor_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL"), index=True, comment="who did it; null for the client or the clock"
    )
    detail: Mapped[str] = mapped_column(default="", comment="a reason from a kept list")
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, comment="a reason in own words, encrypted")
    at: Mapped[datetime] = mapped_column(comment="when")

    note = Sealed("referral_step.note")

    actor: Mapped[Member | None] = relationship(foreign_keys=[actor_id])


class Meeting(PublicId, Base):
    """The meeting of three that two members plan. The one that stands, and beside it one that is proposed."""

    __tablename__ = "referral_meeting"
    __table_args__ = (
        UniqueConstraint("referral_id"),
        CheckConstraint("state IN ('none', 'set', 'cancelled')", name="state"),
        CheckConstraint("(state = 'none') = (starts_at IS NULL)", name="has_a_time"),
        CheckConstraint("ends_at > starts_at", name="order"),
        CheckConstraint("next_ends_at > next_starts_at", name="next_order"),
        Index("ix_referral_meeting_sender_id_starts_at", "sender_id", "starts_at"),
        Index("ix_referral_meeting_receiver_id_starts_at", "receiver_id", "starts_at"),
    )

    referral_id: Mapped[int | None] = mapped_column(
        ForeignKey("referral.id", ondelete="SET NULL"), comment="of which referral; null for a cancelled one that outlives it"
    )
    sender_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), comment="who passed the client on")
    receiver_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), comment="who accepted")
    state: Mapped[str] = mapped_column(default="none", comment="none while only proposed, set, or cancelled")
    starts_at: Mapped[datetime | None] = mapped_column(comment="when it begins")
    ends_at: Mapped[datetime | None] = mapped_column(comment="when it ends")
    online: Mapped[bool] = mapped_column(default=False, comment="whether it is online")
    place_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, comment="where, encrypted")
    uid: Mapped[UUID] = mapped_column(unique=True, comment="what calendars know it by")
    sequence: Mapped[int] = mapped_column(default=0, comment="how often what calendars show has changed; never down")
    changed_at: Mapped[datetime] = mapped_column(comment="last change of anything calendars show")
    proposed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL"), index=True, comment="who proposed what is proposed now"
    )
    proposed_at: Mapped[datetime | None] = mapped_column(comment="when it was proposed")
    proposal: Mapped[int] = mapped_column(default=0, comment="number of the proposal, so that a yes is to the one that was seen")
    next_starts_at: Mapped[datetime | None] = mapped_column(comment="when the proposed one begins; null when nothing is proposed")
    next_ends_at: Mapped[datetime | None] = mapped_column(comment="when the proposed one ends")
    next_online: Mapped[bool] = mapped_column(default=False, comment="whether the proposed one is online")
    next_place_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, comment="where the proposed one is, encrypted")

    place = Sealed("referral_meeting.place")
    next_place = Sealed("referral_meeting.next_place")

    referral: Mapped[Referral | None] = relationship(back_populates="meeting")
    sender: Mapped[Member] = relationship(foreign_keys=[sender_id])
    receiver: Mapped[Member] = relationship(foreign_keys=[receiver_id])

    @property
    def is_proposed(self) -> bool:
        """Whether a moment waits for a yes."""
        return self.next_starts_at is not None


class ReferralCount(Base):
    """All that stays: how many of a kind there were in a month. No keys of anybody or anything."""

    __tablename__ = "referral_count"
    __table_args__ = (UniqueConstraint("month", "province", "kind"),)

    month: Mapped[date] = mapped_column(comment="first day of the month in which they were sent")
    province: Mapped[str] = mapped_column(comment="slug of the province")
    kind: Mapped[str] = mapped_column(comment="kind of help")
    number: Mapped[int] = mapped_column(default=0, comment="how many")
