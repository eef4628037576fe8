"""What happened to an assignment, what is next and whose turn it is: as its poster sees it, and as a responder does."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from hub.core.text import N_
from hub.exchange.rules import answering
from hub.exchange.rules.life import AGREED, DONE, EXPIRED, OPEN, UNDER_WAY, WITHDRAWN

NOW, BEFORE, NEXT = "now", "done", "next"


@dataclass(frozen=True)
class Step:
    """One stop: what it is, how it stands, when, and a sentence with what goes into it."""

    title: str
    state: str
    when: datetime | None = None
    text: str = ""
    holds: dict[str, str | int] = field(default_factory=dict)


class Course(Protocol):
    """The moments in the life of an assignment."""

    state: str

    @property
    def opened_at(self) -> datetime | None: ...
    @property
    def agreed_at(self) -> datetime | None: ...
    @property
    def started_at(self) -> datetime | None: ...
    @property
    def ended_at(self) -> datetime | None: ...


class Given(Protocol):
    """How one response stands."""

    state: str
    sent_at: datetime

    @property
    def settled_at(self) -> datetime | None: ...


WAIT_FOR_RESPONSES = N_("Je hoeft nu niets te doen. Je krijgt een seintje bij een reactie.")
ONE_WAITS = N_("Jij bent aan zet. 1 persoon wacht op antwoord. Er is geen haast.")
SOME_WAIT = N_("Jij bent aan zet. %(n)d mensen wachten op antwoord. Er is geen haast.")
NOBODY_CAME = N_("Jij bent aan zet. Er is geen reactie die wacht. Je kunt verlengen of intrekken.")
PLAN_TOGETHER = N_("Spreek samen af hoe je begint. Een van jullie zegt het hier als het zover is.")
MORE_ARE_SOUGHT = N_("Er worden nog meer mensen gezocht. Je krijgt een seintje als het werk begint.")
SAY_WHEN_DONE = N_("Een van jullie zegt het hier als het klaar is.")
OTHER_CHOOSES = N_("%(name)s is aan zet. Je hoort het in een seintje, wat het ook wordt.")
STOPPED_BY_POSTER = N_("%(name)s trok de opdracht in. Je hoeft niets te doen.")
STOPPED_BY_SELF = N_("Wie reageerde, heeft een seintje. Je hoeft niets te doen.")
CAN_SEND_AGAIN = N_("Zolang de opdracht open is, kun je opnieuw reageren.")


def for_poster(job: Course, waiting: int) -> list[Step]:
    """The whole course, with how many responses wait."""
    steps = [Step(N_("Geplaatst"), BEFORE, job.opened_at)]
    if job.state == WITHDRAWN:
        return [*steps, *_reached(job), Step(N_("Ingetrokken"), NOW, job.ended_at, STOPPED_BY_SELF)]
    if job.state in (OPEN, EXPIRED):
        return [*steps, _choosing(job, waiting), Step(N_("Afspraak"), NEXT), Step(N_("Werk"), NEXT), Step(N_("Klaar"), NEXT)]
    return [*steps, *_work(job, N_("Gekozen"), job.agreed_at)]


def for_responder(job: Course, mine: Given, poster: str) -> list[Step]:
    """One's own response, and nothing of anybody else's."""
    steps = [Step(N_("Je reageerde"), BEFORE, mine.sent_at)]
    who: dict[str, str | int] = {"name": poster}
    if mine.state == answering.TAKEN_BACK:
        again = CAN_SEND_AGAIN if job.state == OPEN else ""
        return [*steps, Step(N_("Je trok je reactie in"), NOW, mine.settled_at, again)]
    if mine.state == answering.DECLINED:
        return [*steps, Step(N_("Het is iemand anders geworden"), NOW, mine.settled_at)]
    if job.state == WITHDRAWN:
        return [*steps, Step(N_("Opdracht ingetrokken"), NOW, job.ended_at, STOPPED_BY_POSTER, who)]
    if mine.state in answering.WAITING:
        return [*steps, Step(N_("Kiezen"), NOW, None, OTHER_CHOOSES, who), Step(N_("Antwoord aan jou"), NEXT)]
    return [*steps, *_work(job, N_("Je bent gekozen"), mine.settled_at)]


def _choosing(job: Course, waiting: int) -> Step:
    """Taking responses and choosing go on together until the choice is made."""
    title = N_("Reacties en kiezen") if job.state == OPEN else N_("Kiezen")
    if not waiting:
        return Step(title, NOW, None, WAIT_FOR_RESPONSES if job.state == OPEN else NOBODY_CAME)
    return Step(title, NOW, None, ONE_WAITS if waiting == 1 else SOME_WAIT, {"n": waiting})


def _reached(job: Course) -> list[Step]:
    """What had happened before it was withdrawn."""
    reached = [(N_("Gekozen"), job.agreed_at), (N_("Begonnen"), job.started_at)]
    return [Step(title, BEFORE, when) for title, when in reached if when is not None]


def _work(job: Course, chosen: str, chosen_at: datetime | None) -> list[Step]:
    """From the choice to the end; the same for both sides."""
    steps = [Step(chosen, BEFORE, chosen_at)]
    if job.state == UNDER_WAY:
        return [*steps, Step(N_("Begonnen"), BEFORE, job.started_at), Step(N_("Bezig"), NOW, None, SAY_WHEN_DONE), _end()]
    if job.state == DONE:
        return [*steps, Step(N_("Begonnen"), BEFORE, job.started_at), Step(N_("Klaar"), BEFORE, job.ended_at)]
    # One can be chosen while the poster still looks for more people.
    text = PLAN_TOGETHER if job.state == AGREED else MORE_ARE_SOUGHT
    return [*steps, Step(N_("Samen afspreken"), NOW, None, text), Step(N_("Werk"), NEXT), _end()]


def _end() -> Step:
    return Step(N_("Klaar"), NEXT)
