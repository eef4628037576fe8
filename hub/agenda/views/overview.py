"""The agenda: a list by day, and a month as a table."""

from __future__ import annotations

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from flask import abort, g, request
from werkzeug.wrappers import Response

from hub.agenda.queries import gatherings as queries
from hub.agenda.queries.gatherings import Listed
from hub.agenda.rules.days import days_of
from hub.agenda.rules.moments import local_day
from hub.agenda.rules.window import months_on
from hub.agenda.views import parts
from hub.agenda.views.blueprint import blueprint
from hub.agenda.views.filtering import Filters
from hub.core import clock
from hub.core.access import public, viewer
from hub.core.page import display_choices
from hub.core.text import month
from hub.core.web import page

FIRST_YEAR, LAST_YEAR = 2020, 2099


@dataclass(frozen=True)
class Pages:
    """Where one is in a long list."""

    page: int
    pages: int


@blueprint.get("/agenda")
@public
def agenda() -> Response:
    """What is coming, by day."""
    member, at, number = viewer(), clock.now(), _number()
    g.indexed = member is None
    filters = Filters(member)
    size = 8 if display_choices()["weergave"] == "prikkelarm" else 12
    found, total = queries.coming(member, filters.asked(), at, number, size)
    if number > 1 and not found:
        abort(404)
    return page(
        "agenda/index.html",
        days=_by_day(found, at),
        total=total,
        mine=queries.not_opened(member, at) if number == 1 else [],
        pages=Pages(number, -(-total // size)),
        today=local_day(at),
        **filters.on_page("agenda.agenda"),
    )


@blueprint.get("/agenda/maand/<int:year>/<int:number>")
@public
def month_page(year: int, number: int) -> Response:
    """One month as a table."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= number <= 12):
        abort(404)
    first = date(year, number, 1)
    filters = Filters(viewer())
    found = queries.in_month(viewer(), filters.asked(), first)
    by_day: dict[date, list[dict[str, Any]]] = {}
    for one in found:
        for there in _days_of(one):
            by_day.setdefault(there, []).append(parts.row(one))
    return page(
        "agenda/month.html",
        first=first,
        title=month(first),
        total=len(found),
        by_day=by_day,
        weeks=Calendar().monthdatescalendar(year, number),
        today=local_day(clock.now()),
        before=months_on(first, -1) if (year, number) > (FIRST_YEAR, 1) else None,
        after=months_on(first, 1) if (year, number) < (LAST_YEAR, 12) else None,
        **filters.on_page("agenda.month_page", year=year, number=number),
    )


def _number() -> int:
    given = request.args.get("pagina", "1")
    return min(int(given), 1000) if given.isascii() and given.isdigit() and len(given) < 6 and int(given) else 1


def _by_day(found: list[Listed], at: datetime) -> list[dict[str, Any]]:
    """Gatherings under the day they begin on."""
    return [
        {
            "date": there,
            "word": parts.day_word(there, local_day(at)),
            "sub": parts.soon(max(entries[0].gathering.starts_at, at), at),
            "rows": [parts.row(one) for one in entries],
        }
        for there, group in groupby(found, key=lambda one: local_day(one.gathering.starts_at))
        if (entries := list(group))
    ]


def _days_of(one: Listed) -> list[date]:
    """Every Dutch day a gathering touches."""
    first, last = days_of(one.gathering)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
