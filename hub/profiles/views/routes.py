"""Everything that profiles and the directory answer to, gathered for app.py."""

from __future__ import annotations

from hub.profiles.views import directory, experiences, mine, others
from hub.profiles.views.blueprint import blueprint

__all__ = ["blueprint", "directory", "experiences", "mine", "others"]
