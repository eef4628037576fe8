"""Every page of intervision, gathered on one blueprint."""

from hub.intervision.views import planning, room
from hub.intervision.views.blueprint import blueprint

__all__ = ["blueprint", "planning", "room"]
