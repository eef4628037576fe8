"""What happens to accounts."""

from __future__ import annotations

from datetime import datetime, timedelta

from hub.core.db import db
from hub.members.models import Member


def calendar_mark(member: Member, changed_at: datetime) -> None:
    """Say that something a member's calendar shows has changed. The mark only goes up, also within one moment."""
    db.session.refresh(member, ["calendar_changed_at"], with_for_update={"key_share": True})
    member.calendar_changed_at = max(changed_at, member.calendar_changed_at + timedelta(microseconds=1))
