"""Forms of a room: each button sends the name of a command and its fields, and this makes the command of it."""

from __future__ import annotations

import uuid
from typing import Any

from werkzeug.datastructures import MultiDict

from hub.core.forms import HubForm, Text
from hub.core.text import N_
from hub.intervision.rules.limits import MOST_TEXT
from hub.intervision.rules.room import Command

TEXTS = ("text", "title", "word", "when", "id", "to", "user", "as", "role", "state")
NUMBERS = ("value", "seconds")
FLAGS = ("ready", "delete")
MOST_NUMBER = 6


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
        data["values"] = [_number(fields.get(f"values-{n}", "")) for n in range(int(fields.get("values_there", "4") == "4") * 4)]
    dots = {name.removeprefix("dots-"): _number(value) for name, value in fields.items() if name.startswith("dots-")}
    if dots:
        data["dots"] = dots
    epoch = _number(fields.get("epoch", ""))
    return Command(fields.get("type", ""), data, epoch if isinstance(epoch, int) else None), ident_of(fields.get("once", ""))


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
