"""Contact requests, contacts, and the conversation of two that comes with a contact."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.crypto import Sealed
from hub.core.db import Base, PublicId
from hub.members.models import Member


class ContactRequest(PublicId, Base):
    """Somebody asks somebody for contact, with a reason. Letting it be is silent."""

    __tablename__ = "contact_request"
    __table_args__ = (
        CheckConstraint("state IN ('sent', 'accepted', 'let_be', 'withdrawn')", name="state"),
        CheckConstraint("sender_id <> receiver_id", name="not_oneself"),
        CheckConstraint("low_id < high_id", name="pair_order"),
        Index("uq_contact_request_open_pair", "low_id", "high_id", unique=True, postgresql_where="state = 'sent'"),
        Index(
            "uq_contact_request_standing",
            "sender_id",
            "receiver_id",
            unique=True,
            postgresql_where="state IN ('sent', 'let_be')",
        ),
        Index("ix_contact_request_receiver_id_state", "receiver_id", "state"),
        Index("ix_contact_request_sender_id_state", "sender_id", "state"),
    )

    sender_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), comment="who asks")
    receiver_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), comment="who is asked")
    low_id: Mapped[int] = mapped_column(comment="the lower of both keys: one open request per pair")
    high_id: Mapped[int] = mapped_column(comment="the higher of both keys")
    reason_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, comment="why, encrypted")
    state: Mapped[str] = mapped_column(comment="sent, accepted, let_be or withdrawn; the sender never sees let_be")
    sent_at: Mapped[datetime] = mapped_column(comment="when it was sent")
    settled_at: Mapped[datetime | None] = mapped_column(comment="when it was answered or taken back")
    let_be_at: Mapped[datetime | None] = mapped_column(comment="when the receiver let it be; stays when it is taken back")

    reason = Sealed("contact_request.reason")

    sender: Mapped[Member] = relationship(foreign_keys=[sender_id])
    receiver: Mapped[Member] = relationship(foreign_keys=[receiver_id])


class Contact(PublicId, Base):
    """A link that both said yes to, with its conversation."""

    __tablename__ = "contact"
    __table_args__ = (
        CheckConstraint("low_id < high_id", name="pair_order"),
        Index("uq_contact_pair", "low_id", "high_id", unique=True),
        Index("ix_contact_high_id_low_id", "high_id", "low_id"),
    )

    low_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), comment="one of the two")
    high_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), comment="the other")
    since: Mapped[datetime] = mapped_column(comment="when both had said yes")
    ended_at: Mapped[datetime | None] = mapped_column(comment="when one of them ended it; set free by a new yes")

    low: Mapped[Member] = relationship(foreign_keys=[low_id])
    high: Mapped[Member] = relationship(foreign_keys=[high_id])

    def other(self, member: Member) -> Member:
        """The other of the two."""
        return self.high if member.id == self.low_id else self.low


class Message(PublicId, Base):
    """One message in a conversation of two."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_contact_id_at", "contact_id", "at"),)

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), comment="between whom")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), comment="who wrote it")
    text_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, comment="the words, encrypted; plain text")
    at: Mapped[datetime] = mapped_column(comment="when it was sent")

    text = Sealed("message.text")

    author: Mapped[Member | None] = relationship(foreign_keys=[author_id])
