"""What may be written: how long, in which letters, and which values. Text is NFC without control characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

# What is written, by the phase's input.
KIND_OF = {
    "statement": "statement", "chat": "chat", "questions": "question", "cards": "card", "actions": "action",
}  # fmt: skip
MOST_TEXT = {
    "statement": 4000, "chat": 1000, "question": 250, "card": 400, "action": 200, "answer": 1500, "word": 30, "when": 60,
    "case": 60, "process": 300, "note": 10_000,
}  # fmt: skip
MOST_DOTS = 2
# What may stand in each command; what has nothing stands here not. Anything else is refused (R-SIO-03).
FIELDS: Mapping[str, frozenset[str]] = {
    kind: frozenset(names.split())
    for kind, names in {
        "presence.set": "state", "note.private": "slot text rev base", "item.draft": "slot text rev base",
        "item.post": "text when", "item.edit": "id text", "item.withdraw": "id", "question.answer": "id text",
        "question.pass": "id", "item.pick": "ids", "checkin.set": "value word", "eval.submit": "values",
        "case.offer": "title", "case.vote": "dots", "turn.give": "to", "phase.ready": "ready", "phase.advance": "to",
        "phase.extend": "seconds", "case.stop": "delete", "process.note": "text", "role.offer": "role to",
        "member.admit": "user as",
    }.items()
}  # fmt: skip


def has_only_its_fields(kind: str, data: Mapping[str, Any]) -> bool:
    """Whether nothing stands in a command that does not belong there."""
    return set(data) <= FIELDS.get(kind, frozenset())


def cleaned(text: object, most: int) -> str | None:
    """The text as it will be kept; None if it is no text, empty or too long."""
    plain = _plain(text)
    return plain if 0 < len(plain) <= most else None


def _plain(text: object) -> str:
    """The letters that stay; '' for what is no text."""
    if not isinstance(text, str):
        return ""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    return "".join(one for one in plain if one == "\n" or unicodedata.category(one) not in ("Cc", "Cs", "Cf", "Co")).strip()


def why_not_text(text: object, most: int) -> str | None:
    """Why this text cannot be kept: none at all, or too long."""
    length = len(_plain(text))
    if length == 0:
        return "bad_input"
    return "too_long" if length > most else None


def is_mark(value: object) -> bool:
    """A figure from 1 to 5. True and False are no figures."""
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 5


def dots_of(data: object, by: str, cases: Mapping[str, Any]) -> dict[str, int] | None:
    """A vote: at most two dots, at most one on one's own question; None if it is no vote."""
    if not isinstance(data, Mapping) or not all(isinstance(case, str) and case in cases for case in data):
        return None
    dots: dict[str, int] = {}
    for case, number in data.items():
        if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= MOST_DOTS:
            return None
        if number:
            dots[case] = number
    return dots if sum(dots.values()) <= MOST_DOTS and dots.get(by, 0) <= 1 else None
