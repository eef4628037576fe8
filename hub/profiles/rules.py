"""Profiles: what a field is, when an experience counts as shown or findable, and what one says yes to.

| who                 | own profile            | directory          | somebody's profile                                 |
|---------------------|------------------------|--------------------|----------------------------------------------------|
| member              | all of it, all changes | yes                | name and what its audience holds; 404 with a block |
| applicant, partner  | no                     | 404                | what is public; 404 when nothing is                |
| suspended, visitor  | no                     | where to log in    | what is public; 404 when nothing is                |
| moderator, operator | as a member            | as a member        | as a member: no extra view                         |

Nothing is seen by anybody before the owner chooses so. An experience is shown with a yes to showing, to its audience;
it is found with a second yes, by those who also see it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from hub.core.text import N_

NAME, SENTENCE, WORK_FORMS, PROVINCE = "name", "sentence", "work_forms", "province"
ONLINE, CAPACITY, WORKING_CARD = "online", "capacity", "working_card"

MOST_HOURS = 60


@dataclass(frozen=True)
class Field:
    """A part of the profile with a page of its own."""

    name: str
    path: str
    title: str
    about: str


# In the order of the page. The name belongs to the account and has a page of its own.
FIELDS = {
    one.name: one
    for one in (
        Field(SENTENCE, "zin", N_("Over mij"), N_("1 zin over wie je bent of wat je doet.")),
        Field(WORK_FORMS, "werk", N_("Wat ik doe"), N_("Welk werk je doet met je ervaring.")),
        Field(PROVINCE, "provincie", N_("Provincie"), N_("Niet preciezer dan de provincie.")),
        Field(ONLINE, "online", N_("Online"), N_("Of mensen je ook online kunnen spreken.")),
        Field(CAPACITY, "ruimte", N_("Ruimte"), N_("Wat je nu kunt dragen. Je kunt het elke dag veranderen.")),
        Field(WORKING_CARD, "werkkaart", N_("Zo werk ik het best"), N_("Wat anderen helpt om met je te werken.")),
    )
}
BY_PATH = {one.path: one for one in FIELDS.values()}

CAPACITIES = {"room": N_("Heeft ruimte"), "limited": N_("Beperkte ruimte"), "full": N_("Zit vol")}
ONLINES = {"yes": N_("Ook online"), "no": N_("Niet online")}

# The lines of the working card: label, and an example.
CARD = (
    (N_("Zo bereik je me"), N_("Bijvoorbeeld: mail me. Bellen alleen na een afspraak.")),
    (N_("Zo snel antwoord ik"), N_("Bijvoorbeeld: binnen 3 werkdagen.")),
    (N_("Vooraf"), N_("Bijvoorbeeld: stuur de vragen een dag vooraf.")),
    (N_("Camera en tempo"), N_("Bijvoorbeeld: camera uit is prima.")),
    (N_("Hier praat ik graag over"), N_("Bijvoorbeeld: werk, prikkels, grenzen.")),
    (N_("Hier liever niet over"), N_("Bijvoorbeeld: mijn gezin.")),
)

# --- what one says yes to -----------------------------------------------------------------------------------

SHOWN, FINDABLE = "experience_shown", "experience_findable"
TEXT_VERSION = "2026-11"


@dataclass(frozen=True)
class ConsentText:
    """What is asked, word by word; these words are what is kept with the yes."""

    purpose: str
    question: str
    about: tuple[str, ...]

    @property
    def whole(self) -> str:
        """All of it, as the consent log signs it."""
        return "\n".join((self.question, *self.about))


CONSENTS = {
    "shown": ConsentText(
        SHOWN,
        N_("Ja, laat deze ervaring zien"),
        (
            N_("Wat: deze ervaring en je eigen zin erover staan op je profiel."),
            N_("Waarom: zo kunnen anderen zien waar jij verstand van hebt."),
            N_("Wie: alleen de mensen die je hierboven kiest."),
            N_("Stoppen kan altijd. Dan is de ervaring meteen overal weg."),
        ),
    ),
    "findable": ConsentText(
        FINDABLE,
        N_("Ja, laat mensen mij op deze ervaring vinden"),
        (
            N_("Wat: wie in de ledenlijst op deze ervaring zoekt, vindt jou."),
            N_("Waarom: zo komen mensen bij je die jouw ervaring zoeken."),
            N_("Wie: alleen leden die de ervaring ook mogen zien."),
            N_("Stoppen kan altijd. Op je profiel blijft de ervaring dan staan."),
        ),
    ),
}

# --- named reasons ------------------------------------------------------------------------------------------

ALREADY_THERE = N_("Deze ervaring staat al op je profiel.")
NOT_OFFERED = N_("Kies een ervaring uit de lijst.")
FINDABLE_NEEDS_SHOWN = N_("Gevonden worden kan alleen als de ervaring ook te zien is.")
CHANGED_MEANWHILE = N_("Dit is ondertussen veranderd, misschien door jou in een ander venster. Hieronder staan beide.")


class HasConsents(Protocol):
    """An experience with its two running consents."""

    @property
    def shown_consent(self) -> Running | None:
        """The last yes to showing it."""

    @property
    def findable_consent(self) -> Running | None:
        """The last yes to being found by it."""


class Running(Protocol):
    """A consent that may have been taken back."""

    @property
    def withdrawn_at(self) -> object | None:
        """When it was taken back."""


def is_shown(experience: HasConsents) -> bool:
    """Whether there is a running yes to showing it."""
    return experience.shown_consent is not None and experience.shown_consent.withdrawn_at is None


def is_findable(experience: HasConsents) -> bool:
    """Whether there is a running yes to being found by it; never without the one to showing it."""
    found = experience.findable_consent
    return is_shown(experience) and found is not None and found.withdrawn_at is None


def why_not_consent(shown: bool, findable: bool) -> str | None:
    """Why these two answers do not go together."""
    return FINDABLE_NEEDS_SHOWN if findable and not shown else None


def why_not_add(kind: str, offered: Sequence[str], had: Sequence[str]) -> str | None:
    """Why a kind of experience cannot be put on the profile."""
    if kind in had:
        return ALREADY_THERE
    return None if kind in offered else NOT_OFFERED


def is_stale(shown_version: str, version: str) -> bool:
    """Whether what is sent was written over an older state than the one that stands."""
    return shown_version != version


def moved(order: Sequence[int], which: int, up: bool) -> list[int]:
    """The order with one thing a place earlier or later; at the end it stays where it is."""
    new = list(order)
    here = new.index(which)
    there = here - 1 if up else here + 1
    if 0 <= there < len(new):
        new[here], new[there] = new[there], new[here]
    return new
