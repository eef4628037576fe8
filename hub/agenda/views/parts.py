"""What several pages of the agenda say in the same way."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import url_for
from werkzeug.wrappers import Response

from hub.agenda.models import Gathering
from hub.agenda.queries.gatherings import Listed
from hub.agenda.rules.moments import local_day
from hub.agenda.rules.wording import address_of, days_until, status_of
from hub.core.forms import HubForm
from hub.core.places import PROVINCES
from hub.core.text import N_, day, time_of_day, translated
from hub.core.web import page

AUDIENCES = {
    "only_me": N_("Alleen jij. De bijeenkomst is nog niet open."),
    "chosen": N_("De kringen of contacten die de organisator koos"),
    "members": N_("Alle leden"),
    "public": N_("Iedereen, ook buiten het netwerk"),
}


def hours(starts_at: datetime, ends_at: datetime) -> str:
    """'10 uur tot 12.30 uur', with the last day where it is another one."""
    begin, end = time_of_day(starts_at), time_of_day(ends_at)
    if local_day(starts_at) == local_day(ends_at):
        return translated(N_("%(begin)s tot %(end)s")) % {"begin": begin, "end": end}
    return translated(N_("%(begin)s tot %(day)s, %(end)s")) % {"begin": begin, "day": day(ends_at), "end": end}


def when(gathering: Gathering) -> str:
    """'vrijdag 18 december 2026, 10 uur tot 13 uur'."""
    return when_between(gathering.starts_at, gathering.ends_at)


def when_between(starts_at: datetime, ends_at: datetime) -> str:
    """The same, of two moments."""
    return f"{day(starts_at)}, {hours(starts_at, ends_at)}"


def where(gathering: Gathering) -> str:
    """Town and province, or that it is online: for a list."""
    if gathering.form == "online":
        return translated(N_("Online"))
    names = [gathering.town, PROVINCES.get(gathering.province, "")]
    place = ", ".join(dict.fromkeys(name for name in names if name))
    return f"{place} ({translated(N_('online kan ook'))})" if gathering.form == "hybrid" else place


def address(gathering: Gathering) -> str:
    """Where it is, in full."""
    place = address_of(gathering)
    province = PROVINCES.get(gathering.province, "")
    return f"{place} ({province})" if place and province and province != gathering.town else place


def day_word(there: date, today: date) -> str:
    """'vrijdag 18 december', with the year only where it is another one."""
    said = day(there)
    return said.removesuffix(f" {there.year}") if there.year == today.year else said


def soon(starts_at: datetime, at: datetime) -> str:
    """'vandaag', 'morgen', 'over 3 dagen'."""
    days = days_until(starts_at, at)
    if days <= 1:
        return translated(N_("vandaag")) if days <= 0 else translated(N_("morgen"))
    return translated(N_("over %(days)d dagen")) % {"days": days}


def row(one: Listed) -> dict[str, Any]:
    """One gathering as the list macro wants it."""
    gathering = one.gathering
    status = status_of(gathering, one.taken, one.mine)
    facts = []
    if gathering.places is not None and status is None:
        left = gathering.places - one.taken
        facts.append(translated(N_("nog 1 plek") if left == 1 else N_("nog %(left)d plekken")) % {"left": left})
    for code, name in (("quiet_room", N_("rustruimte")), ("step_free", N_("zonder drempel"))):
        if gathering.access.get(code, {}).get("answer") == "yes":
            facts.append(translated(name))
    return {
        "title": gathering.title,
        "href": url_for("agenda.gathering", public_id=gathering.public_id),
        "time": hours(gathering.starts_at, gathering.ends_at),
        "place": where(gathering),
        "facts": facts,
        "status": (status[0], translated(status[1])) if status else None,
        "off": gathering.status == "cancelled",
    }


def crumbs(gathering: Gathering | None = None, *last: str) -> list[tuple[str | None, str]]:
    """Where one is: the agenda, the gathering, the page."""
    trail: list[tuple[str | None, str]] = [(url_for("agenda.agenda"), translated(N_("Agenda")))]
    if gathering is not None:
        trail.append((url_for("agenda.gathering", public_id=gathering.public_id), gathering.title))
    trail += [(None, one) for one in last]
    return trail if last else [*trail[:-1], (None, trail[-1][1])]


def form_page(template: str, form: HubForm, *, refused: str = "", **context: object) -> Response:
    """A page with a form: 422 when something was sent and refused."""
    sent = bool(refused) or bool(form.errors)
    return page(
        template,
        status=422 if sent else 200,
        form=form,
        refused=translated(refused) if refused else None,
        failed=sent,
        **context,
    )
