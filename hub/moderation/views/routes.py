"""Everything that moderation answers to, gathered for app.py."""

from __future__ import annotations

from hub.moderation.views import case, deciding, letter, own, queue, reporting
from hub.moderation.views.blueprints import cases, reports

__all__ = ["case", "cases", "deciding", "letter", "own", "queue", "reporting", "reports"]
