"""What happens to accounts."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete

from hub.core.db import db
from hub.members.models import MailLink, Member

LINKS_KEPT = timedelta(days=1)


def calendar_mark(member: Member, changed_at: datetime) -> None:
    """Say that something a member's calendar shows has changed. The mark only goes up, also within one moment."""
    db.session.refresh(member, ["calendar_changed_at"], with_for_update={"key_share": True})
    member.calendar_changed_at = max(changed_at, member.calendar_changed_at + timedelta(microseconds=1))


def clear_mail_links(at: datetime) -> int:
    """Remove links by mail that ended a day ago; until then their page can say why they no longer work."""
    old = MailLink.expires_at < at - LINKS_KEPT
    return len(db.session.execute(delete(MailLink).where(old).returning(MailLink.id)).all())
