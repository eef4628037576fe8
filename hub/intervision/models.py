"""Series of a circle, their sessions, and what is kept of a room: its log, drafts, notes, and who came."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.circles.models import Circle
from hub.core.crypto import Sealed
from hub.core.db import Base, PublicId
from hub.members.models import Member


class Series(PublicId, Base):
    """A row of sessions of one circle. Its people, invitations and agreement are the circle's."""

    __tablename__ = "series"
    __table_args__ = (
        CheckConstraint("length IN (60, 90, 120, 150)", name="length"),
        CheckConstraint("pace IN ('kort', 'gewoon', 'rustig')", name="pace"),
    )

    circle_id: Mapped[int] = mapped_column(ForeignKey("circle.id", ondelete="CASCADE"), index=True, comment="of which circle")
    name: Mapped[str] = mapped_column(comment="what the circle calls it")
    method: Mapped[str] = mapped_column(comment="key of the method, unless a session chose another")
    length: Mapped[int] = mapped_column(comment="planned minutes of a session")
    pace: Mapped[str] = mapped_column(comment="kort, gewoon or rustig: how much time the core takes")
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), comment="host who made it")
    made_at: Mapped[datetime] = mapped_column(comment="when it was made")
    ended_at: Mapped[datetime | None] = mapped_column(comment="when it was ended")

    circle: Mapped[Circle] = relationship()
    sessions: Mapped[list[Session]] = relationship(order_by="Session.starts_at", back_populates="series")


class Session(PublicId, Base):
    """One meeting of a series, and the room it is held in."""

    __tablename__ = "session"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("status IN ('planned', 'running', 'closed', 'stopped', 'cancelled', 'purged')", name="status"),
        CheckConstraint("sequence >= 0", name="sequence"),
        Index("ix_session_series_id_starts_at", "series_id", "starts_at"),
        Index("ix_session_due_at", "due_at"),
        Index("ix_session_purge_at", "purge_at"),
    )

    series_id: Mapped[int] = mapped_column(ForeignKey("series.id", ondelete="CASCADE"), comment="of which series")
    uid: Mapped[UUID] = mapped_column(unique=True, comment="random UID in every calendar, never reused")
    sequence: Mapped[int] = mapped_column(default=0, comment="goes up at every change a reader can see")
    starts_at: Mapped[datetime] = mapped_column(comment="begin; shown in Europe/Amsterdam")
    ends_at: Mapped[datetime] = mapped_column(comment="end; a session always has one")
    status: Mapped[str] = mapped_column(default="planned", comment="planned, running, closed, stopped, cancelled or purged")
    facilitator_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL"), index=True, comment="who will lead; the room's log tells who leads now"
    )
    deputy_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL"), index=True, comment="who leads if not"
    )
    changed_at: Mapped[datetime] = mapped_column(comment="last change of anything a calendar shows")
    due_at: Mapped[datetime | None] = mapped_column(comment="when the room may have something to do by itself")
    ended_at: Mapped[datetime | None] = mapped_column(comment="when the room was closed or stopped")
    purge_at: Mapped[datetime | None] = mapped_column(comment="when what was said is wiped")
    purged_at: Mapped[datetime | None] = mapped_column(comment="when it was")

    series: Mapped[Series] = relationship(back_populates="sessions")
    facilitator: Mapped[Member | None] = relationship(foreign_keys=[facilitator_id])
    deputy: Mapped[Member | None] = relationship(foreign_keys=[deputy_id])


class CaseForm(PublicId, Base):
    """A question somebody offers for a session, before it begins."""

    __tablename__ = "case_form"
    __table_args__ = (UniqueConstraint("session_id", "member_id"),)

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), comment="for which session")
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True, comment="whose question")
    title_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, comment="the question in one line, encrypted")
    at: Mapped[datetime] = mapped_column(comment="when it was offered")

    title = Sealed("case_form.title")

    member: Mapped[Member] = relationship()


class RoomEvent(Base):
    """The log of a room. Its number is the lock: who inserts it first was first."""

    __tablename__ = "room_event"
    __table_args__ = (
        UniqueConstraint("session_id", "lsn"),
        CheckConstraint("lsn > 0", name="lsn"),
    )

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), comment="of which room")
    lsn: Mapped[int] = mapped_column(comment="number in this room, from 1 without gaps")
    epoch: Mapped[int] = mapped_column(comment="entry of a phase in which it happened")
    at: Mapped[datetime] = mapped_column(comment="when it happened")
    type: Mapped[str] = mapped_column(comment="what happened")
    body_sealed: Mapped[bytes] = mapped_column(LargeBinary, comment="who and what, as JSON, encrypted")


class CommandSeen(Base):
    """An answer that was given to a command, so that a second sending gets the same one and does nothing."""

    __tablename__ = "command_seen"
    __table_args__ = (UniqueConstraint("session_id", "member_id", "command_id"),)

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), comment="in which room")
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True, comment="who sent it")
    command_id: Mapped[UUID] = mapped_column(comment="its id, chosen by the sender")
    lsn: Mapped[int] = mapped_column(comment="the room's number after it")
    code: Mapped[str] = mapped_column(default="", comment="why it was refused; empty if it was done")
    at: Mapped[datetime] = mapped_column(comment="when it was handled")


class RoomPresence(Base):
    """Until when somebody counts as being in a room, unless they are heard of again."""

    __tablename__ = "room_presence"
    __table_args__ = (
        UniqueConstraint("session_id", "member_id"),
        Index("ix_room_presence_until", "until"),
    )

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), comment="in which room")
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True, comment="who")
    until: Mapped[datetime] = mapped_column(comment="counts as here until then")


class RoomDraft(PublicId, Base):
    """What somebody is writing in a room; seen by nobody else, kept through phases, breaks and crashes."""

    __tablename__ = "room_draft"
    __table_args__ = (UniqueConstraint("session_id", "member_id", "slot"),)

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), comment="in which room")
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True, comment="whose")
    slot: Mapped[str] = mapped_column(comment="for which field: the phase, an answer, or a refused text")
    rev: Mapped[int] = mapped_column(comment="goes up as one types; a lower one comes too late")
    text_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, comment="the text, encrypted")
    at: Mapped[datetime] = mapped_column(comment="when it was kept")

    text = Sealed("room_draft.text")


class Kept(PublicId, Base):
    """What somebody keeps of a session: own notes, what one took along, one's next step. Only for its owner."""

    __tablename__ = "room_kept"
    __table_args__ = (
        CheckConstraint("kind IN ('note', 'statement', 'pick', 'step', 'harvest')", name="kind"),
        Index("ix_room_kept_member_id_session_id", "member_id", "session_id"),
        Index("uq_room_kept_note", "session_id", "member_id", unique=True, postgresql_where="kind = 'note'"),
    )

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), comment="of which session")
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), comment="whose")
    kind: Mapped[str] = mapped_column(comment="note, statement, pick, step or harvest")
    phase: Mapped[str] = mapped_column(default="", comment="phase it comes from")
    position: Mapped[int] = mapped_column(default=0, comment="order within the session")
    rev: Mapped[int] = mapped_column(default=0, comment="of a note: goes up as one types")
    text_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, comment="the text, encrypted")
    at: Mapped[datetime] = mapped_column(comment="when it was last changed")

    text = Sealed("room_kept.text")


class Attendance(Base):
    """Who was at a session and in which role: for the rota and for a proof of taking part. No content."""

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("session_id", "member_id"),
        Index("ix_attendance_member_id", "member_id"),
    )

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), comment="which session")
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), comment="who")
    roles: Mapped[list[str]] = mapped_column(JSONB, default=list, comment="owner, facilitator or none")


class SessionEvaluation(Base):
    """How a session was, as averages of three or more; it says nothing about anybody."""

    __tablename__ = "session_evaluation"

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), unique=True, comment="which session")
    answers: Mapped[int] = mapped_column(comment="how many answered")
    averages: Mapped[list[float]] = mapped_column(JSONB, default=list, comment="safe, clear, time, useful; empty below three")
