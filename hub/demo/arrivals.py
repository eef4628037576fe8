"""Who is on the way in: an open invitation, two applications, and a newcomer who is to be greeted."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sqlalchemy import select

from hub.core.db import db
from hub.core.mail import OutboxMail
from hub.joining import actions
from hub.joining.models import Application
from hub.members.models import Member

SECRET = re.compile(r"/([A-Za-z0-9_-]{43})\b")


class NoLetter(Exception):
    """The letter that should bring a secret is not there."""


def make_arrivals(made: dict[str, Member], at: datetime) -> None:
    """In the order in which it happened."""
    petra = _applied("Petra Lammers", "petra", _PETRA, "orienting", at - timedelta(days=9))
    actions.welcome(made["marijke"], petra, made["sanne"], at - timedelta(days=1))
    joris = _applied("Joris van Dam", "joris", _JORIS, "planning", at - timedelta(days=6))
    actions.ask_back(joris, "Wat zou je zelf in het netwerk willen brengen?", at - timedelta(days=4))
    _applied("Youssef Haddad", "youssef", _YOUSSEF, "self_employed", at - timedelta(days=2))
    actions.invite(made["sanne"], "Nienke", "nienke@peerhuis.example", at - timedelta(days=3))


def _applied(name: str, key: str, why: str, stage: str, at: datetime) -> Application:
    """Write an application and follow the link in the letter that comes back, as everybody does."""
    actions.apply(name, f"{key}@peerhuis.example", why, stage, at)
    db.session.flush()
    letter = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id.desc()).limit(1)).one()
    found = SECRET.search(letter.text or "")
    application = actions.confirm(found.group(1), at + timedelta(minutes=8)) if found else None
    if application is None:
        raise NoLetter(name)
    return application


_PETRA = """\
Ik heb tien jaar in de keuken gewerkt en ben daarna lang ziek geweest. Nu geef ik kookles in een buurthuis.
Ik zoek mensen die ook weer opnieuw begonnen zijn.
"""
_JORIS = """\
Ik wil anderen helpen met wat ik weet van leven met weinig geld. Ik weet nog niet hoe.
"""
_YOUSSEF = """\
Ik heb een klein bedrijf als trainer. Alleen werken vind ik zwaar.
Ik wil graag leren van anderen. En ik kan goed uitleggen hoe je een offerte schrijft.
"""
