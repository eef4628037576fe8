"""Letters of the desk, for who cannot log in: that something is there, never what (R-MAIL-01)."""

from __future__ import annotations

from datetime import datetime

from hub.core.mail import OutboxMail, link, post, settings
from hub.core.text import N_, moment, translated

SUBJECT = N_("Er is een bericht voor je")
DECISION = N_(
    "Dag,\n\nEr is een bericht voor je over je account. Je leest het hier, zonder in te loggen:\n\n%(url)s\n\n"
    "De link werkt tot %(until)s. Deel hem met niemand. Op de pagina staat ook wat je kunt doen als je het er niet mee "
    "eens bent, en met wie je kunt praten.\n"
)
BACK_SUBJECT = N_("Je kunt weer inloggen")
BACK = N_("Dag,\n\nJe account is weer open. Je kunt hier inloggen:\n\n%(url)s\n\nJe hoeft verder niets te doen.\n")


def decision_letter(address: str, secret: str, until: datetime, at: datetime) -> OutboxMail:
    """A link to a decision, for who is out for now."""
    text = translated(DECISION) % {"url": link(f"/besluit/{secret}"), "until": moment(until)}
    return post(address, translated(SUBJECT), f"{text}\n{settings().network_name}\n", at)


def back_letter(address: str, at: datetime) -> OutboxMail:
    """The account is open again."""
    text = translated(BACK) % {"url": link("/inloggen")}
    return post(address, translated(BACK_SUBJECT), f"{text}\n{settings().network_name}\n", at)
