"""The ticket that a page of ours gives for one line to one place: for who asked the page, and for a minute.

The cookie says who somebody is, the origin where their page came from; the ticket says that this page was really asked
for, a moment ago, and for which place (docs/decisions/0053). It is read once, when the line opens.
"""

from __future__ import annotations

from flask import current_app
from itsdangerous import BadSignature, TimestampSigner, URLSafeTimedSerializer

from hub.core import clock

SECONDS = 60


class _ByOurClock(TimestampSigner):
    def get_timestamp(self) -> int:
        return int(clock.now().timestamp())


def _signer() -> URLSafeTimedSerializer:
    settings = current_app.extensions["settings"]
    return URLSafeTimedSerializer(
        [*settings.secret_key_fallbacks, settings.secret_key], salt="peerhuis.line", signer=_ByOurClock
    )  # fmt: skip


def ticket_for(who: str, place: str) -> str:
    """A ticket for this person and this place, by their public ids."""
    return str(_signer().dumps([who, place]))


def place_of(ticket: object, who: str) -> str | None:
    """The place that a ticket is for; None if it is not ours, not theirs, or older than a minute."""
    if not isinstance(ticket, str):
        return None
    try:
        owner, place = _signer().loads(ticket, max_age=SECONDS)
    except (BadSignature, ValueError):
        return None
    return place if owner == who and isinstance(place, str) else None
