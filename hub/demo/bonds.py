"""Who knows whom: contacts with what they wrote, questions that wait, one that was let be, a block."""

from __future__ import annotations

from datetime import datetime, timedelta

from hub.contacts import actions
from hub.members.models import Member

# (who asked, who was asked, days ago, why, what was written afterwards: by the asker if it starts with '>')
CONTACTS: tuple[tuple[str, str, int, str, tuple[str, ...]], ...] = (
    (
        "sanne",
        "wim",
        60,
        "Je vertelde in Utrecht over toegang bij de gemeente. Ik wil daar graag meer over horen.",
        (
            ">Dank je wel. Ik geef in januari een training aan een wijkteam. Mag ik je voorbeeld van de balie gebruiken?",
            "Dat mag. Noem alleen de naam van de gemeente niet.",
            ">Afgesproken. Ik stuur je het stukje tekst vooraf, dan kun jij kijken of het klopt.",
            "Prima. Na 10 uur graag, dan ben ik wakker.",
        ),
    ),
    ("fatima", "sanne", 45, "Wij geven allebei training aan gemeenten. Zullen we eens vergelijken?", ("Graag.",)),
    (
        "kofi",
        "fatima",
        38,
        "Ik wil leren hoe jij uitlegt wat een brief met je doet.",
        (">Kan ik een keer meelopen?", "Ja. 9 december in Zaandam. Kom een half uur eerder."),
    ),
    ("joost", "wim", 30, "Ik zoek iemand die onze ruimte bekijkt voor de intervisie.", ()),
    ("aylin", "joost", 21, "Ik wil een onderzoek doen samen met een intervisiegroep.", ("Goed idee. Bel me vrijdag.",)),
    ("marijke", "lotte", 90, "Jouw schrijfgroep lijkt op die van mij.", ()),
    ("priya", "sanne", 14, "Ik begin net als trainer en heb vragen over prijzen.", ()),
)
WAITING: tuple[tuple[str, str, int, str], ...] = (
    ("bart", "sanne", 2, "Ik las dat je over hoogbegaafdheid schrijft. Ik wil er een avond over maken, samen."),
    ("esmee", "wim", 3, "Voor mijn onderzoek zoek ik iemand die een opname van binnen kent."),
    ("tessa", "fatima", 1, "Een team vraagt mij om een training over schulden. Dat kun jij beter."),
    ("sanne", "dirkjan", 5, "Ik wil weten hoe je wandelen en coachen combineert."),
)


def make_bonds(made: dict[str, Member], at: datetime) -> None:
    """In the order in which it happened."""
    for asker, asked, days, why, written in CONTACTS:
        _contact(made[asker], made[asked], at - timedelta(days=days), why, written)
    let_be = actions.ask(made["olaf"], made["lotte"], "Ik wil iets uitrekenen. Heb je cijfers?", at - timedelta(days=20))
    actions.let_be(let_be, made["lotte"], at - timedelta(days=19))
    for asker, asked, days, why in WAITING:
        actions.ask(made[asker], made[asked], why, at - timedelta(days=days))
    actions.block(made["jolanda"], made["olaf"], at - timedelta(days=16))


def _contact(asker: Member, asked: Member, at: datetime, why: str, written: tuple[str, ...]) -> None:
    request = actions.ask(asker, asked, why, at)
    contact = actions.accept(request, asked, at + timedelta(hours=20))
    for number, line in enumerate(written):
        author = asker if line.startswith(">") else asked
        actions.write(contact, author, line.removeprefix(">"), at + timedelta(hours=26 + 19 * number))
