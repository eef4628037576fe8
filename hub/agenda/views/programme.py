"""The programme of a gathering: its parts, one page each."""

from __future__ import annotations

from typing import Any

from flask import abort
from werkzeug.wrappers import Response

from hub.agenda.actions import programme as actions
from hub.agenda.actions.programme import Part
from hub.agenda.forms import ItemForm
from hub.agenda.models import Gathering, ProgrammeItem
from hub.agenda.queries.gatherings import item_of
from hub.agenda.rules import changing
from hub.agenda.rules.moments import local_day, local_time
from hub.agenda.views import parts
from hub.agenda.views.blueprint import blueprint
from hub.agenda.views.cancelling import own_gathering
from hub.core import clock
from hub.core.access import members_only
from hub.core.drafts import drop, form_from_draft
from hub.core.text import N_, translated
from hub.core.web import Refused, page, say, see_other


@blueprint.get("/e/<public_id:public_id>/programma")
@members_only
def programme(public_id: str) -> Response:
    """The parts in order, with what can be done to each."""
    found = own_gathering(public_id)
    rows = [(parts.hours_within(found, item.starts_at, item.ends_at), item) for item in found.programme]
    return page(
        "agenda/programme.html",
        gathering=found,
        rows=rows,
        is_open=changing.is_open(found),
        why_not=changing.why_not_change(found, clock.now()),
        crumbs=parts.crumbs(found, translated(N_("Programma"))),
    )


@blueprint.route("/e/<public_id:public_id>/programma/nieuw", methods=["GET", "POST"])
@members_only
def new_item(public_id: str) -> Response:
    """One more part; it begins where the last one ends, and the first one where a gathering begins that has a time."""
    found = own_gathering(public_id)
    last = max((item.ends_at for item in found.programme), default=found.starts_at)
    begins = local_time(last) if found.programme or not found.whole_day else None
    form = form_from_draft(ItemForm, data={"day": local_day(last), "begins": begins})
    if form.validate_on_submit():
        try:
            actions.add_part(found, _part(form), clock.now())
        except Refused as error:
            form.refuse("begins", error.reason)
        else:
            return _kept(found)
    return _page(found, form, None)


@blueprint.route("/e/<public_id:public_id>/programma/<public_id:item_id>", methods=["GET", "POST"])
@members_only
def change_item(public_id: str, item_id: str) -> Response:
    """Other words or another time for one part."""
    found, item = _item(public_id, item_id)
    form = form_from_draft(ItemForm, data=_values(item))
    if form.validate_on_submit():
        try:
            actions.change_part(found, item, _part(form), clock.now())
        except Refused as error:
            form.refuse("begins", error.reason)
        else:
            return _kept(found)
    return _page(found, form, item)


@blueprint.post("/e/<public_id:public_id>/programma/<public_id:item_id>/weg")
@members_only
def remove_item(public_id: str, item_id: str) -> Response:
    """Take one part away."""
    found, item = _item(public_id, item_id)
    try:
        actions.remove_part(found, item, clock.now())
    except Refused as error:
        say(translated(error.reason))
    else:
        say(translated(N_("Het onderdeel is weg.")))
    return see_other("agenda.programme", public_id=public_id)


def _item(public_id: str, item_id: str) -> tuple[Gathering, ProgrammeItem]:
    found = own_gathering(public_id)
    return found, item_of(found, item_id) or abort(404)


def _part(form: ItemForm) -> Part:
    return Part(
        title=form.title.data,
        starts_at=form.starts_at,
        ends_at=form.ends_at,
        about=form.about.data or "",
        topic=form.topic.data or "",
        municipality=form.municipality.data or "",
    )


def _values(item: ProgrammeItem) -> dict[str, Any]:
    words = {name: getattr(item, name) for name in ("title", "about", "topic", "municipality")}
    times = {"begins": local_time(item.starts_at), "ends": local_time(item.ends_at)}
    return {**words, **times, "day": local_day(item.starts_at)}


def _kept(found: Gathering) -> Response:
    drop()
    say(translated(N_("Het onderdeel is bewaard.")))
    return see_other("agenda.programme", public_id=found.public_id)


def _page(found: Gathering, form: ItemForm, item: ProgrammeItem | None) -> Response:
    title = translated(N_("Onderdeel veranderen") if item else N_("Nieuw onderdeel"))
    return parts.form_page(
        "agenda/item.html",
        form,
        gathering=found,
        title=title,
        when=parts.when(found),
        crumbs=parts.crumbs(found, title),
    )
