"""A point on the map as people paste it: two numbers, with a comma or a point in each."""

from __future__ import annotations

import re

from hub.core.text import N_

# About a metre: finer says nothing more about a front door.
DECIMALS = 5
NETHERLANDS = ((50.7, 53.6), (3.3, 7.3))
NOT_TWO_NUMBERS = N_("Dit zijn geen twee getallen. Schrijf ze zoals 52,0907 5,1214.")
ELSEWHERE = N_("Dit punt ligt niet in Nederland. Schrijf eerst het getal rond de 52 en dan het getal rond de 5.")

_TWO = re.compile(r"\s*(-?\d{1,3}[.,]\d{1,20})°?\s*[,;\s]\s*(-?\d{1,3}[.,]\d{1,20})°?\s*", re.ASCII)


def point_in(text: str) -> tuple[float, float] | None:
    """Latitude and longitude in a text, or None."""
    found = _TWO.fullmatch(text)
    if not found:
        return None
    latitude, longitude = (round(float(number.replace(",", ".")), DECIMALS) for number in found.groups())
    return latitude, longitude


def why_not_point(text: str) -> str | None:
    """Why a text is no point that a gathering can be at, or None."""
    point = point_in(text)
    if point is None:
        return NOT_TWO_NUMBERS
    inside = all(low <= number <= high for number, (low, high) in zip(point, NETHERLANDS, strict=True))
    return None if inside else ELSEWHERE


def said(latitude: float | None, longitude: float | None) -> str:
    """'52,0907 5,1214', as it is typed; empty if there is none."""
    return "" if latitude is None or longitude is None else f"{latitude} {longitude}".replace(".", ",")
