"""The agenda: a list by day, and a month as a table."""

from __future__ import annotations

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from flask import abort, g, request, url_for
from werkzeug.wrappers import Response

from hub.agenda.models import Theme
from hub.agenda.queries import gatherings as queries
from hub.agenda.queries.gatherings import Filter, Listed
from hub.agenda.rules.moments import local_day
from hub.agenda.rules.window import months_on
from hub.agenda.views import parts
from hub.agenda.views.blueprint import blueprint
from hub.core import clock
from hub.core.access import public, viewer
from hub.core.page import display_choices
from hub.core.places import PROVINCES
from hub.core.text import N_, month, translated
from hub.core.web import page

FORMS = {"place": N_("Op een plek"), "online": N_("Online")}


@dataclass(frozen=True)
class Pages:
    """Where one is in a long list."""

    page: int
    pages: int


@blueprint.get("/agenda")
@public
def agenda() -> Response:
    """What is coming, by day."""
    g.indexed = viewer() is None
    at, themes = clock.now(), queries.themes()
    narrowed = _narrowed(themes)
    size = 8 if display_choices()["weergave"] == "prikkelarm" else 12
    number = _number()
    found, total = queries.coming(viewer(), narrowed, at, number, size)
    if number > 1 and not found:
        abort(404)
    mine = queries.not_opened(viewer(), at) if number == 1 else []
    return page(
        "agenda/index.html",
        days=_by_day(found, at),
        total=total,
        mine=mine,
        pages=Pages(number, -(-total // size)),
        today=local_day(at),
        **_shared(narrowed, themes, "agenda.agenda", {}),
    )


@blueprint.get("/agenda/maand/<int:year>/<int:number>")
@public
def month_page(year: int, number: int) -> Response:
    """One month as a table."""
    if not (2020 <= year <= 2099 and 1 <= number <= 12):
        abort(404)
    first, at, themes = date(year, number, 1), clock.now(), queries.themes()
    narrowed = _narrowed(themes)
    found = queries.in_month(viewer(), narrowed, first)
    by_day: dict[date, list[dict[str, Any]]] = {}
    for one in found:
        for there in _days_of(one):
            by_day.setdefault(there, []).append(parts.row(one))
    return page(
        "agenda/month.html",
        first=first,
        total=len(found),
        by_day=by_day,
        today=local_day(at),
        weeks=Calendar().monthdatescalendar(year, number),
        before=months_on(first, -1) if (year, number) > (2020, 1) else None,
        after=months_on(first, 1) if (year, number) < (2099, 12) else None,
        title=month(first),
        **_shared(narrowed, themes, "agenda.month_page", {"year": year, "number": number}),
    )


def _number() -> int:
    given = request.args.get("pagina", "1")
    return min(int(given), 1000) if given.isascii() and given.isdigit() and len(given) < 6 and int(given) else 1


def _narrowed(themes: list[Theme]) -> Filter:
    """What the address asks for; a value that was never offered is left out."""
    province, theme, form = (request.args.get(name, "") for name in ("provincie", "thema", "vorm"))
    return Filter(
        province=province if province in PROVINCES else "",
        theme=theme if theme in {one.slug for one in themes} else "",
        form=form if form in FORMS else "",
    )


def _shared(narrowed: Filter, themes: list[Theme], endpoint: str, values: dict[str, Any]) -> dict[str, Any]:
    """The filter form and its chosen values, for the list and the month alike."""
    chosen = {"provincie": narrowed.province, "thema": narrowed.theme, "vorm": narrowed.form}
    names = {theme.slug: theme.name for theme in themes}
    said = {
        "provincie": PROVINCES.get(narrowed.province, ""),
        "thema": names.get(narrowed.theme, ""),
        "vorm": translated(FORMS.get(narrowed.form, "")) if narrowed.form else "",
    }
    kept: dict[str, Any] = {name: value for name, value in chosen.items() if value}
    filters = [
        (said[name], url_for(endpoint, **values, **{other: kept[other] for other in kept if other != name})) for name in kept
    ]
    at = local_day(clock.now())
    return {
        "narrowed": chosen,
        "filters": filters,
        "clear_url": url_for(endpoint, **values),
        "themes": themes,
        "provinces": PROVINCES,
        "forms_of_meeting": FORMS,
        "kept": kept,
        "this_month": at,
    }


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
    first = local_day(one.gathering.starts_at)
    last = local_day(one.gathering.ends_at - timedelta(microseconds=1))
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
