"""Accounts: who may do what.

say yes           every account to the house rules, before anything behind a door
log in            an account that is in use: applicant, partner, member; not suspended, not left
ask for a link    everybody, for any address; the answer is the same for known and unknown ones
change a password the account itself, with its current password or within ten minutes after logging in
make a moderator  an operator
"""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta

from hub.core.text import N_
from hub.members.models import Member

LINK_LASTS = timedelta(minutes=30)
FRESH_FOR = timedelta(minutes=10)
SHORTEST, LONGEST = 12, 128

NO_ENTRY = N_("Dit adres en dit wachtwoord horen niet bij elkaar. Probeer het opnieuw, of vraag een link per mail.")
TOO_SHORT = N_("Een wachtwoord heeft minstens 12 tekens. Vier gewone woorden achter elkaar werken goed.")
TOO_LONG = N_("Een wachtwoord heeft hooguit 128 tekens.")
TOO_EASY = N_("Dit wachtwoord is makkelijk te raden. Kies bijvoorbeeld vier woorden die niets met elkaar te maken hebben.")
NOT_SAME_PERSON = N_("Dit is niet je huidige wachtwoord.")
NO_NAME = N_("Een naam heeft minstens één letter of cijfer.")
ODD_ADDRESS = N_("In dit adres staan tekens die op elkaar lijken. Typ het adres opnieuw, met gewone letters.")


def canonical_address(typed: str) -> str | None:
    """The one form in which an address is kept; None for look-alikes and hidden white space (R-AUTH-10)."""
    address = unicodedata.normalize("NFC", typed).strip().lower()
    if not address.isascii() or any(sign.isspace() for sign in address) or address.count("@") != 1:
        return None
    return address


def why_not_name(name: str) -> str | None:
    """What is wrong with a name to use: signs that nobody can read or say are no name."""
    return None if any(sign.isalnum() for sign in name) else NO_NAME


def same_on_every_keyboard(password: str) -> str:
    """A password as it is hashed: signs that keyboards write in several ways become one."""
    return unicodedata.normalize("NFKC", password)


def may_log_in(member: Member) -> bool:
    """Whether the account is in use."""
    return member.active and member.state in ("applicant", "member")


def is_fresh(logged_in_at: datetime | None, at: datetime) -> bool:
    """Whether somebody logged in so shortly ago that they need not show again who they are (R-AUTH-11)."""
    return logged_in_at is not None and timedelta(0) <= at - logged_in_at <= FRESH_FOR


def own_words(name: str, address: str, network: str) -> list[str]:
    """Words that make a password easy to guess for who knows the account."""
    return [network, "peerhuis", name, *name.split(), address, address.split("@")[0]]


def why_not_password(password: str, score: int) -> str | None:
    """What is wrong with a new password. The score is zxcvbn's, 0 to 4, asked with the account's own words."""
    if len(password) < SHORTEST:
        return TOO_SHORT
    if len(password) > LONGEST:
        return TOO_LONG
    return TOO_EASY if score < 3 else None
