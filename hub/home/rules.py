"""Small decisions of the pages that belong to no feature.

| who | sees |
|---|---|
| everybody | front page, help, house rules, privacy, words, display |
| any account | home of its kind, own drafts |
| this machine | readiness |
"""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.text import N_

LEAST_DISK = 0.05

# Under which name a draft is known again, by the feature its form belongs to.
FORMS_OF = {
    "agenda": N_("Bijeenkomst"),
    "cases": N_("Melding behandelen"),
    "circles": N_("Kring"),
    "contacts": N_("Contact"),
    "exchange": N_("Opdracht"),
    "intervision": N_("Intervisie"),
    "joining": N_("Meedoen"),
    "members": N_("Account"),
    "notices": N_("Seintjes"),
    "profiles": N_("Profiel"),
    "referrals": N_("Doorverwijzing"),
    "reports": N_("Melding"),
}


def name_of_form(feature: str) -> str:
    """What kind of form a draft belongs to, in a word."""
    return FORMS_OF.get(feature, N_("Formulier"))


@dataclass(frozen=True)
class Helper:
    """Somebody named in the settings who helps."""

    name: str
    address: str


def helper_of(setting: str) -> Helper:
    """'Noor Bakker <noor@voorbeeld.nl>' as a name and an address; a bare name has no address."""
    name, _, rest = setting.partition("<")
    return Helper(name.strip(), rest.strip("> "))


def kind_of_home(is_member: bool, is_partner: bool, state: str | None) -> str:
    """Which home page somebody gets: visitor, member, partner or applicant."""
    if is_member:
        return "member"
    if is_partner and state == "member":
        return "partner"
    return "applicant" if state == "applicant" else "visitor"


def why_not_ready(writes: bool, worker_fresh: bool, disk_free: float) -> list[str]:
    """What keeps this installation from doing its work; nothing when it is ready."""
    reasons = []
    if not writes:
        reasons.append("database")
    if not worker_fresh:
        reasons.append("worker")
    if disk_free < LEAST_DISK:
        reasons.append("disk")
    return reasons
