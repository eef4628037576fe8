"""What is said outward about a gathering besides its page: schema.org, for search engines."""

from __future__ import annotations

from typing import Any

from hub.agenda.models import Gathering
from hub.agenda.rules import access
from hub.agenda.rules.links import gathering_path
from hub.core.clock import AMSTERDAM
from hub.core.ical import plain_text
from hub.core.mail import link, settings

ATTENDANCE = {"place": "Offline", "online": "Online", "hybrid": "Mixed"}


def schema_of(gathering: Gathering) -> dict[str, Any]:
    """A public gathering as schema.org Event; names nobody."""
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": gathering.title,
        "url": link(gathering_path(gathering.public_id)),
        "description": plain_text(gathering.source),
        "startDate": gathering.starts_at.astimezone(AMSTERDAM).isoformat(),
        "endDate": gathering.ends_at.astimezone(AMSTERDAM).isoformat(),
        "eventStatus": f"https://schema.org/{_status(gathering)}",
        "eventAttendanceMode": f"https://schema.org/{ATTENDANCE[gathering.form]}EventAttendanceMode",
        "location": _locations(gathering),
        "organizer": {"@type": "Organization", "name": settings().network_name, "url": settings().origin},
        "isAccessibleForFree": True,
    }
    if gathering.moved_from and gathering.status != "cancelled":
        said["previousStartDate"] = gathering.moved_from.astimezone(AMSTERDAM).isoformat()
    return said


def _status(gathering: Gathering) -> str:
    if gathering.status == "cancelled":
        return "EventCancelled"
    return "EventRescheduled" if gathering.moved_from else "EventScheduled"


def _locations(gathering: Gathering) -> list[dict[str, Any]]:
    places: list[dict[str, Any]] = []
    if gathering.form != "online":
        address = {
            "@type": "PostalAddress",
            "streetAddress": gathering.street,
            "addressLocality": gathering.town,
            "addressCountry": "NL",
        }
        places.append(
            {
                "@type": "Place",
                "name": gathering.venue or gathering.town,
                "address": address,
                "accessibilityFeature": access.features(gathering.access),
            }
        )
    if gathering.form != "place":
        places.append({"@type": "VirtualLocation", "url": link(gathering_path(gathering.public_id))})
    return places
