"""The house rules: one text with a version. Whoever says yes to them says yes to this very text."""

from __future__ import annotations

import hashlib

from hub.core.text import N_

VERSION = "2026-11"

# (heading, sentences). A change of meaning needs a new VERSION; the consent log keeps both.
RULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        N_("We praten met elkaar, niet over elkaar"),
        (
            N_("Wat je hier leest of hoort over een ander, blijft hier."),
            N_("Wil je iets verder vertellen? Vraag het eerst aan die persoon."),
            N_("Over cliënten schrijf je niets waaraan je ze kunt herkennen."),
        ),
    ),
    (
        N_("Niemand hoeft iets te bewijzen"),
        (
            N_("Je hoeft geen diagnose te noemen of aan te tonen."),
            N_("'Zeg ik liever niet' is een gewoon antwoord. Vraag dan niet door."),
            N_("Je bepaalt zelf wat je vertelt, aan wie, en wanneer je stopt."),
        ),
    ),
    (
        N_("Nee is ook een antwoord"),
        (
            N_("Je mag een contactverzoek laten liggen. Je hoeft niet te zeggen waarom."),
            N_("Krijg je geen antwoord? Dan laat je de ander met rust."),
            N_("Je mag altijd pauze nemen of weggaan."),
        ),
    ),
    (
        N_("We houden rekening met elkaar"),
        (
            N_("Lees hoe iemand het best werkt voordat je belt of schrijft."),
            N_("Schrijf gewoon en duidelijk. Grappen kunnen verkeerd vallen."),
            N_("Pesten, dreigen, discrimineren en opdringen mogen niet."),
        ),
    ),
    (
        N_("We zijn eerlijk over werk en geld"),
        (
            N_("Zeg het erbij als je zelf iets aan een voorstel verdient."),
            N_("Gebruik de ledenlijst niet voor reclame."),
            N_("Kom je een afspraak niet na? Laat het zo vroeg mogelijk weten."),
        ),
    ),
    (
        N_("Gaat er iets mis, dan praten we"),
        (
            N_("Vraag hulp aan een van de contactpersonen. Ze staan onder elke pagina."),
            N_("Een moderator luistert naar iedereen die erbij betrokken is."),
            N_("Een moderator kan iemand tijdelijk of voor altijd buitensluiten. Je hoort altijd waarom."),
        ),
    ),
)


def text() -> str:
    """The whole text as it stands, in Dutch: what a consent is a consent to."""
    return "\n".join(f"{heading}\n" + "\n".join(sentences) for heading, sentences in RULES)


def fingerprint() -> str:
    """SHA-256 of the text, for the consent log."""
    return hashlib.sha256(text().encode()).hexdigest()
