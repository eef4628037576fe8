"""Forms of a room: each button sends the name of a command and its fields, and this makes the command of it."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from hub.core.forms import Choice, Day, HubForm, LongText, Number, Pick, Text, TimeOfDay
from hub.core.localtime import moment_of
from hub.core.text import N_
from hub.intervision.rules.limits import MOST_TEXT
from hub.intervision.rules.plan import LENGTHS, PACE_NAMES
from hub.intervision.rules.planning import MOST_SESSIONS, MOST_WEEKS, SKIPPED
from hub.intervision.rules.room import Command

TEXTS = ("text", "title", "word", "when", "id", "to", "user", "as", "role", "state")
NUMBERS = ("value", "seconds")
FLAGS = ("ready", "delete")
MOST_NUMBER, MOST_DIGITS = 6, 16


class PlainForm(HubForm):
    """Only a button, and protection."""


class CaseForm(HubForm):
    """A question for a session, before its room is open."""

    title = Text(
        N_("Mijn vraag in één regel"),
        most=MOST_TEXT["case"],
        required=N_("Schrijf je vraag in één regel."),
        hint=N_("Noem geen namen. Bijvoorbeeld: 'Hoe zeg ik nee tegen een vaste klant?'"),
    )


def command_of(fields: MultiDict[str, str]) -> tuple[Command, str]:
    """The command that a form of the room sends, and its id. What is no figure stays text, and the room refuses it."""
    data: dict[str, Any] = {name: fields[name] for name in TEXTS if name in fields}
    data |= {name: _number(fields[name]) for name in NUMBERS if name in fields}
    data |= {name: fields[name] == "ja" for name in FLAGS if name in fields}
    if "ids_there" in fields:
        data["ids"] = fields.getlist("ids")
    if "values_there" in fields:
        data["values"] = [_number(fields.get(f"values-{n}", "")) for n in range(4)]
    dots = {name.removeprefix("dots-"): _number(value) for name, value in fields.items() if name.startswith("dots-")}
    if dots:
        data["dots"] = dots
    epoch = _number(fields.get("epoch", ""))
    return Command(fields.get("type", ""), data, epoch if isinstance(epoch, int) else None), ident_of(fields.get("once", ""))


def base_of(given: str | None) -> int | None:
    """The number of the text that a field was filled from; None if it is no number."""
    return int(given) if given and given.isascii() and given.isdigit() and len(given) <= MOST_DIGITS else None


def _number(text: str) -> int | str:
    """A small whole number, or the text as it is."""
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= MOST_NUMBER else text


def ident_of(given: str) -> str:
    """The id of this very form, so that sending it twice does it once; a new one if it has none."""
    try:
        return str(uuid.UUID(given))
    except ValueError:
        return str(uuid.uuid4())


class SeriesForm(HubForm):
    """A series of sessions of one circle."""

    sent_once = True

    circle = Choice(N_("Voor welke kring?"), required=N_("Kies een kring."))
    name = Text(N_("Naam van de reeks"), most=60, required=N_("Geef de reeks een naam."), hint=N_("Zoals 'Grenzen stellen'."))
    method = Choice(N_("Hoe doen jullie het?"), required=N_("Kies een manier."))
    length = Choice(
        N_("Hoe lang duurt een sessie?"),
        required=N_("Kies hoe lang een sessie duurt."),
        default="90",
        choices=[(str(one), f"{one} minuten") for one in LENGTHS],
    )
    pace = Choice(
        N_("In welk tempo?"),
        required=N_("Kies een tempo."),
        default="gewoon",
        choices=list(PACE_NAMES.items()),
    )
    day = Day(N_("Dag van de eerste sessie"), required=N_("Kies een dag."))
    begins = TimeOfDay(N_("Hoe laat begint het?"), required=N_("Vul in hoe laat het begint."))
    weeks = Number(N_("Om de hoeveel weken?"), low=1, high=MOST_WEEKS, required=N_("Vul in om de hoeveel weken."), default=6)
    times = Number(N_("Hoeveel sessies?"), low=1, high=MOST_SESSIONS, required=N_("Vul in hoeveel sessies."), default=4)

    def moment(self) -> datetime | None:
        """When the first session begins; the form hears it when that hour does not exist."""
        found = moment_of(self.day.data, self.begins.data)
        if found is None:
            self.refuse("begins", SKIPPED)
        return found


class MoveForm(HubForm):
    """Another moment for a session."""

    day = Day(N_("Nieuwe dag"), required=N_("Kies een dag."))
    begins = TimeOfDay(N_("Nieuwe begintijd"), required=N_("Vul in hoe laat het begint."))

    moment = SeriesForm.moment


class LeadForm(HubForm):
    """Who leads a session."""

    lead = Pick(N_("Wie leidt het gesprek?"), required=N_("Kies wie het gesprek leidt."))
    reserve = Pick(N_("Wie is de reserve?"), required=N_("Kies een reserve."))


class NoteForm(HubForm):
    """One's own note of a session."""

    text = LongText(N_("Mijn notitie"), most=MOST_TEXT["note"], rows=6)
    base = HiddenField(default="0", filters=[lambda given: str(base_of(given) or 0)])
