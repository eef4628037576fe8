"""Work that the made-up people have for each other: paid, swapped and for nothing, each at another point of its life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from hub.core.localtime import local_day
from hub.exchange.actions import answering, choosing, posting
from hub.exchange.actions.answering import Words
from hub.exchange.actions.choosing import Kindly
from hub.exchange.actions.posting import Access, Pay, Plan, What, Wish
from hub.exchange.models import Assignment
from hub.exchange.queries.responses import response_of
from hub.members.models import Member


@dataclass(frozen=True)
class Days:
    """Counted from the day it was opened: first and last day of the work, and the last day to respond."""

    first: int
    last: int
    respond: int


def make_work(made: dict[str, Member], at: datetime) -> None:
    """In the order in which it happened."""
    _swap(made, at)
    _paid(made, at)
    _volunteer(made, at)
    about = "Ik zoek iemand die een keer met mij meegaat. Daarna praten we na."
    what = What("Maatje bij een gesprek met de gemeente", about, "self", "", True, "Het gaat over mij.")
    posting.make(made["tessa"], what, at - timedelta(hours=3))


def _paid(made: dict[str, Member], at: datetime) -> None:
    """Wim looks for somebody to look at a website with him; two people answered and he has not chosen yet."""
    interest = "Ik krijg zelf ook betaald voor dit onderzoek."
    what = What("Meekijken met een website over zorg", _WEBSITE, "organisation", "Zorgkantoor De Linde", True, interest)
    access = _access(
        travel=("none", ""),
        noise=("quiet", "Je werkt thuis."),
        pace=("own", "Het moet wel binnen 3 weken."),
        equipment=("own", "Een computer, en je eigen hulpmiddel."),
    )
    wish = Wish(["lichamelijke-beperking"], ["adviseur"])
    plan = _plan(Days(21, 42, 15), 10, "online", at - timedelta(days=3))
    job = _opened(made["wim"], what, plan, Pay("paid", 55, 75, "hour", ""), wish, access, at - timedelta(days=3))
    answering.respond(job, made["priya"], _PRIYA, at - timedelta(days=2))
    answering.respond(job, made["jolanda"], _JOLANDA, at - timedelta(days=1))


def _swap(made: dict[str, Member], at: datetime) -> None:
    """Joost swaps with Lotte. He chose between two, and the work began last week."""
    began = at - timedelta(days=25)
    what = What("Teksten voor mijn site, in ruil voor begeleiding", _TEXTS, "self", "", True, "Het is mijn eigen site.")
    pay = Pay("swap", None, None, None, "3 ochtenden begeleiding van jouw groep.")
    access = _access(travel=("none", ""), noise=("quiet", ""), pace=("own", ""), equipment=("none", ""))
    job = _opened(made["joost"], what, _plan(Days(16, 60, 12), 12, "online", began), pay, Wish([], ["ander-werk"]), access, began)
    answering.respond(job, made["lotte"], _LOTTE, at - timedelta(days=22))
    answering.respond(job, made["bart"], _BART, at - timedelta(days=20))
    lotte = response_of(made["lotte"], job)
    assert lotte is not None  # she just responded
    kindly = Kindly("other", "Dank je Bart, ik las je reactie met plezier. Over jouw avond denk ik graag mee.")
    choosing.choose(job, {lotte.public_id}, "decline", kindly, at - timedelta(days=15))
    answering.start(job, made["joost"], at - timedelta(days=8))


def _volunteer(made: dict[str, Member], at: datetime) -> None:
    """Kofi asks who knows autism from inside: Sanne fits, and hears that there is something."""
    began = at - timedelta(hours=20)
    what = What("Meedenken over een rustige wachtruimte", _WAITING_ROOM, "organisation", "", False, "")
    access = _access(
        travel=("some", "1 keer. 10 minuten lopen van het station."),
        noise=("mixed", "We spreken af als het er rustig is."),
        pace=("own", ""),
        equipment=("none", ""),
    )
    plan = _plan(Days(21, 35, 16), 5, "both", began, "utrecht", "Amersfoort")
    _opened(made["kofi"], what, plan, Pay("volunteer", None, None, None, ""), Wish(["autisme"], []), access, began)


def _plan(days: Days, hours: int, place: str, at: datetime, province: str = "", town: str = "") -> Plan:
    today = local_day(at)
    first, last, respond = (today + timedelta(days=one) for one in (days.first, days.last, days.respond))
    return Plan(first, last, hours, "total", place, province, town, people=1, answer_by=respond)


def _access(**said: tuple[str, str]) -> Access:
    return Access({code: {"answer": answer, "text": text} for code, (answer, text) in said.items()})


def _opened(poster: Member, what: What, plan: Plan, pay: Pay, wish: Wish, access: Access, at: datetime) -> Assignment:
    """All steps of the page, one after the other."""
    job = posting.make(poster, what, at)
    for part in (plan, pay, wish, access):
        posting.change(job, part, at)
    posting.open_up(job, at)
    return job


_WEBSITE = """\
Een zorgkantoor heeft een nieuwe website. Ik kijk of iedereen ermee kan werken en wil dat niet alleen doen.
Je doorloopt 6 pagina's met je eigen hulpmiddel en schrijft op wat lukt en wat niet.
Daarna bespreken we het samen in 2 gesprekken van een uur.
"""
_TEXTS = """\
Mijn site staat vol lange zinnen. Ik zoek iemand die 5 pagina's korter en warmer maakt.
Je mag streng zijn. We beginnen met een gesprek over voor wie de site is.
"""
_WAITING_ROOM = """\
Een wijkcentrum richt de wachtruimte opnieuw in. Ik help daarbij en weet zelf weinig van prikkels.
Je komt een keer kijken, of je kijkt mee met foto's. Je zegt wat beter kan: licht, geluid, plek om te zitten.
"""
_PRIYA = Words(
    "Ik werk de hele dag met een schermlezer en met mijn stem. Ik schrijf graag op waar ik vastloop, stap voor stap.",
    "Op maandag en woensdag, tussen 9 en 13 uur.",
    "",
)
_JOLANDA = Words(
    "Ik heb eerder 2 sites van een gemeente bekeken. Ik klik alles aan met een toetsenbord, dus ik vind snel wat niet werkt.",
    "Na 1 dag vooraf weten kan bijna elke middag.",
    "Mijn zus werkt op dezelfde manier. Zij weet ervan.",
)
_LOTTE = Words(
    "Teksten kort maken is mijn vak. Begeleiding van mijn schrijfgroep kan ik goed gebruiken.",
    "De eerste 4 weken, op donderdag.",
    "",
)
_BART = Words("Ik schrijf graag en ken jouw werk van de intervisie.", "In de avond.", "")
