"""Who one can be in the made-up network: a way in for each, as mail would bring it."""

from __future__ import annotations

from datetime import datetime, timedelta

from hub.config import Settings
from hub.core.mail import link
from hub.members.actions import mail_link
from hub.members.queries import by_address

LASTS = timedelta(hours=1)

# (key, what there is to see)
WHO = (
    ("sanne", "lid: er wachten dingen op haar"),
    ("wim", "lid: met een ervaring die alleen zijn contacten zien"),
    ("tessa", "lid: geen contact van Wim, dus ziet minder; er is een besluit over haar"),
    ("joost", "begeleider: gastheer van een intervisiekring"),
    ("marijke", "moderator: er wachten aanvragen en een melding"),
    ("ingrid", "moderator: nam een besluit over een melding"),
    ("carla", "buitenstaander: partner van een gemeente"),
    ("youssef", "buitenstaander: heeft een aanvraag gedaan"),
)


def lines(settings: Settings, at: datetime) -> list[str]:
    """One line each: name, what there is to see, and a link that works once, for an hour."""
    said = ["Wie je kunt zijn (elke link werkt één keer, een uur lang):", ""]
    for key, what in WHO:
        member = by_address(f"{key}@peerhuis.example")
        if member is not None:
            said += [f"  {member.name}, {what}", f"    {mail_link(member, 'log_in', at, lasts=LASTS)}"]
    said += ["  Bezoeker: niet ingelogd", f"    {link('/')}"]
    return said
