"""Gatherings of the made-up network: what a newcomer sees in the agenda."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from hub.agenda.actions.answers import give_answer
from hub.agenda.actions.gatherings import About, Access, For, Place, What, When, cancel, change, make, move, open_for, when_of
from hub.agenda.actions.programme import Part, add_part
from hub.agenda.models import Gathering
from hub.agenda.rules.addresses import EVERYBODY
from hub.agenda.rules.days import span_of
from hub.agenda.rules.moments import local_day, moment_of
from hub.core.db import db
from hub.demo import programme
from hub.members.models import Member

PUBLIC = For("public")
MEMBERS = For("members")

QUIET_PLACE = {
    "step_free": {"answer": "yes", "text": "De deur gaat met een knop open."},
    "lift": {"answer": "no", "text": "Niet nodig: alles is op de begane grond."},
    "toilet": {"answer": "yes", "text": ""},
    "quiet_room": {"answer": "yes", "text": "De kleine kamer naast de keuken. Je hoeft niets te vragen."},
    "low_stimulus": {"answer": "yes", "text": "Hooguit 12 mensen. Er is geen muziek."},
    "light_scent": {"answer": "yes", "text": "Daglicht. Geen parfum, graag."},
    "induction_loop": {"answer": "no", "text": ""},
    "public_transport": {"answer": "yes", "text": "Bus 4, halte Kade. Daarna 5 minuten lopen."},
    "parking": {"answer": "yes", "text": "2 plekken voor een gehandicaptenkaart."},
    "companion": {"answer": "yes", "text": ""},
    "contact": {"answer": "yes", "text": "Stuur de organisator een bericht."},
}
HALL = {
    "step_free": {"answer": "yes", "text": ""},
    "lift": {"answer": "yes", "text": "Breed genoeg voor een rolstoel."},
    "toilet": {"answer": "yes", "text": "Op de eerste verdieping."},
    "quiet_room": {"answer": "yes", "text": "Zaal 0.12, de hele dag open."},
    "low_stimulus": {"answer": "no", "text": "Er komen veel mensen. In de pauze is het druk in de hal."},
    "induction_loop": {"answer": "yes", "text": "In de grote zaal."},
    "sign_captions": {"answer": "unknown", "text": "Laat het weten als je een tolk wilt."},
    "public_transport": {"answer": "yes", "text": "Station op 8 minuten lopen."},
}


def on_day(day: date, begins: time, ends: time) -> When:
    """From and to on one Dutch day. Raises ValueError in the hour the clock skips."""
    starts_at, ends_at = moment_of(day, begins), moment_of(day, ends)
    if starts_at is None or ends_at is None:
        raise ValueError(f"no such hour on {day}")
    return When(starts_at, ends_at)


def walk(organiser: Member, at: datetime) -> Gathering:
    """A public walk in a quiet place, with everything known about access."""
    when = on_day(local_day(at) + timedelta(days=9), time(13, 30), time(15, 30))
    made = make(organiser, What("Wandelen en bijpraten langs de IJssel", _WALK), when, at)
    place = Place("place", "Buurthuis De Schakel", "Kade 3", "Zwolle", "overijssel", "", EVERYBODY, 52.5125, 6.0934)
    _fill(made, place, QUIET_PLACE, at)
    change(made, About(["ontmoeten"], 12), at)
    open_for(made, PUBLIC, at)
    return made


def full_table(organiser: Member, comers: Sequence[Member], at: datetime) -> Gathering:
    """A lunch for members with as many places as there are comers: full."""
    when = on_day(local_day(at) + timedelta(days=13), time(12), time(14))
    made = make(organiser, What("Lunch: prijs vragen voor je werk", _LUNCH), when, at)
    place = Place("place", "Eetcafé De Linde", "Lindelaan 12", "Utrecht", "utrecht", address_for=EVERYBODY)
    _fill(made, place, {"step_free": {"answer": "yes", "text": ""}, "quiet_room": {"answer": "no", "text": ""}}, at)
    change(made, About(["ondernemen", "geld-en-regels"], len(comers)), at)
    open_for(made, MEMBERS, at)
    for comer in comers:
        give_answer(made, comer, "yes", at)
    return made


def cancelled_talk(organiser: Member, comers: Sequence[Member], at: datetime) -> Gathering:
    """An online talk that does not go on."""
    when = on_day(local_day(at) + timedelta(days=6), time(19, 30), time(20, 30))
    made = make(organiser, What("Online avond: grenzen stellen bij klanten", _TALK), when, at)
    _fill(made, Place("online", link="https://overleg.peerhuis.example/grenzen"), {}, at)
    change(made, About(["grenzen-en-energie"]), at)
    open_for(made, PUBLIC, at)
    for comer in comers:
        give_answer(made, comer, "yes", at)
    cancel(made, "Er zijn te weinig aanmeldingen. We plannen een nieuwe avond in het voorjaar.", at)
    return made


def season_picnic(organiser: Member, comers: Sequence[Member], at: datetime) -> Gathering:
    """The picnic of every season, moved to another hour; also online."""
    day = local_day(at) + timedelta(days=27)
    made = make(organiser, What("Winterpicknick", _PICNIC), on_day(day, time(12), time(14)), at)
    link = "https://overleg.peerhuis.example/picknick"
    place = Place("hybrid", "De Kas in het park", "Parkweg 1", "Amersfoort", "utrecht", link, EVERYBODY)
    _fill(made, place, QUIET_PLACE, at)
    change(made, About(["ontmoeten", "samenwerken"], 40), at)
    open_for(made, PUBLIC, at)
    for number, comer in enumerate(comers):
        give_answer(made, comer, ("yes", "maybe")[number % 2], at)
    move(made, on_day(day, time(13), time(15)), place, at)
    return made


def theme_day(organiser: Member, at: datetime) -> Gathering:
    """The day about enterprise in a cooperative, with its programme."""
    day = programme.friday_ahead(local_day(at))
    when = on_day(day, programme.ITEMS[0].begins, programme.ITEMS[-1].ends)
    made = make(organiser, What(programme.TITLE, programme.TEXT), when, at)
    place = Place("place", "Vergadercentrum Het Plein", "Stationsplein 8", "Utrecht", "utrecht", address_for=EVERYBODY)
    _fill(made, place, HALL, at)
    change(made, About(["ondernemen", "geld-en-regels", "meepraten"], 120), at)
    for item in programme.ITEMS:
        moments = on_day(day, item.begins, item.ends)
        part = Part(item.title, moments.starts_at, moments.ends_at, item.text, municipality=item.municipality)
        add_part(made, part, at)
    open_for(made, PUBLIC, at)
    return made


def quiet_weekend(organiser: Member, at: datetime) -> Gathering:
    """Two whole days of working in silence, for members."""
    first = local_day(at) + timedelta(days=18)
    made = make(organiser, What("Twee dagen stil werken", _QUIET), When(*span_of(first, first + timedelta(days=1)), True), at)
    place = Place("place", "Kloosterhoeve", "Veldweg 2", "Deventer", "overijssel", address_for=EVERYBODY)
    _fill(made, place, QUIET_PLACE, at)
    change(made, About(["grenzen-en-energie"], 10), at)
    open_for(made, MEMBERS, at)
    return made


def kitchen_table(organiser: Member, comers: Sequence[Member], at: datetime) -> Gathering:
    """Soup at somebody's home, open to everybody: the address is for who comes."""
    when = on_day(local_day(at) + timedelta(days=16), time(17, 30), time(19, 30))
    made = make(organiser, What("Soep aan de keukentafel", _SOUP), when, at)
    facts = {"quiet_room": {"answer": "no", "text": ""}, "low_stimulus": {"answer": "yes", "text": "Hooguit 6 mensen."}}
    _fill(made, Place("place", "Bij de organisator thuis", "Molenpad 5", "Nijmegen", "gelderland"), facts, at)
    change(made, About(["ontmoeten"], 6), at)
    open_for(made, PUBLIC, at)
    for number, comer in enumerate(comers):
        give_answer(made, comer, ("yes", "maybe", "no")[number % 3], at)
    return made


def make_all(organiser: Member, others: Sequence[Member], at: datetime) -> dict[str, str]:
    """All of them; gives their public ids by name."""
    comers = list(others)
    made = {
        "walk": walk(organiser, at),
        "full": full_table(organiser, comers, at),
        "cancelled": cancelled_talk(others[0], comers[1:3], at),
        "picnic": season_picnic(others[0], comers[1:5], at),
        "theme_day": theme_day(organiser, at),
        "weekend": quiet_weekend(others[1], at),
        "soup": kitchen_table(others[2], comers[3:6], at),
    }
    db.session.flush()
    return {name: gathering.public_id for name, gathering in made.items()}


def _fill(gathering: Gathering, place: Place, facts: dict[str, dict[str, str]], at: datetime) -> None:
    move(gathering, when_of(gathering), place, at)
    change(gathering, Access(facts), at)


_WALK = """\
We lopen een rustige ronde van 4 kilometer. Je kunt ook een korte ronde van 1 kilometer kiezen.

Daarna is er thee. Je hoeft je niet voor te stellen aan de groep. Stil meelopen mag ook.
"""
_LUNCH = """\
Wat vraag je voor een training of een gesprek? We leggen onze prijzen naast elkaar.

- 12 uur: eten
- 12.45 uur: ieder vertelt één voorbeeld
- 14 uur: klaar
"""
_TALK = """\
Een klant belt elke avond. Een opdracht wordt steeds groter. Wat zeg je dan?

De camera mag uit. Je kunt ook alleen luisteren.
"""
_QUIET = """\
Twee dagen werken in dezelfde ruimte, zonder te praten. Neem je eigen werk mee.

Je mag ook 1 dag komen. Elk uur is er thee in de keuken. Daar mag je wel praten.
"""
_SOUP = """\
We eten soep en praten bij. Er is altijd soep zonder vlees.

Je hoeft niets mee te nemen. Om half acht is iedereen weer weg.
"""
_PICNIC = """\
Elk seizoen eten we samen. Neem iets mee om te delen, of niets. Er is soep.

Kom en ga wanneer je wilt. Online kun je het eerste uur meedoen.
"""
