"""What is said outward about a gathering besides its page: schema.org, for search engines."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from hub.agenda.models import Gathering
from hub.agenda.rules import access, addresses
from hub.agenda.rules.days import days_of
from hub.agenda.rules.links import gathering_path
from hub.agenda.rules.moments import local_day
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
        "startDate": _said(gathering.starts_at, days_of(gathering)[0], gathering.whole_day),
        "endDate": _said(gathering.ends_at, days_of(gathering)[1], gathering.whole_day),
        "eventStatus": f"https://schema.org/{_status(gathering)}",
        "eventAttendanceMode": f"https://schema.org/{ATTENDANCE[gathering.form]}EventAttendanceMode",
        "location": _locations(gathering),
        "organizer": {"@type": "Organization", "name": settings().network_name, "url": settings().origin},
        "isAccessibleForFree": True,
    }
    if gathering.moved_from and gathering.status != "cancelled":
        before = gathering.moved_from
        said["previousStartDate"] = _said(before, local_day(before), gathering.moved_from_whole_day)
    return said


def _said(moment: datetime, day: date, whole_day: bool) -> str:
    """A day without a time if it is a whole one, else the moment with its offset."""
    return day.isoformat() if whole_day else moment.astimezone(AMSTERDAM).isoformat()


def _status(gathering: Gathering) -> str:
    if gathering.status == "cancelled":
        return "EventCancelled"
    return "EventRescheduled" if gathering.moved_from else "EventScheduled"


def _locations(gathering: Gathering) -> list[dict[str, Any]]:
    places: list[dict[str, Any]] = []
    if gathering.form != "online":
        places.append(_place(gathering))
    if gathering.form != "place":
        places.append({"@type": "VirtualLocation", "url": link(gathering_path(gathering.public_id))})
    return places


def _place(gathering: Gathering) -> dict[str, Any]:
    """The place as exactly as everybody may know it: what stands here is for machines, whoever looks at the page."""
    address = {"@type": "PostalAddress", "addressLocality": gathering.town, "addressCountry": "NL"}
    place: dict[str, Any] = {"@type": "Place", "name": gathering.town, "address": address}
    if addresses.reads_address(gathering, coming=False):
        place["name"] = gathering.venue or gathering.town
        address["streetAddress"] = gathering.street
    if point := addresses.public_point(gathering):
        place["geo"] = {"@type": "GeoCoordinates", "latitude": point[0], "longitude": point[1]}
    place["accessibilityFeature"] = access.features(gathering.access)
    return place
