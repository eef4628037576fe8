"""Mail: a row in the outbox, written in the same transaction as its reason; the worker sends it.

A letter is sealed while it waits (it may hold a log-in link) and its text is erased once sent. Each row is claimed,
sent and marked; after a crash between sending and marking it goes again with the same Message-ID, so that a mail
program shows one.
"""

from __future__ import annotations

import mailbox
import smtplib
import ssl
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from flask import current_app
from sqlalchemy import CheckConstraint, Index, LargeBinary, delete, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from hub.config import Settings
from hub.core.crypto import Sealed
from hub.core.db import Base, PublicId, db
from hub.core.text import HIDDEN

CLAIM_LASTS = timedelta(minutes=5)
TRIES = 8
KEPT_AFTER = timedelta(days=30)


class Undeliverable(Exception):
    """The mail server refuses this address for good."""


class OutboxMail(PublicId, Base):
    """One letter to one address."""

    __tablename__ = "outbox_mail"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'claimed', 'sent', 'failed')", name="state"),
        Index("ix_outbox_mail_due", "state", "not_before"),
    )

    to_address_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, comment="address, encrypted; erased once sent")
    subject: Mapped[str] = mapped_column(comment="fixed per kind: never a name, a title or a text")
    text_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, comment="letter, encrypted; erased once sent")
    stop_url_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, comment="one-click stop link, encrypted")
    message_id: Mapped[str] = mapped_column(unique=True, comment="Message-ID, the same at every try")
    state: Mapped[str] = mapped_column(default="waiting", comment="waiting, claimed, sent or failed")
    tries: Mapped[int] = mapped_column(default=0, comment="how often it was claimed")
    not_before: Mapped[datetime] = mapped_column(comment="not sent before this moment")
    created_at: Mapped[datetime] = mapped_column(comment="when it was written")
    settled_at: Mapped[datetime | None] = mapped_column(comment="when it was sent or given up")

    to_address = Sealed("outbox_mail.to_address")
    text = Sealed("outbox_mail.text")
    stop_url = Sealed("outbox_mail.stop_url")


def settings() -> Settings:
    """The app's settings."""
    found: Settings = current_app.extensions["settings"]
    return found


def link(path: str) -> str:
    """An absolute address for a letter, always from PUBLIC_BASE_URL, never from the request (R-WEB-09)."""
    return settings().origin + path


def post(address: str, subject: str, text: str, at: datetime, stop_url: str = "") -> OutboxMail:
    """Put one letter in the outbox, in the running transaction. Raises ValueError on a forged header."""
    for header in (address, subject, stop_url):
        if HIDDEN.search(header) or "\n" in header or "\r" in header:
            raise ValueError("a header of a letter has one line")
    letter = OutboxMail(subject=subject, state="waiting", tries=0, not_before=at, created_at=at)
    letter.to_address, letter.text, letter.stop_url = address, text.strip() + "\n", stop_url
    letter.message_id = f"<{letter.public_id}@{urlsplit(settings().origin).hostname or 'localhost'}>"
    db.session.add(letter)
    return letter


def message_of(letter: OutboxMail) -> EmailMessage:
    """The letter as a message: plain text, our own Message-ID, nothing that follows the reader."""
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit", max_line_length=998))
    message["From"] = f"{settings().network_name} <{settings().mail_from}>"
    message["To"] = letter.to_address
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.created_at)
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = "auto-generated"
    if letter.stop_url:
        message["List-Unsubscribe"] = f"<{letter.stop_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text, cte="quoted-printable")
    return message


def claim(at: datetime) -> OutboxMail | None:
    """Take one letter that is due; one that another worker claimed and never settled comes back after a while."""
    due = or_(OutboxMail.state == "waiting", OutboxMail.state == "claimed") & (OutboxMail.not_before <= at)
    letter = db.session.scalar(
        select(OutboxMail).where(due).order_by(OutboxMail.not_before).limit(1).with_for_update(skip_locked=True)
    )
    if letter is not None:
        letter.state, letter.tries, letter.not_before = "claimed", letter.tries + 1, at + CLAIM_LASTS
    return letter


def settle(letter: OutboxMail, at: datetime) -> None:
    """It is sent: erase what it said and to whom."""
    letter.state, letter.settled_at = "sent", at
    letter.to_address, letter.text, letter.stop_url = "", "", ""


def put_off(letter: OutboxMail, at: datetime, for_good: bool) -> None:
    """The server did not take it: later again, more slowly each time, or never."""
    if for_good or letter.tries >= TRIES:
        letter.state, letter.settled_at, letter.text = "failed", at, ""
        return
    letter.state, letter.not_before = "waiting", at + timedelta(minutes=2**letter.tries)


def settle_by_key(key: int, at: datetime) -> None:
    """As `settle`, for who sent a letter without holding its row."""
    settle(_claimed(key), at)


def put_off_by_key(key: int, at: datetime, for_good: bool) -> None:
    """As `put_off`, for who could not send a letter and does not hold its row."""
    letter = _claimed(key)
    if letter.state == "claimed":  # else another worker, who took it over in between, did send it
        put_off(letter, at, for_good)


def _claimed(key: int) -> OutboxMail:
    return db.session.scalars(select(OutboxMail).where(OutboxMail.id == key).with_for_update()).one()


def clear_settled(at: datetime) -> int:
    """Remove letters that were sent or given up a month ago. Gives how many."""
    old = OutboxMail.settled_at < at - KEPT_AFTER
    return len(db.session.execute(delete(OutboxMail).where(old).returning(OutboxMail.id)).all())


def carrier(chosen: Settings) -> Callable[[EmailMessage], None]:
    """How letters leave: by SMTP, or into a folder when trying out."""
    if chosen.mail_url.startswith(("smtp://", "smtps://")):
        return lambda message: _by_smtp(chosen.mail_url, message)
    return lambda message: _to_folder(post_folder(chosen), message)


def post_folder(chosen: Settings) -> Path:
    """Where letters go when no mail server is given."""
    return chosen.instance / "post"


def _to_folder(folder: Path, message: EmailMessage) -> None:
    box = mailbox.Maildir(str(folder), create=True)
    box.add(message.as_bytes())


def _by_smtp(url: str, message: EmailMessage) -> None:
    """Hand over to the mail server. Raises Undeliverable when it refuses the address for good, OSError otherwise."""
    parts = urlsplit(url)
    secure = parts.scheme == "smtps"
    kind = smtplib.SMTP_SSL if secure else smtplib.SMTP
    with kind(parts.hostname or "localhost", parts.port or (465 if secure else 25), timeout=20) as server:
        if not secure and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        try:
            server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            if all(500 <= code < 600 for code in codes):
                raise Undeliverable from error
            raise
