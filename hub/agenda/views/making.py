"""Making a gathering in four small steps, and changing each part later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from hub.agenda.actions import gatherings as actions
from hub.agenda.actions.gatherings import About, Access, For, Place, What, When, is_elsewhere, when_of
from hub.agenda.forms import AccessForm, MoveForm, NewForm, OpenForm, PlaceForm, ThemesForm, WhatForm, WhenForm
from hub.agenda.models import Gathering
from hub.agenda.queries import gatherings as queries
from hub.agenda.rules import access, addresses, changing, points, wording
from hub.agenda.rules.days import days_of
from hub.agenda.rules.moments import local_day, local_time
from hub.agenda.views import parts
from hub.agenda.views.blueprint import blueprint
from hub.agenda.views.cancelling import own_gathering
from hub.agenda.views.gathering import slots_of
from hub.audience.queries import circles_of
from hub.circles.models import Circle
from hub.core import clock
from hub.core.access import members_only, viewer
from hub.core.drafts import drop, form_from_draft
from hub.core.forms import HubForm
from hub.core.places import PROVINCES
from hub.core.text import N_, translated
from hub.core.web import Refused, say, see_other

STEPS = (N_("Wat en wanneer"), N_("Waar"), N_("Toegankelijkheid"), N_("Thema's en plekken"), N_("Controleren"))
KEPT = N_("Bewaard.")


def _steps() -> list[str]:
    return [translated(step) for step in STEPS]


@blueprint.route("/agenda/nieuw", methods=["GET", "POST"])
@members_only
def new() -> Response:
    """The first step: what it is and when. Only the organiser sees it until it is opened."""
    form = form_from_draft(NewForm)
    if form.validate_on_submit():
        what = What(form.title.data, form.source.data or "")
        try:
            made = actions.make(viewer(), what, _when(form), clock.now())
        except Refused as error:
            form.refuse("day", error.reason)
        else:
            drop()
            return see_other("agenda.place", public_id=made.public_id)
    return parts.form_page(
        "agenda/new.html", form, steps=_steps(), crumbs=parts.crumbs(None, translated(N_("Nieuwe bijeenkomst")))
    )


@blueprint.route("/e/<public_id:public_id>/tekst", methods=["GET", "POST"])
@members_only
def words(public_id: str) -> Response:
    """Title and text."""
    found = own_gathering(public_id)
    form = form_from_draft(WhatForm, data={"title": found.title, "source": found.source})
    if form.validate_on_submit():
        part = What(form.title.data, form.source.data or "")
        if _changed(form, "title", lambda at: actions.change(found, part, at)):
            return _done(found, "agenda.check")
    return _part("agenda/part_words.html", found, form, 1, N_("Titel en tekst"))


@blueprint.route("/e/<public_id:public_id>/plek", methods=["GET", "POST"])
@members_only
def place(public_id: str) -> Response:
    """The second step: where. Once it is open, time and place are moved together."""
    found = own_gathering(public_id)
    if changing.is_open(found):
        return see_other("agenda.move", public_id=public_id)
    form = form_from_draft(PlaceForm, data=_place_of(found))
    form.province.choices = _provinces()
    if form.validate_on_submit() and _changed(form, "form", lambda at: actions.move(found, when_of(found), _place(form), at)):
        return _done(found, "agenda.access_facts")
    return _part("agenda/part_place.html", found, form, 2, N_("Waar"))


@blueprint.route("/e/<public_id:public_id>/verplaatsen", methods=["GET", "POST"])
@members_only
def move(public_id: str) -> Response:
    """Another time or place, with a page in between that says what will happen."""
    found = own_gathering(public_id)
    form = form_from_draft(MoveForm, data={**_moment_of(found), **_place_of(found)})
    form.province.choices = _provinces()
    if not form.validate_on_submit() or "_terug" in request.form:
        return _part("agenda/part_move.html", found, form, 1, N_("Tijd en plek"))
    to, there = _when(form), _place(form)
    if reason := changing.why_not_move(found, to, clock.now()):
        form.refuse("day", reason)
        return _part("agenda/part_move.html", found, form, 1, N_("Tijd en plek"))
    if changing.is_open(found) and "_zeker" not in request.form:
        return parts.form_page(
            "agenda/move_check.html",
            form,
            gathering=found,
            rows=_compared(found, to, there),
            told=is_elsewhere(found, to, there),
            coming=queries.coming_count(found),
            crumbs=parts.crumbs(found, translated(N_("Controleren"))),
        )
    if not _changed(form, "day", lambda at: actions.move(found, to, there, at)):
        return _part("agenda/part_move.html", found, form, 1, N_("Tijd en plek"))
    return _done(found, "agenda.check")


@blueprint.route("/e/<public_id:public_id>/toegang", methods=["GET", "POST"])
@members_only
def access_facts(public_id: str) -> Response:
    """The third step: getting in, stimuli, help."""
    found = own_gathering(public_id)
    form = form_from_draft(AccessForm, data=_access_of(found))
    if form.validate_on_submit() and _changed(
        form, access.FACTS[0].code, lambda at: actions.change(found, Access(form.facts()), at)
    ):
        return _done(found, "agenda.about")
    return _part("agenda/part_access.html", found, form, 3, N_("Toegankelijkheid"))


@blueprint.route("/e/<public_id:public_id>/thema", methods=["GET", "POST"])
@members_only
def about(public_id: str) -> Response:
    """The fourth step: themes and places."""
    found = own_gathering(public_id)
    form = form_from_draft(ThemesForm, data={"themes": found.themes, "places": found.places})
    form.themes.choices = [(theme.slug, theme.name) for theme in queries.themes()]
    if form.validate_on_submit():
        part = About(list(form.themes.data or ()), form.places.data)
        if _changed(form, "places", lambda at: actions.change(found, part, at)):
            return _done(found, "agenda.check")
    return _part("agenda/part_about.html", found, form, 4, N_("Thema's en plekken"))


@blueprint.route("/e/<public_id:public_id>/openen", methods=["GET", "POST"])
@members_only
def check(public_id: str) -> Response:
    """The last step: see it as others will, choose who, and open it."""
    found, at, member = own_gathering(public_id), clock.now(), viewer()
    circles = circles_of(member)
    form = form_from_draft(OpenForm, data=_audience_of(found, circles))
    form.offer(circles)
    refused = ""
    if form.validate_on_submit():
        whom = For(form.audience.data, *form.chosen(circles))
        try:
            was_open = changing.is_open(found)
            actions.open_for(found, whom, at)
        except Refused as error:
            refused = error.reason
        else:
            drop()
            say(translated(KEPT if was_open else N_("De bijeenkomst is open. Hij staat nu in de agenda.")))
            return see_other("agenda.gathering", public_id=public_id)
    return parts.form_page(
        "agenda/check.html",
        form,
        refused=refused,
        gathering=found,
        steps=_steps(),
        is_open=changing.is_open(found),
        when=parts.when(found),
        place=_said_place(found),
        address_for=_said_readers(found),
        slots=slots_of(found),
        facts=access.known(found.access),
        said=access.SAID,
        theme_names=[n for slug, n in queries.theme_names().items() if slug in found.themes],
        why_not=changing.why_not_open(found, "members", at),
        crumbs=parts.crumbs(found, translated(N_("Controleren"))),
    )


def _changed(form: HubForm, field: str, act: Callable[[datetime], object]) -> bool:
    """Do it; what a rule says against it stands at that field."""
    try:
        act(clock.now())
    except Refused as error:
        form.refuse(field, error.reason)
        return False
    drop()
    return True


def _done(found: Gathering, following: str) -> Response:
    """On to the next step; an open gathering is shown with its change."""
    if changing.is_open(found):
        say(translated(N_("De verandering is bewaard.")))
        return see_other("agenda.gathering", public_id=found.public_id)
    return see_other(following, public_id=found.public_id)


def _part(template: str, found: Gathering, form: HubForm, step: int, title: str) -> Response:
    return parts.form_page(
        template,
        form,
        gathering=found,
        steps=_steps(),
        step=step,
        is_open=changing.is_open(found),
        title=translated(title),
        why_not=changing.why_not_change(found, clock.now()),
        coming=queries.coming_count(found),
        crumbs=parts.crumbs(found, translated(title)),
    )


def _provinces() -> list[tuple[str, str]]:
    return [("", translated(N_("Kies een provincie"))), *PROVINCES.items()]


def _when(form: WhenForm) -> When:
    return When(form.starts_at, form.ends_at, form.whole_day.data)


def _place(form: PlaceForm) -> Place:
    """What the form says of the place; online has no address, and a place has no link."""
    online, there = form.form.data != "place", form.form.data != "online"
    point = points.point_in(form.point.data or "") if there else None
    return Place(
        form=form.form.data,
        venue=(form.venue.data or "") if there else "",
        street=(form.street.data or "") if there else "",
        town=(form.town.data or "") if there else "",
        province=(form.province.data or "") if there else "",
        link=(form.link.data or "") if online else "",
        address_for=form.address_for.data or addresses.COMING,
        latitude=point[0] if point else None,
        longitude=point[1] if point else None,
    )


def _said_place(found: Gathering | Place) -> str:
    return parts.address(found, coming=True) or translated(wording.FORMS["online"])


def _said_readers(found: Gathering | Place) -> str:
    return translated(addresses.SHOWN_TO[found.address_for]) if found.form != "online" else ""


def _compared(found: Gathering, to: When, there: Place) -> list[tuple[str, str, str]]:
    """What is now and what will be, line by line."""
    rows = [
        (translated(N_("Wanneer")), parts.when(found), parts.when(to)),
        (translated(N_("Waar")), _said_place(found), _said_place(there)),
    ]
    now, then = _said_readers(found), _said_readers(there)
    return [*rows, (translated(N_("Wie ziet het adres?")), now, then)] if now != then else rows


def _moment_of(found: Gathering) -> dict[str, Any]:
    if found.whole_day:
        first, last = days_of(found)
        times = {}
    else:
        first, last = local_day(found.starts_at), local_day(found.ends_at)
        times = {"begins": local_time(found.starts_at), "ends": local_time(found.ends_at)}
    return {"day": first, "last_day": last if last != first else None, "whole_day": found.whole_day, **times}


def _place_of(found: Gathering) -> dict[str, Any]:
    names = ("form", "venue", "street", "town", "province", "link", "address_for")
    return {**{name: getattr(found, name) for name in names}, "point": points.said(found.latitude, found.longitude)}


def _access_of(found: Gathering) -> dict[str, str]:
    known = access.known(found.access)
    return {one.fact.code: one.answer for one in known} | {f"{one.fact.code}_text": one.text for one in known}


def _audience_of(found: Gathering, circles: list[Circle]) -> dict[str, Any]:
    to = ["contacts"] if found.to_contacts else []
    to += [circle.public_id for circle in circles if circle.id in found.to_circles]
    return {"audience": found.audience if changing.is_open(found) else None, "to": to}
