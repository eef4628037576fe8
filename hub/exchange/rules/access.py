"""What one wants to know of the work itself before answering: four fixed questions, each with a few answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hub.core.text import N_

UNKNOWN = N_("Weet ik nog niet")


@dataclass(frozen=True)
class Fact:
    """One question about the work, in the words of the page."""

    code: str
    name: str
    question: str
    more: str
    answers: dict[str, str]


@dataclass(frozen=True)
class Known:
    """What is said to one question."""

    name: str
    answer: str
    text: str


FACTS = (
    Fact(
        "travel",
        N_("Reizen"),
        N_("Moet je ervoor reizen?"),
        N_("Toelichting bij reizen"),
        {"none": N_("Niet reizen"), "some": N_("Af en toe reizen"), "often": N_("Elke keer reizen"), "unknown": UNKNOWN},
    ),
    Fact(
        "noise",
        N_("Geluid en drukte"),
        N_("Hoe druk is het er?"),
        N_("Toelichting bij geluid en drukte"),
        {"quiet": N_("Rustig"), "mixed": N_("Wisselend"), "busy": N_("Druk"), "unknown": UNKNOWN},
    ),
    Fact(
        "pace",
        N_("Tempo"),
        N_("Hoe is het tempo?"),
        N_("Toelichting bij tempo"),
        {"own": N_("In je eigen tempo"), "fixed": N_("Op vaste tijden"), "fast": N_("Hoog tempo"), "unknown": UNKNOWN},
    ),
    Fact(
        "equipment",
        N_("Spullen"),
        N_("Wat heb je ervoor nodig?"),
        N_("Toelichting bij spullen"),
        {
            "none": N_("Niets"),
            "own": N_("Iets van jezelf"),
            "given": N_("Je krijgt wat nodig is"),
            "unknown": UNKNOWN,
        },
    ),
)


def known(access: Mapping[str, Mapping[str, str]]) -> list[Known]:
    """The facts in their fixed order, in words."""
    return [
        Known(fact.name, fact.answers.get(access[fact.code].get("answer", ""), UNKNOWN), access[fact.code].get("text", ""))
        for fact in FACTS
        if fact.code in access
    ]
