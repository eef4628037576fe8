"""How a session is put together: frame, core and pace within a length. Minutes; seconds for the room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from hub.core.text import N_
from hub.intervision.rules.method import Frame, Method, Phase

LENGTHS = (60, 90, 120, 150)
PACES = {"kort": 0.75, "gewoon": 1.0, "rustig": 1.5}
PACE_NAMES = {"kort": N_("Kort"), "gewoon": N_("Gewoon"), "rustig": N_("Rustig")}
BREAK_FROM, BREAK_MIN = 120, 10
DOES_NOT_FIT = N_("Deze manier past niet in deze tijd. Kies een langere sessie of een korter tempo.")

PAUSE = Phase(
    key="pauze", nl=N_("Pauze"), en="Break", min=BREAK_MIN, why="rest", input="none", turn="none", optional=True, part="break",
    ask_nl=N_("Even pauze. Beweeg, drink iets, doe je ogen dicht. Overslaan mag."), ask_en="A break. You may skip it.",
)  # fmt: skip


def plan_of(frame: Frame, method: Method, length: int, pace: str) -> tuple[Phase, ...]:
    """The phases of a session in order, each with the seconds it takes. Pace stretches the core, not the frame."""
    short = length == LENGTHS[0]
    before, after = (_framed(part, frame, short) for part in (frame.before, frame.after))
    core = [replace(one, seconds=ceil(one.min * 60 * PACES[pace])) for one in method.phases]
    if length >= BREAK_FROM:
        half = len(core) // 2
        core[half:half] = [replace(PAUSE, seconds=BREAK_MIN * 60)]
    return (*before, *core, *after)


def _framed(part: Sequence[Phase], frame: Frame, short: bool) -> list[Phase]:
    if not short:
        return [replace(one, seconds=one.min * 60) for one in part]
    return [replace(one, seconds=frame.short[one.key] * 60) for one in part if one.key in frame.short]


def minutes_of(plan: Sequence[Phase]) -> int:
    """How long a plan takes, rounded up."""
    return ceil(sum(one.seconds for one in plan) / 60)


def why_not_fit(frame: Frame, method: Method, length: int, pace: str) -> str | None:
    """Why a method does not fit in a session of this length at this pace."""
    return DOES_NOT_FIT if minutes_of(plan_of(frame, method, length, pace)) > length else None
