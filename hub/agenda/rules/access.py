"""What one wants to know of a place before going there: fixed questions with yes, no or not known."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hub.core.text import N_


@dataclass(frozen=True)
class Fact:
    """One question about access, in the words of the page."""

    code: str
    name: str
    hint: str
    feature: str


@dataclass(frozen=True)
class Known:
    """What is known of one question."""

    fact: Fact
    answer: str
    text: str

    @property
    def is_known(self) -> bool:
        """Whether there is anything to say."""
        return self.answer != "unknown" or bool(self.text)


ANSWERS = (("unknown", N_("Weet ik niet")), ("yes", N_("Ja")), ("no", N_("Nee")))
SAID = {"yes": N_("ja"), "no": N_("nee"), "unknown": N_("nog niet bekend")}

FACTS = (
    Fact(
        "step_free",
        N_("Ingang zonder drempel of trap"),
        N_("Kom je er met een rolstoel naar binnen?"),
        "stepFreeEntrance",
    ),
    Fact("lift", N_("Lift"), N_("Of is alles op de begane grond? Schrijf dat erbij."), "elevator"),
    Fact("toilet", N_("Toilet voor mensen met een rolstoel"), "", "accessibleToilet"),
    Fact("quiet_room", N_("Rustruimte"), N_("Een plek waar je even alleen kunt zitten."), "quietRoom"),
    Fact("low_stimulus", N_("Weinig prikkels"), N_("Weinig geluid, weinig mensen door elkaar."), "lowStimulus"),
    Fact("light_scent", N_("Rustig licht, geen sterke geur"), "", "calmLightingNoScent"),
    Fact("induction_loop", N_("Ringleiding voor hoortoestellen"), "", "inductionLoop"),
    Fact("sign_captions", N_("Gebarentolk of ondertiteling"), "", "signLanguageOrCaptions"),
    Fact(
        "public_transport",
        N_("Halte of station dichtbij"),
        N_("Schrijf erbij hoe ver het lopen is."),
        "publicTransportNearby",
    ),
    Fact("parking", N_("Parkeren dichtbij"), N_("Is er een plek voor een gehandicaptenkaart?"), "accessibleParking"),
    Fact("companion", N_("Begeleider mag gratis mee"), "", "companionFree"),
    Fact("contact", N_("Vooraf iets vragen"), N_("Schrijf erbij bij wie en hoe."), "contactBeforehand"),
)
CODES = frozenset(fact.code for fact in FACTS)


def known(stored: Mapping[str, Any]) -> list[Known]:
    """Every question with what is known of it, in the order of the page."""
    found = []
    for fact in FACTS:
        one = stored.get(fact.code) or {}
        found.append(Known(fact, str(one.get("answer", "unknown")), str(one.get("text", ""))))
    return found


def in_one_line(stored: Mapping[str, Any]) -> str:
    """What is known, as one line of a calendar; always in Dutch, whoever reads it."""
    said = [
        f"{one.fact.name}: {SAID[one.answer]}" + (f" ({one.text})" if one.text else "") for one in known(stored) if one.is_known
    ]
    return "Toegankelijkheid: " + "; ".join(said) + "." if said else ""


def features(stored: Mapping[str, Any]) -> list[str]:
    """What is there, in the words of schema.org's accessibilityFeature."""
    return [one.fact.feature for one in known(stored) if one.answer == "yes"]
