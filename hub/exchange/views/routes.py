"""Everything the exchange answers to, gathered for app.py."""

from __future__ import annotations

from hub.exchange.views import assignment, board, choosing, posting, responding
from hub.exchange.views.blueprint import blueprint

__all__ = ["assignment", "blueprint", "board", "choosing", "posting", "responding"]
