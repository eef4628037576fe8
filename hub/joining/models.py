"""The two ways in: a personal invitation and an application. Both are welcomed by a moderator."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.crypto import Sealed
from hub.core.db import Base, PublicId
from hub.members.models import Member


class Invitation(PublicId, Base):
    """A personal link to one address: works once, for 14 days."""

    __tablename__ = "invitation"
    __table_args__ = (Index("ix_invitation_inviter_id_created_at", "inviter_id", "created_at"),)

    inviter_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), comment="who invites")
    name: Mapped[str] = mapped_column(comment="how the inviter calls the invited; erased once used or ended")
    email: Mapped[str] = mapped_column(comment="address it goes to; erased once used or ended")
    token_hash: Mapped[str] = mapped_column(unique=True, comment="SHA-256 of the secret in the link")
    created_at: Mapped[datetime] = mapped_column(comment="when it was made")
    expires_at: Mapped[datetime] = mapped_column(comment="works until then")
    used_at: Mapped[datetime | None] = mapped_column(comment="when it was used")
    withdrawn_at: Mapped[datetime | None] = mapped_column(comment="when the inviter took it back")

    inviter: Mapped[Member] = relationship(foreign_keys=[inviter_id])


class Application(PublicId, Base):
    """Somebody who wants to come in. No experience is asked."""

    __tablename__ = "application"
    __table_args__ = (
        CheckConstraint("state IN ('unconfirmed', 'waiting', 'asked', 'welcomed', 'declined', 'ended')", name="state"),
        Index("ix_application_state_created_at", "state", "created_at"),
    )

    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), unique=True, comment="the account, once the address is confirmed"
    )
    invitation_id: Mapped[int | None] = mapped_column(
        ForeignKey("invitation.id", ondelete="SET NULL"), unique=True, comment="the invitation it came from, if any"
    )
    name: Mapped[str] = mapped_column(comment="name to use; erased once there is an account")
    email: Mapped[str] = mapped_column(index=True, comment="address, canonical; erased once there is an account")
    why_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, comment="why they want to join, encrypted; erased once decided")
    stage: Mapped[str | None] = mapped_column(
        comment="orienting, planning, self_employed, cooperative, employed or rather_not; null when not asked"
    )
    state: Mapped[str] = mapped_column(comment="unconfirmed, waiting, asked, welcomed, declined or ended")
    since: Mapped[datetime] = mapped_column(comment="since when it is in this state")
    confirm_hash: Mapped[str | None] = mapped_column(unique=True, comment="SHA-256 of the secret that confirms the address")
    confirm_until: Mapped[datetime | None] = mapped_column(comment="the confirming link works until then")
    decline_kind: Mapped[str | None] = mapped_column(comment="kind of reason when declined, from a short list")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), comment="moderator")
    created_at: Mapped[datetime] = mapped_column(comment="when it was written")

    why = Sealed("application.why")

    member: Mapped[Member | None] = relationship(foreign_keys=[member_id])
    invitation: Mapped[Invitation | None] = relationship(foreign_keys=[invitation_id])
    questions: Mapped[list[ApplicationQuestion]] = relationship(
        back_populates="application", order_by="ApplicationQuestion.asked_at", cascade="all, delete-orphan"
    )


class ApplicationQuestion(PublicId, Base):
    """What a moderator asked back, and the answer. Both go once it is decided."""

    __tablename__ = "application_question"

    application_id: Mapped[int] = mapped_column(
        ForeignKey("application.id", ondelete="CASCADE"), index=True, comment="the application it is about"
    )
    question_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, comment="what a moderator asked, encrypted")
    answer_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, comment="what was answered, encrypted")
    asked_at: Mapped[datetime] = mapped_column(comment="when it was asked")
    answered_at: Mapped[datetime | None] = mapped_column(comment="when it was answered")

    question = Sealed("application_question.question")
    answer = Sealed("application_question.answer")

    application: Mapped[Application] = relationship(back_populates="questions")


class Greeting(PublicId, Base):
    """A member who is asked to greet a newcomer, and says yes or not now."""

    __tablename__ = "greeting"
    __table_args__ = (CheckConstraint("state IN ('asked', 'accepted', 'declined', 'done')", name="state"),)

    newcomer_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True, comment="who is new")
    greeter_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True, comment="who is asked")
    state: Mapped[str] = mapped_column(comment="asked, accepted, declined or done")
    asked_at: Mapped[datetime] = mapped_column(comment="when the greeter was asked")
    settled_at: Mapped[datetime | None] = mapped_column(comment="when the greeter answered")

    newcomer: Mapped[Member] = relationship(foreign_keys=[newcomer_id])
    greeter: Mapped[Member] = relationship(foreign_keys=[greeter_id])
