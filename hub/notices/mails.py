"""Letters about notices: that something is there, never what, from whom or where (R-MAIL-01)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from hub.core.mail import OutboxMail, link, post, settings
from hub.core.text import N_, translated
from hub.members.models import Member
from hub.notices.rules import UNKNOWN, WEEKLY, WEEKLY_LABEL, Kinds, NoticeKind

SUBJECT = N_("Er is een seintje voor je")
WEEKLY_SUBJECT = N_("Je weekbericht")
PAGE, CHOICES = "/seintjes", "/seintjes/keuzes"


def one(member: Member, kind: NoticeKind, stop_key: str, at: datetime) -> OutboxMail:
    """A letter about one notice."""
    stop = link(f"/stop/{stop_key}/{kind.name}")
    about = [
        translated(N_("Er is een seintje voor je op %(network)s.")) % {"network": settings().network_name},
        translated(N_("Log in en kijk bij je seintjes:")),
        link(PAGE),
    ]
    why = translated(N_("Je krijgt deze mail omdat je hiervan meteen wilt horen: %(label)s."))
    return _post(member, SUBJECT, about, why % {"label": translated(kind.label).lower()}, stop, at)


def weekly(member: Member, counts: Mapping[str, int], kinds: Kinds, stop_key: str, at: datetime) -> OutboxMail:
    """The weekly letter: how many of each kind are unseen."""
    stop = link(f"/stop/{stop_key}/{WEEKLY}")
    labelled: dict[str, int] = {}
    for name, count in counts.items():
        label = translated(kinds.get(name, UNKNOWN).label)
        labelled[label] = labelled.get(label, 0) + count
    lines = [f"- {label}: {count}" for label, count in sorted(labelled.items())]
    about = [
        translated(N_("Dit is nieuw voor je op %(network)s:")) % {"network": settings().network_name},
        "\n".join(lines),
        translated(N_("Log in en kijk bij je seintjes:")),
        link(PAGE),
    ]
    why = translated(N_("Je krijgt deze mail op maandag, als er iets nieuws is: %(label)s."))
    return _post(member, WEEKLY_SUBJECT, about, why % {"label": translated(WEEKLY_LABEL).lower()}, stop, at)


def _post(member: Member, subject: str, about: list[str], why: str, stop: str, at: datetime) -> OutboxMail:
    """Greeting, what there is, why it came, and the one link that stops it without logging in."""
    parts = [
        translated(N_("Dag,")),
        *about,
        "--",
        why,
        translated(N_("Wil je deze mail niet meer? Dat kan zonder inloggen:")),
        stop,
        translated(N_("Je keuzes staan op:")) + " " + link(CHOICES),
    ]
    return post(member.email, translated(subject), "\n\n".join(parts), at, stop_url=stop)
