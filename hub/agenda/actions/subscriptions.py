"""Calendar links of one's own: the secret is shown once and only its hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime
from functools import lru_cache

from sqlalchemy import update

from hub.agenda.models import Subscription
from hub.agenda.queries import feeds as queries
from hub.agenda.rules import subscribing
from hub.agenda.rules.moments import local_day
from hub.agenda.rules.window import midnight
from hub.core.db import apart, db
from hub.core.web import Refused
from hub.members.models import Member

QUARTER = 900


def hashed(token: str) -> str:
    """What is kept of a secret link."""
    return hashlib.sha256(token.encode()).hexdigest()


def subscribe(member: Member, name: str, rich: bool, at: datetime) -> tuple[Subscription, str]:
    """A new subscription and its secret, which nobody can read again. Raises Refused."""
    if reason := subscribing.why_not_subscribe(len(queries.subscriptions_of(member))):
        raise Refused(reason)
    token = secrets.token_urlsafe(32)
    made = Subscription(member_id=member.id, name=name, token_hash=hashed(token), rich=rich, created_at=at, changed_at=at)
    db.session.add(made)
    db.session.flush()
    return made, token


def renew(subscription: Subscription, at: datetime) -> str:
    """A new secret; the old link stops at once."""
    token = secrets.token_urlsafe(32)
    subscription.token_hash, subscription.created_at, subscription.changed_at = hashed(token), at, at
    subscription.fetched_on, subscription.fetched_by = None, ""
    db.session.flush()
    return token


def choose_detail(subscription: Subscription, rich: bool, at: datetime) -> None:
    """Tell more or less in the calendar from now on."""
    subscription.rich, subscription.changed_at = rich, at
    db.session.flush()


def stop(subscription: Subscription, at: datetime) -> None:
    """The link stops at once."""
    subscription.stopped_at = at
    db.session.flush()


def is_noted(holder: queries.Holder, client: str, at: datetime) -> bool:
    """Whether the day and the kind of app are kept already."""
    return holder.fetched_on == _today(at) and holder.fetched_by == client


def _today(at: datetime) -> datetime:
    """When the Dutch day of this moment began; it begins with a quarter of an hour, so one answer is good for each."""
    return _day_of(int(at.timestamp()) // QUARTER)


@lru_cache(maxsize=8)
def _day_of(quarter: int) -> datetime:
    return midnight(local_day(datetime.fromtimestamp(quarter * QUARTER, UTC)))


def note_fetch(holder: queries.Holder, client: str, at: datetime) -> None:
    """Keep the day and the kind of app; written at most once a day, apart from the request."""
    if is_noted(holder, client, at):
        return
    today = _today(at)
    with apart() as own:
        own.execute(update(Subscription).where(Subscription.id == holder.id).values(fetched_on=today, fetched_by=client))
