"""The kept lists a referral chooses from: nothing here is typed, so nothing here can name anybody."""

from __future__ import annotations

from hub.core.text import N_

AGE_BANDS = {
    "0": N_("jonger dan 10 jaar"),
    "10": N_("10 tot 20 jaar"),
    "20": N_("20 tot 30 jaar"),
    "30": N_("30 tot 40 jaar"),
    "40": N_("40 tot 50 jaar"),
    "50": N_("50 tot 60 jaar"),
    "60": N_("60 tot 70 jaar"),
    "70": N_("70 tot 80 jaar"),
    "80": N_("80 jaar of ouder"),
}

KINDS = {
    "coaching": N_("Coaching"),
    "werk": N_("Hulp bij werk of een eigen bedrijf"),
    "studie": N_("Hulp bij school of studie"),
    "thuis": N_("Begeleiding thuis"),
    "geld": N_("Hulp bij geld en formulieren"),
    "meelopen": N_("Iemand die meegaat naar gesprekken"),
    "maatje": N_("Een maatje"),
    "training": N_("Een training of cursus"),
    "ervaring": N_("Praten met iemand die het zelf kent"),
    "anders": N_("Iets anders"),
}

FORMS = {"place": N_("Op een plek"), "online": N_("Online"), "both": N_("Allebei kan")}

LANGUAGES = {
    "nl": N_("Nederlands"),
    "en": N_("Engels"),
    "ar": N_("Arabisch"),
    "tr": N_("Turks"),
    "uk": N_("Oekraïens"),
    "pl": N_("Pools"),
    "ti": N_("Tigrinya"),
    "ngt": N_("Nederlandse Gebarentaal"),
    "tolk": N_("Een andere taal, er is een tolk"),
    "anders": N_("Een andere taal, zonder tolk"),
}

PERIODS = {
    "nu": N_("Zo snel mogelijk"),
    "maand": N_("Binnen een maand"),
    "kwartaal": N_("Binnen 3 maanden"),
    "rustig": N_("Er is geen haast"),
}

REGIMES = {
    "wkkgz": N_("Wkkgz, de wet over klachten in de zorg"),
    "wmo": N_("Wmo, hulp via de gemeente"),
    "jeugdwet": N_("Jeugdwet"),
    "none": N_("Geen van deze"),
}

HOW_AGREED = {
    "paper": N_("Op papier, met een handtekening"),
    "mail": N_("Per mail of bericht"),
    "spoken": N_("In een gesprek, en ik heb het opgeschreven"),
}

WHY_BACK = {
    "room": N_("Er is toch geen ruimte voor"),
    "fit": N_("Het past niet bij wat ik doe"),
    "client": N_("De klant wil liever iemand anders"),
    "other": N_("Een andere reden"),
}

# What the client says yes to. A change of meaning needs a new version; the row keeps which one it was.
AGREEMENT_VERSION = "2026-11"
AGREEMENT = (
    N_("De klant heeft deze tekst gelezen of gehoord, precies zoals hij hier staat."),
    N_("De klant weet wie de tekst krijgen."),
    N_("De klant weet dat de tekst na een paar weken wordt gewist."),
    N_("De klant krijgt een code op papier. Daarmee kan de klant de doorverwijzing zelf intrekken, zonder reden."),
)


def agreement_text() -> str:
    """The whole text, for its hash."""
    return "\n".join(AGREEMENT)


# Letters and figures that look like no other, also in handwriting.
CODE_SIGNS = "34679ACDEFGHJKMNPQRTWXY"
CODE_GROUPS, CODE_GROUP = 4, 4


def read_code(typed: str) -> str:
    """A code as it was typed from paper: capitals, without spaces, dashes and dots."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())


def written_code(code: str) -> str:
    """A code as it stands on paper: 'K7RT-9MXA-4CFH-N6WP'."""
    return "-".join(code[start : start + CODE_GROUP] for start in range(0, len(code), CODE_GROUP))
