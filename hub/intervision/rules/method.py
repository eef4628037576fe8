"""A method of intervision as data: its phases, and what a file must hold before it may be used.

The fields are those of the TOML files in `methods/`. Whoever is not named in `who` is silent in that phase.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from typing import Any

OWNER, PEERS, FACILITATOR = "owner", "peers", "facilitator"
ROLES = (OWNER, PEERS, FACILITATOR)
TURNS = ("open", "round", "qa", "single", "none")
INPUTS = (
    "none", "statement", "chat", "questions", "answers", "cards", "rate", "pick", "vote", "scale", "actions",
)  # fmt: skip
REVEALS = ("live", "on_advance", "on_ready", "owner_only", "aggregate", "never")
OWNER_PARTS = ("speaks", "answers", "listens", "away")
ADVANCES = ("facilitator", "owner", "both", "ready")
KEEPS = ("none", "author", "owner", "group")
# What the room can do now. A file that asks for more is refused: nobody is promised what is not kept.
NOT_YET = {"input": ("answers", "rate"), "reveal": ("owner_only",), "owner": ("away",), "author": ("anonymous",)}
MOST_TITLE, MOST_ASK = 40, 200
SCHEMA = 1


class BadMethod(Exception):
    """A method file that breaks one of the loader's rules; the message names the phase and the rule."""


@dataclass(frozen=True)
class Phase:
    """One step. `min` is planned minutes at normal pace; `seconds` what it takes in this session."""

    key: str
    nl: str
    en: str
    min: int
    ask_nl: str
    ask_en: str
    why: str = ""
    who: tuple[str, ...] = ()
    turn: str = "open"
    input: str = "chat"
    n: int = 0
    source: str = ""
    reveal: str = "live"
    author: str = "named"
    owner: str = "listens"
    adv: str = "facilitator"
    guard: str = ""
    quiet: int = 0
    gap: int = 0
    optional: bool = False
    keep: str = "none"
    part: str = "core"
    seconds: int = 0

    @property
    def is_content(self) -> bool:
        """Whether it is about the case: needs the owner and two more."""
        return self.part == "core" or self.key == "stap"

    @property
    def hides(self) -> bool:
        """Whether others do not see what is written while the phase runs."""
        return self.reveal != "live"


@dataclass(frozen=True)
class Method:
    """The core of a session. `people` counts the owner and the facilitator too."""

    key: str
    nl: str
    en: str
    people: tuple[int, int]
    core_min: int
    facilitator_is_peer: bool
    phases: tuple[Phase, ...]


@dataclass(frozen=True)
class Frame:
    """What every session begins and ends with; `short` gives the minutes of a session of an hour."""

    before: tuple[Phase, ...]
    after: tuple[Phase, ...]
    short: Mapping[str, int]


def frame_of(raw: Mapping[str, Any]) -> Frame:
    """The frame of a parsed file. Raises BadMethod."""
    data = raw["frame"]
    _hold(data["schema"] == SCHEMA, "frame", "another schema")
    before = _phases(data["before"], "before")
    after = _phases(data["after"], "after")
    _hold(sum(one.min for one in before) == data["before_min"], "frame", "before_min is not the sum of its minutes")
    _hold(sum(one.min for one in after) == data["after_min"], "frame", "after_min is not the sum of its minutes")
    return Frame(before, after, dict(data["short"]))


def method_of(raw: Mapping[str, Any]) -> Method:
    """The method of a parsed file. Raises BadMethod."""
    data = raw["method"]
    _hold(data["schema"] == SCHEMA, data["key"], "another schema")
    phases = _phases(raw["phases"], "core")
    key = data["key"]
    _hold(sum(one.min for one in phases) == data["core_min"], key, "core_min is not the sum of its minutes")
    last = phases[-1]
    _hold(last.owner == "speaks" or set(last.who) == set(ROLES), key, "the owner has no part in the last word")
    low, high = data["people"]
    return Method(key, data["nl"], data["en"], (low, high), data["core_min"], data["facilitator_is_peer"], phases)


def _phases(raw: Sequence[Mapping[str, Any]], part: str) -> tuple[Phase, ...]:
    known = {one.name for one in fields(Phase)} - {"part", "seconds", "source"}
    needed = {one.name for one in fields(Phase) if one.default is MISSING}
    phases: list[Phase] = []
    for given in raw:
        values = dict(given)
        source = values.pop("from", "")
        strange, missing = set(values) - known, needed - set(values)
        _hold(not strange, str(given.get("key")), f"unknown fields {sorted(strange)}")
        _hold(not missing, str(given.get("key")), f"misses {sorted(missing)}")
        values["who"] = tuple(values.get("who", ()))
        phase = Phase(**values, source=source, part=part)
        _check(phase, phases)
        phases.append(phase)
    return tuple(phases)


def _check(phase: Phase, earlier: Sequence[Phase]) -> None:
    """Every rule of the loader for one phase. Raises BadMethod."""
    keys = [one.key for one in earlier]
    choices = {
        "turn": TURNS, "input": INPUTS, "reveal": REVEALS, "owner": OWNER_PARTS, "adv": ADVANCES, "keep": KEEPS,
        "author": ("named", "anonymous"), "guard": ("", "questions_only"),
    }  # fmt: skip
    for name, offered in choices.items():
        value = getattr(phase, name)
        _hold(value in offered, phase.key, f"{name} is {value!r}")
        _hold(value not in NOT_YET.get(name, ()), phase.key, f"{name} {value!r} cannot be done yet")
    _hold(phase.key not in keys, phase.key, "key is used twice")
    _hold(phase.min >= 1, phase.key, "takes less than a minute")
    _hold(set(phase.who) <= set(ROLES), phase.key, "who names no role")
    _hold(not phase.source or phase.source in keys, phase.key, "from does not point backwards")
    _hold((OWNER in phase.who) == (phase.owner in ("speaks", "answers")), phase.key, "who and owner differ")
    _hold(phase.turn != "single" or len(set(phase.who) - {FACILITATOR}) == 1, phase.key, "single needs one author")
    _hold(phase.input != "cards" or phase.hides, phase.key, "cards are not shown before they are revealed")
    _hold(phase.input != "pick" or bool(phase.source), phase.key, "picks from nothing: needs from")
    _hold((phase.input == "none") == (not phase.who), phase.key, "silence has no authors, and only silence")
    _hold(0 < len(phase.nl) <= MOST_TITLE and 0 < len(phase.en) <= MOST_TITLE, phase.key, "title is empty or long")
    _hold(0 < len(phase.ask_nl) <= MOST_ASK and bool(phase.ask_en), phase.key, "prompt is empty or long")


def _hold(rule: bool, where: str, broken: str) -> None:
    if not rule:
        raise BadMethod(f"{where}: {broken}")
