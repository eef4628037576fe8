"""Everything the agenda answers to, gathered for app.py."""

from __future__ import annotations

from hub.agenda.views import answering, cancelling, feeds, gathering, making, overview, programme, subscriptions
from hub.agenda.views.blueprint import blueprint

__all__ = [
    "answering",
    "blueprint",
    "cancelling",
    "feeds",
    "gathering",
    "making",
    "overview",
    "programme",
    "subscriptions",
]
