"""Who reads where exactly a gathering is.

| what                        | who                                              | when                                 |
|-----------------------------|--------------------------------------------------|--------------------------------------|
| read its town and province  | who sees the gathering                           | always                               |
| read venue and street       | who sees the gathering                           | its organiser shows it to everybody  |
|                             | a member who said yes or maybe, and its organiser| always                               |
| find its point on the map   | everybody, in calendars and for search engines   | public, address shown to everybody   |
"""

from __future__ import annotations

from typing import Protocol

from hub.core.text import N_

EVERYBODY, COMING = "everybody", "coming"
SHOWN_TO = {COMING: N_("Alleen wie ja of misschien zegt"), EVERYBODY: N_("Iedereen die de bijeenkomst ziet")}
NOT_FOR_YOU = N_("Het adres is alleen voor wie ja of misschien zegt.")
FOR_WHO_COMES = N_("Alleen wie ja of misschien zegt, ziet dit adres.")


class Placed(Protocol):
    """What tells where a gathering is, and who reads that."""

    @property
    def form(self) -> str: ...
    @property
    def venue(self) -> str: ...
    @property
    def street(self) -> str: ...
    @property
    def town(self) -> str: ...
    @property
    def address_for(self) -> str: ...


class Organised(Protocol):
    """What tells who organises a gathering."""

    @property
    def organiser_id(self) -> int | None: ...


class Pinned(Protocol):
    """What tells where on the map a gathering is, and who sees the gathering."""

    @property
    def audience(self) -> str: ...
    @property
    def address_for(self) -> str: ...
    @property
    def latitude(self) -> float | None: ...
    @property
    def longitude(self) -> float | None: ...


class Reader(Protocol):
    """Somebody who looks at a gathering."""

    @property
    def id(self) -> int: ...
    @property
    def is_member(self) -> bool: ...


def comes(gathering: Organised, reader: Reader | None, answer: str | None) -> bool:
    """Whether this reader organises it or said yes or maybe; an answer of who is no member any more does not count."""
    if reader is None or not reader.is_member:
        return False
    return gathering.organiser_id == reader.id or answer in ("yes", "maybe")


def reads_address(gathering: Placed, coming: bool) -> bool:
    """Whether venue and street are for this reader."""
    return gathering.address_for == EVERYBODY or coming


def address_of(gathering: Placed, coming: bool) -> str:
    """Where it is in one line, as exactly as this reader may know; empty online."""
    if gathering.form == "online":
        return ""
    exactly = (gathering.venue, gathering.street) if reads_address(gathering, coming) else ()
    return ", ".join(part for part in (*exactly, gathering.town) if part)


def note_on(gathering: Placed, coming: bool) -> str | None:
    """The sentence beside a place whose address is not for everybody, or None."""
    if gathering.form == "online" or gathering.address_for == EVERYBODY or not (gathering.venue or gathering.street):
        return None
    return FOR_WHO_COMES if coming else NOT_FOR_YOU


def public_point(gathering: Pinned) -> tuple[float, float] | None:
    """Latitude and longitude, if everybody may know exactly where it is."""
    if gathering.audience != "public" or gathering.address_for != EVERYBODY:
        return None
    if gathering.latitude is None or gathering.longitude is None:
        return None
    return gathering.latitude, gathering.longitude
