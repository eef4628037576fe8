"""Accounts, roles with a term, blocks, consents and mail links."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_security import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base, PublicId

STATES = ("applicant", "member", "suspended", "left")
ROLES = ("moderator", "operator")
MAIL_LINKS = ("log_in", "recover")


class Member(PublicId, Base, UserMixin):
    """An account: an applicant, a member, a partner."""

    __tablename__ = "member"
    __table_args__ = (
        CheckConstraint("state IN ('applicant', 'member', 'suspended', 'left')", name="state"),
        Index("ix_member_state_sort_key", "state", "sort_key"),
    )

    email: Mapped[str] = mapped_column(unique=True, comment="address for mail, in its one canonical form")
    name: Mapped[str] = mapped_column(comment="the name to use, seen by every member")
    sort_key: Mapped[str] = mapped_column(comment="what lists by name are sorted by, made from the name")
    password: Mapped[str | None] = mapped_column(comment="argon2id hash; null for who only uses links by mail")
    fs_uniquifier: Mapped[str] = mapped_column(unique=True, comment="key that sessions know the account by")
    active: Mapped[bool] = mapped_column(default=True, comment="whether the account may log in at all")
    state: Mapped[str] = mapped_column(default="applicant", comment="applicant, member, suspended or left")
    is_partner: Mapped[bool] = mapped_column(default=False, comment="an official or professional, visibly different")
    paused_at: Mapped[datetime | None] = mapped_column(comment="since when the member is on pause")
    welcomed_at: Mapped[datetime | None] = mapped_column(comment="when a moderator welcomed the member")
    created_at: Mapped[datetime] = mapped_column(comment="when the account was made")
    look: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, comment="the choices of /weergave")
    calendar_changed_at: Mapped[datetime] = mapped_column(comment="last change of anything this member's calendar shows")

    # Only the roles of who is looking are ever asked: read when they are, not with every member on a page.
    terms: Mapped[list[RoleTerm]] = relationship(back_populates="member", foreign_keys="RoleTerm.member_id")

    @property
    def roles(self) -> list[RoleTerm]:
        """The roles held now, each with a `name`, which is all that Flask-Security asks for."""
        return [term for term in self.terms if term.ended_at is None]

    def has(self, role: str) -> bool:
        """Whether the account holds that role now."""
        return any(term.name == role for term in self.roles)

    @property
    def is_member(self) -> bool:
        """Welcomed, not suspended, not gone; a partner is no member."""
        return self.state == "member" and not self.is_partner

    @property
    def is_staff(self) -> bool:
        """Moderator or operator: shorter sessions, a second factor."""
        return bool(self.roles)

    def may_pass(self, door: str) -> bool:
        """Whether the account may come in by this door now."""
        if not self.active or self.state in ("suspended", "left"):
            return False
        if door in ("arriving", "signed_in"):
            return True
        if door == "members_only":
            return self.is_member
        return self.is_member and self.has({"moderators_only": "moderator", "operators_only": "operator"}[door])


class RoleTerm(Base):
    """A role held by a member for a time."""

    __tablename__ = "role_term"
    __table_args__ = (
        CheckConstraint("name IN ('moderator', 'operator')", name="name"),
        Index("uq_role_term_running", "member_id", "name", unique=True, postgresql_where="ended_at IS NULL"),
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), comment="who holds it")
    name: Mapped[str] = mapped_column(comment="moderator or operator")
    since: Mapped[datetime] = mapped_column(comment="from when")
    ended_at: Mapped[datetime | None] = mapped_column(comment="until when; null while it runs")
    given_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL"), comment="who gave it; null at the command line"
    )

    member: Mapped[Member] = relationship(back_populates="terms", foreign_keys=[member_id])

    def get_permissions(self) -> set[str]:
        """Flask-Security asks every role for these; ours are doors and rules instead."""
        return set()


class Block(Base):
    """One member does not want to meet another; it works both ways and nobody sees it."""

    __tablename__ = "block"
    __table_args__ = (
        UniqueConstraint("blocker_id", "blocked_id"),
        CheckConstraint("blocker_id <> blocked_id", name="not_oneself"),
        Index("ix_block_blocked_id_blocker_id", "blocked_id", "blocker_id"),
    )

    blocker_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), comment="who blocked")
    blocked_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), comment="who is blocked")
    at: Mapped[datetime] = mapped_column(comment="since when")


class Consent(Base):
    """A yes to a text, and when it was taken back. Rows are never changed but for the withdrawal."""

    __tablename__ = "consent"
    __table_args__ = (Index("ix_consent_member_id_purpose", "member_id", "purpose"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), comment="who said yes")
    purpose: Mapped[str] = mapped_column(comment="to what: house_rules, experience_shown, experience_findable")
    subject: Mapped[str] = mapped_column(default="", comment="about which thing, where there are several")
    text_version: Mapped[str] = mapped_column(comment="version of the text that was shown")
    text_sha256: Mapped[str] = mapped_column(comment="SHA-256 of that text")
    channel: Mapped[str] = mapped_column(comment="where: web or paper")
    given_at: Mapped[datetime] = mapped_column(comment="when the yes was given")
    withdrawn_at: Mapped[datetime | None] = mapped_column(comment="when it was taken back")


class MailLink(Base):
    """A link by mail that works once: to log in or to set a new password."""

    __tablename__ = "mail_link"
    __table_args__ = (CheckConstraint("purpose IN ('log_in', 'recover')", name="purpose"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True, comment="for whom")
    purpose: Mapped[str] = mapped_column(comment="log_in or recover")
    token_hash: Mapped[str] = mapped_column(unique=True, comment="SHA-256 of the secret in the link")
    next_path: Mapped[str] = mapped_column(default="", comment="where to go on to after logging in")
    expires_at: Mapped[datetime] = mapped_column(comment="works until then")
    used_at: Mapped[datetime | None] = mapped_column(comment="when it was used")
