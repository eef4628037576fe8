"""The words in which values are shown: from codes and slugs to what a person reads."""

from __future__ import annotations

from typing import Any

from hub.core.places import PROVINCES
from hub.core.text import translated
from hub.profiles import rules
from hub.profiles.queries.own import work_names


def vocabulary() -> dict[str, Any]:
    """For the templates: `words.work['coach']`, `words.capacity['room']` …"""
    return {
        "work": work_names(),
        "provinces": PROVINCES,
        "capacity": {code: translated(name) for code, name in rules.CAPACITIES.items()},
        "online": {code: translated(name) for code, name in rules.ONLINES.items()},
        "card": [translated(label) for label, _ in rules.CARD],
    }
