"""Everything referrals answer to, gathered for app.py."""

from __future__ import annotations

from hub.referrals.views import answering, code, ending, making, meeting, overview
from hub.referrals.views.blueprint import blueprint

__all__ = ["answering", "blueprint", "code", "ending", "making", "meeting", "overview"]
