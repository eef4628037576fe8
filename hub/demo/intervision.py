"""Intervision of the made-up network: a session that runs now, one next week with questions, one that was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

from hub.circles.models import Circle
from hub.core.db import db
from hub.core.localtime import local_day, moment_of
from hub.intervision.actions.clearing import purge
from hub.intervision.actions.planning import Wanted, offer_case, plan
from hub.intervision.actions.room import given, pass_time
from hub.intervision.actions.writing import Typed, keep_note
from hub.intervision.models import Series, Session
from hub.intervision.queries.log import heard_of, log_of
from hub.intervision.rules.room import Command, Waits
from hub.members.models import Member

STORY = "Een vaste klant belt steeds later op de avond. Ik neem op, omdat ik de opdracht niet kwijt wil. Daarna slaap ik slecht."
QUESTION = "Hoe zeg ik nee tegen een vaste klant?"


class Played:
    """A room in which things are said at moments that were. Every word goes the way of a real one."""

    def __init__(self, session: Session, made: Mapping[str, Member], at: datetime) -> None:
        self.session, self.made, self.at = session, made, at

    def do(self, who: str, command: str, **data: Any) -> None:
        """One command of one person, a few seconds after the one before."""
        self.at += timedelta(seconds=3)
        ack = given(self.session.id, self.made[who], Command(command, data), str(uuid4()), self.at, Waits())
        assert ack.ok, f"{who} {command}: {ack.code}"

    def wait(self, seconds: float) -> None:
        """Time passes, and the room does what is due."""
        self.at += timedelta(seconds=seconds)
        pass_time(self.session.id, self.at)

    def on(self, who: str) -> None:
        """The next step is announced, and comes."""
        self.do(who, "phase.advance", to="next")
        self.wait(11)

    def begin(self, lead: str, *others: str) -> None:
        """Everybody sits down, checks in and looks back; the question of one of them is chosen."""
        for key in (lead, *others):
            self.do(key, "room.hello")
        self.do(lead, "room.start")
        for number, key in enumerate((lead, *others)):
            self.do(key, "checkin.set", value=2 + number % 3, word=("rustig", "druk hoofd", "", "benieuwd", "")[number])
            self.do(key, "phase.ready", ready=True)
        self.wait(11)
        while holder := self.holder():
            self.do(holder, "item.post", text="Mijn stap is half gelukt. Dat is genoeg voor nu.")
        self.on(lead)

    def holder(self) -> str | None:
        """Whose turn it is."""
        who = log_of(self.session).room.holder
        return next((key for key, one in self.made.items() if one.public_id == who), None)

    def item(self, kind: str) -> str:
        """The last thing of a kind that was written."""
        return [one.id for one in log_of(self.session).room.items.values() if one.kind == kind][-1]


def make_intervision(circle: Circle, made: Mapping[str, Member], at: datetime) -> None:
    """A series of one circle: past, running, coming."""
    series = _series(circle, made["joost"], at)
    past, now, coming = series.sessions
    _lead(past, made["aylin"], made["joost"])
    _lead(now, made["joost"], made["aylin"])
    _lead(coming, made["aylin"], made["fatima"])
    _past(past, made)
    _running(now, made, at)
    offer_case(coming, made["wim"], "Mag ik een opdracht halverwege teruggeven?", at - timedelta(days=1))
    offer_case(coming, made["sanne"], "Hoe vertel ik een klant over mijn energie?", at - timedelta(hours=20))


def _series(circle: Circle, host: Member, at: datetime) -> Series:
    """Planned long ago; the one that runs began half an hour ago, whenever one looks."""
    long_ago = at - timedelta(days=60)
    wanted = Wanted("Grenzen stellen", "reflecting", 90, "gewoon", at - timedelta(days=42), 3, 3)
    series = plan(circle, host, wanted, long_ago)
    db.session.flush()
    db.session.refresh(series, ["sessions"])
    _at(series.sessions[1], at - timedelta(minutes=24))
    evening = moment_of(local_day(at) + timedelta(days=7), time(19, 30))
    _at(series.sessions[2], evening or at + timedelta(days=7))
    return series


def _at(session: Session, starts_at: datetime) -> None:
    session.starts_at, session.ends_at = starts_at, starts_at + timedelta(minutes=session.series.length)


def _lead(session: Session, lead: Member, reserve: Member) -> None:
    session.facilitator_id, session.deputy_id = lead.id, reserve.id
    db.session.flush()


def _past(session: Session, made: Mapping[str, Member]) -> None:
    """Six weeks ago: whole, closed and wiped. Sanne keeps what was hers."""
    room = Played(session, made, session.starts_at)
    room.begin("aylin", "joost", "sanne", "wim", "fatima")
    room.do("sanne", "case.offer", title="Wanneer stop ik met een gesprek dat te lang duurt?")
    room.do("joost", "case.vote", dots={made["sanne"].public_id: 2})
    room.on("aylin")
    room.do("sanne", "item.post", text="Mijn gesprekken lopen uit. Ik wil leren ze netjes te stoppen.")
    for _ in range(5):
        room.on("aylin")
    while holder := room.holder():
        room.do(holder, "item.post", text="Misschien kun je vooraf zeggen hoe laat je stopt.")
        room.do(holder, "turn.done")
    room.on("aylin")
    room.do("sanne", "item.pick", ids=[room.item("chat")])
    room.on("aylin")
    room.on("aylin")
    room.do("sanne", "item.post", text="Ik zeg aan het begin hoe laat ik stop.", when="vanaf maandag")
    room.on("aylin")
    room.do("sanne", "item.post", text="Een einde noemen is ook zorg.")
    room.on("aylin")
    room.on("aylin")
    for key in ("aylin", "joost", "sanne", "wim"):
        room.do(key, "eval.submit", values=[5, 4, 3, 5])
    room.do("aylin", "room.end")
    keep_note(session, made["sanne"], Typed("Volgende keer eerder op de klok kijken."), room.at)
    db.session.flush()
    purge(session.id, room.at + timedelta(days=2))


def _running(session: Session, made: Mapping[str, Member], at: datetime) -> None:
    """Now: Wim told his story, and the others ask questions."""
    people = ("joost", "aylin", "sanne", "wim", "fatima")
    room = Played(session, made, session.starts_at - timedelta(minutes=3))
    room.begin(*people)
    room.do("wim", "case.offer", title=QUESTION)
    for key in ("aylin", "sanne", "fatima"):
        room.do(key, "case.vote", dots={made["wim"].public_id: 2})
    room.on("joost")
    room.do("wim", "item.post", text=f"{STORY}\n\nMijn vraag: {QUESTION.lower()}")
    room.at = at - timedelta(seconds=70)
    room.on("joost")
    room.wait(21)
    room.do("aylin", "item.post", text="Wat gebeurt er als je een keer niet opneemt?")
    room.do("wim", "question.answer", id=room.item("question"), text="Dan belt hij nog een keer. En dan neem ik toch op.")
    room.do("fatima", "item.post", text="Weet hij tot hoe laat jij werkt?")
    for key in people:
        heard_of(session.id, made[key].id, at + timedelta(hours=1))
