"""Circles of the made-up network: who hosts, who takes part, who rests, who still thinks about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from hub.agenda.actions.answers import give_answer
from hub.agenda.actions.gatherings import About, For, Place, What, change, make, move, open_for
from hub.agenda.rules.moments import local_day
from hub.circles import actions
from hub.circles.models import Circle
from hub.circles.queries import place_in
from hub.demo.gatherings import on_day
from hub.members.models import Member


@dataclass(frozen=True)
class Group:
    """A circle as it grew."""

    name: str
    purpose: str
    agreement: str
    host: str
    takes_part: tuple[str, ...]
    invited: tuple[str, ...]
    paused: tuple[str, ...] = ()
    days: int = 100


GROUPS = (
    Group(
        name="Intervisie Midden",
        purpose="Elke 3 weken legt iemand een vraag uit het werk op tafel. Wij denken mee.",
        agreement="""\
- Wat hier gezegd wordt, blijft hier.
- Wie een vraag inbrengt, is de baas over die vraag.
- Je mag altijd alleen luisteren.
- Kom je niet? Laat het weten. Waarom hoeft niet.
""",
        host="joost",
        takes_part=("sanne", "wim", "aylin", "fatima"),
        invited=("esmee",),
        paused=("henk",),
    ),
    Group(
        name="Training aan gemeenten",
        purpose="Samen trainingen maken en geven aan wijkteams en balies.",
        agreement="""\
- We delen de opdrachten eerlijk en zeggen wat ze opleveren.
- Niemand staat alleen voor de groep.
- Een voorbeeld uit iemands leven gebruik je alleen na een ja.
""",
        host="fatima",
        takes_part=("kofi", "yara"),
        invited=("sanne",),
        days=40,
    ),
    Group(
        name="Schrijftafel",
        purpose="We lezen elkaars teksten en schrijven in stilte.",
        agreement="""\
- We zeggen wat een tekst met ons doet, niet wat eraan mankeert.
- Een tekst gaat niet verder dan deze tafel.
""",
        host="lotte",
        takes_part=("marijke", "samir"),
        invited=("bart",),
        days=75,
    ),
)


def make_groups(made: dict[str, Member], at: datetime) -> dict[str, Circle]:
    """Each made by a moderator, joined one by one; gives them by name."""
    circles = {group.name: _grown(group, made, at) for group in GROUPS}
    _evening(circles["Intervisie Midden"], made, at)
    return circles


def _grown(group: Group, made: dict[str, Member], at: datetime) -> Circle:
    begin = at - timedelta(days=group.days)
    host = made[group.host]
    circle = actions.make(
        made["marijke"], name=group.name, purpose=group.purpose, agreement=group.agreement, hosts=[host], at=begin
    )
    _join(circle, host, begin + timedelta(days=1))
    for number, key in enumerate(group.takes_part + group.paused, 2):
        actions.invite(circle, made[key], host, begin + timedelta(days=number))
        _join(circle, made[key], begin + timedelta(days=number, hours=6))
    for key in group.paused:
        place = place_in(circle, made[key])
        if place is not None:
            actions.pause(place, at - timedelta(days=20))
    for key in group.invited:
        actions.invite(circle, made[key], host, at - timedelta(days=1, hours=4))
    return circle


def _join(circle: Circle, member: Member, at: datetime) -> None:
    place = place_in(circle, member)
    if place is not None and place.state == "invited":
        actions.join(place, circle.agreement.version, at)


def _evening(circle: Circle, made: dict[str, Member], at: datetime) -> None:
    """An evening that only this circle sees."""
    begin = at - timedelta(days=12)
    when = on_day(local_day(at) + timedelta(days=2), time(19, 30), time(21))
    evening = make(made["joost"], What("Intervisie: een klant die niet terugbelt", _EVENING), when, begin)
    move(evening, when, Place("online", link="https://overleg.peerhuis.example/intervisie"), begin)
    change(evening, About(["intervisie"]), begin)
    open_for(evening, For("chosen", to_circles=(circle.id,)), begin)
    for key in ("sanne", "wim", "aylin"):
        give_answer(evening, made[key], "yes", begin + timedelta(days=1))


_EVENING = """\
Aylin brengt een vraag in. We beginnen met een rondje zonder haast.

Camera aan of uit, allebei goed. Alleen luisteren mag ook.
"""
