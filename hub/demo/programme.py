"""A real day programme in our own words: a Divosa Vrijdag about enterprise in a cooperative.

The times, lengths, subjects and municipalities are real; the date is not.
"""

from dataclasses import dataclass
from datetime import date, time, timedelta

TITLE = "Divosa Vrijdag: samen ondernemen vanuit de bijstand"

TEXT = """\
Mag je met een uitkering samen een onderneming beginnen? En hoe werkt de gemeente dan met je samen?
Daarover gaat deze vrijdag. Je hoort hoe gemeenten en sociale coöperaties hun afspraken maken.

Er is tijd voor vragen. Je hoeft niets voor te bereiden.

- Wat levert samen ondernemen op, voor jou en voor de gemeente?
- Hoe past een coöperatie bij de Participatiewet?
- Waar begin je als je zelf een coöperatie wilt opzetten?
"""


@dataclass(frozen=True)
class Item:
    """One item as the programme gives it, in local time."""

    begins: time
    ends: time
    title: str
    text: str = ""
    municipality: str = ""


_AMSTERDAM = """\
Deelnemers ondernemen samen of alleen en leren stap voor stap, ook als de uitkering nog doorloopt.

- hoe de gemeente dit aanpakt: ruimte voor proeven, inkomsten verrekenen, organisatie
- ervaringen van medewerkers en van mensen die een coöperatie begonnen
- wat goed ging en wat de gemeente ervan leerde
- lastige vragen uit de groep, waar jullie samen een antwoord op zoeken
"""
_ZOETERMEER = """\
Kan een gemeente zelf een initiatief van burgers beginnen? Zo ontstond de coöperatie Zoete Kruimels.
Hoe vind je mensen met talent, hoe richt je het in en wie is verantwoordelijk? Na een jaar: wat ging goed, wat ging mis?
"""
_BREDA = """\
De gemeente is mede-eigenaar van coöperatie De Vrije Uitloop, als sociaal aandeelhouder.

- wat er in drie jaar is geleerd
- wat sociaal aandeelhouderschap is en waarom ervoor gekozen is
- hoe het nu verder gaat
"""

ITEMS = (
    Item(time(10, 0), time(10, 5), "Welkom"),
    Item(
        time(10, 5),
        time(10, 25),
        "Wat is coöperatief ondernemen?",
        "Een korte inleiding: hoe een sociale coöperatie werkt en wat de wet ervan vindt.",
    ),
    Item(
        time(10, 25),
        time(10, 45),
        "Zo doet Amsterdam het",
        "Hoe de gemeente samen ondernemen aanpakt, wat lukte en wat er geleerd is.",
        "Amsterdam",
    ),
    Item(time(10, 45), time(10, 55), "Pauze met koffie en thee"),
    Item(
        time(11, 0),
        time(12, 30),
        "Workshop: ruimte voor klein ondernemen",
        _AMSTERDAM,
        "Amsterdam",
    ),
    Item(
        time(11, 0),
        time(11, 45),
        "Workshop: een coöperatie die de gemeente begon",
        _ZOETERMEER,
        "Zoetermeer",
    ),
    Item(time(11, 0), time(11, 45), "Workshop: de gemeente als aandeelhouder", _BREDA, "Breda"),
    Item(
        time(11, 45),
        time(12, 30),
        "Workshop: een coöperatie die de gemeente begon",
        _ZOETERMEER,
        "Zoetermeer",
    ),
    Item(time(11, 45), time(12, 30), "Workshop: de gemeente als aandeelhouder", _BREDA, "Breda"),
    Item(time(12, 30), time(13, 0), "Lunch"),
)


def friday_ahead(today: date, weeks: int = 3) -> date:
    """The Friday at least so many weeks from today."""
    later = today + timedelta(weeks=weeks)
    return later + timedelta(days=(4 - later.weekday()) % 7)
