"""How long rooms wait, as an installation sets it: 'announce=10, hold=60', in seconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from hub.intervision.rules.room import Waits


class BadWaits(Exception):
    """A wait that does not exist or is no number; the message is a Dutch sentence."""


def waits_of(given: Sequence[str]) -> Waits:
    """The waits of an installation, what is not named as it always is. Raises BadWaits."""
    known = {one.name for one in fields(Waits)}
    waits = Waits()
    for part in given:
        name, _, number = part.partition("=")
        name = name.strip()
        try:
            value = float(number)
        except ValueError:
            value = -1.0
        if name not in known or not 0 <= value <= 86_400:
            raise BadWaits(f"ROOM_WAITS: {part!r} is geen wachttijd. Schrijf het zo: announce=10, hold=60.")
        changes: dict[str, Any] = {name: value if name == "quiet_factor" else int(value * 1000)}
        waits = replace(waits, **changes)
    return waits
