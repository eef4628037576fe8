"""What several pages of the agenda say in the same way."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import url_for
from werkzeug.wrappers import Response

from hub.agenda.actions.gatherings import Place
from hub.agenda.models import Gathering
from hub.agenda.queries.gatherings import Listed
from hub.agenda.rules.addresses import address_of
from hub.agenda.rules.days import Lasting, days_of
from hub.agenda.rules.moments import local_day
from hub.agenda.rules.wording import days_until, status_of
from hub.core.forms import HubForm
from hub.core.places import PROVINCES
from hub.core.text import N_, day, moment, time_of_day, translated
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


def times(lasting: Lasting) -> str:
    """What stands under the day it begins on: its hours, or 'de hele dag'."""
    if not lasting.whole_day:
        return hours(lasting.starts_at, lasting.ends_at)
    first, last = days_of(lasting)
    if first == last:
        return translated(N_("de hele dag"))
    return translated(N_("de hele dag, tot en met %(day)s")) % {"day": day(last)}


def hours_within(lasting: Lasting, starts_at: datetime, ends_at: datetime) -> str:
    """The hours of a part, with its day where the whole has several."""
    first, last = days_of(lasting)
    said = hours(starts_at, ends_at)
    return said if first == last else f"{day(starts_at)}, {said}"


def when(lasting: Lasting) -> str:
    """'vrijdag 18 december 2026, 10 uur tot 13 uur', or whole days without times."""
    first, last = days_of(lasting)
    if lasting.whole_day and first != last:
        return translated(N_("van %(first)s tot en met %(last)s")) % {"first": day(first), "last": day(last)}
    return f"{day(lasting.starts_at)}, {times(lasting)}"


def began_before(gathering: Gathering) -> str | None:
    """When it would have begun before it was moved."""
    before = gathering.moved_from
    if before is None:
        return None
    return day(before) if gathering.moved_from_whole_day else moment(before)


def capital(text: str) -> str:
    """With a capital in front, for the beginning of a line."""
    return text[:1].upper() + text[1:]


def where(gathering: Gathering) -> str:
    """Town and province, or that it is online: for a list."""
    if gathering.form == "online":
        return translated(N_("Online"))
    names = [gathering.town, PROVINCES.get(gathering.province, "")]
    place = ", ".join(dict.fromkeys(name for name in names if name))
    return f"{place} ({translated(N_('online kan ook'))})" if gathering.form == "hybrid" else place


def address(gathering: Gathering | Place, coming: bool) -> str:
    """Where it is, as exactly as who reads it may know."""
    place = address_of(gathering, coming)
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
        "time": capital(times(gathering)),
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
