"""What can be reported, and what the desk gets of it: a few lines, and a role instead of a name."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from hub.core.text import N_

ABOUT, OTHERS, REPORTER = "about", "others", "reporter"
ROLES = {ABOUT: N_("betrokkene"), OTHERS: N_("anderen"), REPORTER: N_("melder")}
WHOLE = "whole"


@dataclass(frozen=True)
class Kind:
    """A kind of thing that can be reported."""

    name: str
    path: str
    label: str
    this: str
    yours: str


KINDS = {
    one.name: one
    for one in (
        Kind("profile", "profiel", N_("Profiel"), N_("dit profiel"), N_("je profiel")),
        Kind("assignment", "opdracht", N_("Opdracht"), N_("deze opdracht"), N_("je opdracht")),
        Kind("moment", "moment", N_("Moment in een sessie"), N_("dit moment"), N_("wat je zei in een sessie")),
    )
}
BY_PATH = {one.path: one for one in KINDS.values()}


@dataclass(frozen=True)
class Line:
    """One line of a thing as its reporter saw it. `by` is a role, never a name."""

    key: str
    label: str
    text: str
    by: str = ABOUT
    alone: bool = False  # goes to the desk only when the report is about this very line: a name
    a_piece: bool = True  # whether a report can be about this line by itself


@dataclass(frozen=True)
class Copied:
    """A thing as its viewer sees it now. Without `about_member_id` nobody's name is ever connected with it."""

    title: str
    lines: tuple[Line, ...]
    about_member_id: int | None
    path: str
    by_piece: bool = True  # whether the reporter may choose one line; a moment in a room goes as a whole


def pieces(copied: Copied) -> list[Line]:
    """The lines that a report can be about by themselves."""
    return [line for line in copied.lines if line.a_piece] if copied.by_piece else []


def chosen(copied: Copied, piece: str) -> tuple[Line, ...]:
    """What goes to the desk: the chosen line only, or the whole thing. Nothing when that line is no longer there."""
    if piece == WHOLE:
        return tuple(line for line in copied.lines if not line.alone)
    return tuple(line for line in pieces(copied) if line.key == piece)


def piece_name(copied: Copied, piece: str) -> str:
    """What the chosen line is called; '' for the whole thing."""
    return next((line.label for line in pieces(copied) if line.key == piece), "")


def around(lines: tuple[Line, ...], key: str, reach: int = 3) -> tuple[Line, ...]:
    """One line with a few before and after it (R-MOD-05); the last ones when that line is not among them."""
    here = next((number for number, line in enumerate(lines) if line.key == key), None)
    if here is None:
        return lines[-(2 * reach + 1) :]
    return lines[max(0, here - reach) : here + reach + 1]


def written(lines: Iterable[Line]) -> str:
    """Lines as the text that is kept, encrypted, with the report."""
    return json.dumps([asdict(line) for line in lines], ensure_ascii=False)


def read(text: str) -> list[Line]:
    """The lines again."""
    return [Line(**line) for line in json.loads(text)] if text else []
