"""Letters about getting in. Subjects are fixed; no letter names a member, a moderator or an inviter."""

from __future__ import annotations

from datetime import datetime

from hub.core.mail import OutboxMail, link, post, settings
from hub.core.text import N_, day, translated
from hub.joining.rules import DECLINE_NAMES

PATHS = {"invitation": "/uitnodiging/", "confirm": "/meedoen/bevestig/"}

INVITATION = (
    N_("Een uitnodiging voor jou"),
    N_(
        "Dag,\n\nIemand die je kent, nodigt je uit voor ons netwerk. Lees hier van wie de uitnodiging komt en wat we doen:\n\n"
        "%(url)s\n\nDe link is alleen voor jou. Hij werkt één keer, tot en met %(day)s.\n"
        "Wil je niet? Dan hoef je niets te doen.\n"
    ),
)
ALREADY_IN = (
    N_("Een uitnodiging voor jou"),
    N_(
        "Dag,\n\nIemand nodigde je uit met dit mailadres. Bij dit adres hoort al een account.\n\n"
        "Je kunt gewoon inloggen: %(url)s\n\nJe hoeft verder niets te doen.\n"
    ),
)
CONFIRM = (
    N_("Je aanvraag om mee te doen"),
    N_(
        "Dag,\n\nJe wilt meedoen. Fijn. Nog één stap: bevestig dat dit jouw mailadres is.\n\n%(url)s\n\n"
        "De link werkt één keer, tot en met %(day)s.\nVroeg je dit niet? Dan hoef je niets te doen. "
        "We wissen dan wat er is ingevuld.\n"
    ),
)
KNOWN = (
    N_("Je aanvraag om mee te doen"),
    N_(
        "Dag,\n\nIemand vulde met dit mailadres een aanvraag in. Bij dit adres hoort al een account.\n\n"
        "Was jij dit? Vraag dan een link om in te loggen: %(url)s\nLukt dat niet? Vraag het aan een contactpersoon: %(help)s\n\n"
        "Was jij dit niet? Dan hoef je niets te doen.\n"
    ),
)
RECEIVED = (
    N_("Je aanvraag is binnen"),
    N_(
        "Dag,\n\nJe aanvraag is binnen. Een moderator leest hem. Je krijgt een mail met het antwoord.\n\n"
        "Wil je zien hoe het ermee staat? Log in met deze link:\n\n%(url)s\n\n"
        "De link werkt één keer, tot en met %(day)s. Daarna vraag je een nieuwe: %(again)s\n"
    ),
)
WELCOME = (
    N_("Welkom"),
    N_(
        "Dag,\n\nWelkom. Je bent nu lid. Met deze link kom je binnen:\n\n%(url)s\n\n"
        "De link werkt één keer, tot en met %(day)s. Daarna vraag je een nieuwe: %(again)s\n\n"
        "Er komt iemand die je begroet. Je hoeft daar niets voor te doen.\n"
    ),
)
QUESTION = (
    N_("Een vraag over je aanvraag"),
    N_(
        "Dag,\n\nEen moderator heeft een vraag over je aanvraag. Lees hem hier, en antwoord als het je past:\n\n%(url)s\n\n"
        "De link werkt één keer, tot en met %(day)s. Daarna vraag je een nieuwe: %(again)s\n"
    ),
)
DECLINED = (
    N_("Antwoord op je aanvraag"),
    N_(
        "Dag,\n\nJe wilde meedoen. Een moderator heeft je aanvraag gelezen. We nemen je aanvraag nu niet aan.\n\n"
        "De reden: %(kind)s.\n\n%(sentence)s\n\n"
        "We hebben je account en alles wat je schreef gewist. Je mag later altijd opnieuw een aanvraag doen.\n"
        "Wil je erover praten? Dat kan met een contactpersoon: %(help)s\n"
    ),
)
ENDED = (
    N_("Je aanvraag is ingetrokken"),
    N_(
        "Dag,\n\nJe hebt je aanvraag ingetrokken. We hebben je account en alles wat je schreef gewist.\n\n"
        "Je bent later altijd welkom om opnieuw te vragen: %(url)s\n"
    ),
)


def _send(address: str, letter: tuple[str, str], at: datetime, **values: str) -> OutboxMail:
    subject, text = letter
    body = translated(text) % {"help": link("/hulp"), "again": link("/inloggen/link"), **values}
    return post(address, translated(subject), f"{body}\n{settings().network_name}\n", at)


def invitation_letter(address: str, secret: str, until: datetime, at: datetime) -> OutboxMail:
    """The link of an invitation. Who invites stands only behind it."""
    return _send(address, INVITATION, at, url=link(PATHS["invitation"] + secret), day=day(until))


def already_in_letter(address: str, at: datetime) -> OutboxMail:
    """Somebody invited an address that has an account."""
    return _send(address, ALREADY_IN, at, url=link("/inloggen"))


def confirm_letter(address: str, secret: str, until: datetime, at: datetime) -> OutboxMail:
    """The link that confirms the address of an application."""
    return _send(address, CONFIRM, at, url=link(PATHS["confirm"] + secret), day=day(until))


def known_letter(address: str, at: datetime) -> OutboxMail:
    """Somebody applied with an address that has an account."""
    return _send(address, KNOWN, at, url=link("/inloggen/link"))


def received_letter(address: str, url: str, until: datetime, at: datetime) -> OutboxMail:
    """The application waits for a moderator."""
    return _send(address, RECEIVED, at, url=url, day=day(until))


def welcome_letter(address: str, url: str, until: datetime, at: datetime) -> OutboxMail:
    """In."""
    return _send(address, WELCOME, at, url=url, day=day(until))


def question_letter(address: str, url: str, until: datetime, at: datetime) -> OutboxMail:
    """A moderator asked something; the question itself stands behind the link."""
    return _send(address, QUESTION, at, url=url, day=day(until))


def declined_letter(address: str, kind: str, sentence: str, at: datetime) -> OutboxMail:
    """No, with a reason. There is no account left to read it in, so this letter says it itself."""
    return _send(address, DECLINED, at, kind=translated(DECLINE_NAMES[kind]).lower(), sentence=sentence)


def ended_letter(address: str, at: datetime) -> OutboxMail:
    """The applicant took the application back."""
    return _send(address, ENDED, at, url=link("/meedoen"))
