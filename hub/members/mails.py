"""Letters about an account. Subjects are fixed; a letter never names the network's members."""

from __future__ import annotations

from datetime import datetime

from hub.core.mail import OutboxMail, link, post, settings
from hub.core.text import N_, translated

SUBJECTS = {"log_in": N_("Je link om in te loggen"), "recover": N_("Een nieuw wachtwoord kiezen")}
TEXTS = {
    "log_in": N_(
        "Dag,\n\nJe vroeg om een link om in te loggen. Hier is hij:\n\n%(url)s\n\nDe link werkt één keer, en een half uur lang.\n"
        "Vroeg je dit niet? Dan hoef je niets te doen.\n"
    ),
    "recover": N_(
        "Dag,\n\nJe wilt een nieuw wachtwoord kiezen. Dat kan hier:\n\n%(url)s\n\nDe link werkt één keer, en een half uur lang.\n"
        "Vroeg je dit niet? Dan hoef je niets te doen. Je oude wachtwoord blijft dan gewoon werken.\n"
    ),
}
UNKNOWN = N_(
    "Dag,\n\nIemand vroeg met dit mailadres om een link. Bij ons hoort geen account bij dit adres.\n\n"
    "Was jij dit? Misschien gebruikte je toen een ander adres.\n"
    "Wil je meedoen? Lees dan hier hoe dat gaat: %(url)s\n\nWas jij dit niet? Dan hoef je niets te doen.\n"
)
PASSWORD = N_(
    "Dag,\n\nJe wachtwoord is zojuist veranderd. Je bent nu overal uitgelogd.\n\n"
    "Deed je dit niet zelf? Kies dan meteen een nieuw wachtwoord: %(url)s\nEn laat het ons weten.\n"
)


def _signed(text: str) -> str:
    return f"{text}\n{settings().network_name}\n"


def link_letter(address: str, purpose: str, url: str, at: datetime) -> OutboxMail:
    """The link that was asked for."""
    return post(address, translated(SUBJECTS[purpose]), _signed(translated(TEXTS[purpose]) % {"url": url}), at)


def unknown_letter(address: str, at: datetime) -> OutboxMail:
    """Somebody asked for a link with an address we do not know, or of an account that is not in use."""
    return post(address, translated(SUBJECTS["log_in"]), _signed(translated(UNKNOWN) % {"url": link("/meedoen")}), at)


def password_letter(address: str, at: datetime) -> OutboxMail:
    """A password was changed."""
    url = link("/inloggen/wachtwoord")
    return post(address, translated(N_("Je wachtwoord is veranderd")), _signed(translated(PASSWORD) % {"url": url}), at)
