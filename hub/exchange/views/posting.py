"""Making an assignment in four small steps and a check, and changing each part later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from hub.core import clock
from hub.core.access import members_only, viewer
from hub.core.drafts import drop, form_from_draft
from hub.core.forms import HubForm
from hub.core.limits import limited
from hub.core.text import N_, translated
from hub.core.web import Refused, say, see_other
from hub.exchange.actions import posting as actions
from hub.exchange.actions.posting import Access, Pay, Plan, What, Wish
from hub.exchange.forms import AccessForm, NewForm, PayForm, PlainForm, PlanForm, WhatForm, WishForm
from hub.exchange.models import Assignment
from hub.exchange.queries import board
from hub.exchange.rules import fitting, life, moments
from hub.exchange.rules.access import FACTS
from hub.exchange.views import parts
from hub.exchange.views.blueprint import blueprint
from hub.profiles.queries.own import kinds, work_forms

MOST_OPENED_A_DAY = "5 per day"
STEPS = (N_("Wat"), N_("Wanneer en waar"), N_("Vergoeding"), N_("Wie"), N_("Hoe"), N_("Controleren"))


@blueprint.route("/opdrachten/nieuw", methods=["GET", "POST"])
@members_only
def new() -> Response:
    """The first step: what it is. Only the poster sees it until it is opened."""
    form = form_from_draft(NewForm)
    refused = life.why_not_make(board.drafts_of(viewer())) or ""
    if not refused and form.validate_on_submit():
        try:
            made = actions.make(viewer(), _what(form), clock.now())
        except Refused as no:
            refused = no.reason
        else:
            drop()
            return see_other("exchange.plan", public_id=made.public_id)
    shown = refused if request.method == "POST" else ""
    return parts.form_page(
        "exchange/what.html", form, refused=shown, assignment=None, why_not=refused, **_step(1), crumbs=parts.crumbs(None, _new())
    )


def _new() -> str:
    return translated(N_("Nieuwe opdracht"))


@blueprint.route("/opdrachten/<public_id:public_id>/wat", methods=["GET", "POST"])
@members_only
def what(public_id: str) -> Response:
    """What it is, for whom, with which interest."""
    found = parts.own_assignment(public_id)
    form = form_from_draft(WhatForm, data=_what_of(found))
    if form.validate_on_submit() and _changed(form, "title", lambda at: actions.change(found, _what(form), at)):
        return _done(found, "exchange.plan")
    return _part("exchange/what.html", found, form, 1)


@blueprint.route("/opdrachten/<public_id:public_id>/wanneer", methods=["GET", "POST"])
@members_only
def plan(public_id: str) -> Response:
    """The second step: when, how much, where, until when."""
    found = parts.own_assignment(public_id)
    form = form_from_draft(PlanForm, data=_plan_of(found))
    form.offer()
    if form.validate_on_submit() and _changed(form, "answer_by", lambda at: actions.change(found, _plan(form), at)):
        return _done(found, "exchange.pay")
    return _part("exchange/plan.html", found, form, 2)


@blueprint.route("/opdrachten/<public_id:public_id>/vergoeding", methods=["GET", "POST"])
@members_only
def pay(public_id: str) -> Response:
    """The third step: what somebody gets for it."""
    found = parts.own_assignment(public_id)
    names = ("pay", "pay_low", "pay_high", "pay_unit", "pay_note")
    form = form_from_draft(PayForm, data={name: getattr(found, name) for name in names})
    if form.validate_on_submit() and _changed(form, "pay", lambda at: actions.change(found, _pay(form), at)):
        return _done(found, "exchange.wish")
    return _part("exchange/pay.html", found, form, 3)


@blueprint.route("/opdrachten/<public_id:public_id>/wie", methods=["GET", "POST"])
@members_only
def wish(public_id: str) -> Response:
    """The fourth step: who is looked for."""
    found = parts.own_assignment(public_id)
    form = form_from_draft(WishForm, data={"experiences": found.experiences, "work_forms": found.work_forms})
    form.offer([(one.slug, one.name) for one in kinds()], work_forms())
    if form.validate_on_submit():
        part = Wish(list(form.experiences.data or ()), list(form.work_forms.data or ()))
        if _changed(form, "experiences", lambda at: actions.change(found, part, at)):
            return _done(found, "exchange.access")
    return _part("exchange/wish.html", found, form, 4)


@blueprint.route("/opdrachten/<public_id:public_id>/hoe", methods=["GET", "POST"])
@members_only
def access(public_id: str) -> Response:
    """The fifth step: how the work is."""
    found = parts.own_assignment(public_id)
    form = form_from_draft(AccessForm, data=_access_of(found))
    if form.validate_on_submit() and _changed(form, FACTS[0].code, lambda at: actions.change(found, Access(form.facts()), at)):
        return _done(found, "exchange.check")
    return _part("exchange/access.html", found, form, 5)


@blueprint.route("/opdrachten/<public_id:public_id>/controleren", methods=["GET", "POST"])
@members_only
def check(public_id: str) -> Response:
    """The last step: see it as others will, and open it."""
    found, at = parts.own_assignment(public_id), clock.now()
    if found.state != life.DRAFT and request.method == "GET":
        return see_other("exchange.assignment", public_id=public_id)
    form, refused = PlainForm(), ""
    if form.validate_on_submit():
        limited(MOST_OPENED_A_DAY, "assignment", viewer().public_id)
        try:
            actions.open_up(found, at)
        except Refused as no:
            refused = no.reason
        else:
            say(translated(N_("Je opdracht staat nu open. Bij een reactie krijg je een seintje.")))
            return see_other("exchange.assignment", public_id=public_id)
    return parts.form_page(
        "exchange/check.html",
        form,
        refused=refused,
        assignment=found,
        facts=parts.facts(found, at, parts.names()),
        access=parts.access_facts(found),
        why_not=life.why_not_open(found, at),
        lacking=life.missing(found),
        is_offered=fitting.is_offered(found.experiences, found.work_forms),
        **_step(6),
        crumbs=parts.crumbs(found, translated(STEPS[5])),
    )


def _step(number: int) -> dict[str, Any]:
    return {"steps": [translated(one) for one in STEPS], "step": number}


def _changed(form: HubForm, field: str, act: Callable[[datetime], object]) -> bool:
    """Do it; what a rule says against it stands at that field."""
    try:
        act(clock.now())
    except Refused as no:
        form.refuse(field, no.reason)
        return False
    drop()
    return True


def _done(found: Assignment, following: str) -> Response:
    """On to the next step; an assignment that can be seen already is shown with its change."""
    if found.state != life.DRAFT:
        say(translated(N_("De verandering is bewaard.")))
        return see_other("exchange.assignment", public_id=found.public_id)
    return see_other(following, public_id=found.public_id)


def _part(template: str, found: Assignment, form: HubForm, number: int) -> Response:
    return parts.form_page(
        template,
        form,
        assignment=found,
        # What was typed too late comes back with the reason above it; before that there is nothing to type.
        why_not=None if form.errors else life.why_not_change(found, board.has_responses(found)),
        **_step(number),
        crumbs=parts.crumbs(found, translated(STEPS[number - 1])),
    )


def _what(form: WhatForm) -> What:
    """What the form says; a name only of an organisation, an interest only if there is one."""
    organised, interested = form.for_whom.data == "organisation", form.interested.data == "yes"
    return What(
        title=form.title.data or "",
        about=form.about.data or "",
        for_whom=form.for_whom.data,
        organisation=(form.organisation.data or "") if organised else "",
        interested=interested,
        interest=(form.interest.data or "") if interested else "",
    )


def _plan(form: PlanForm) -> Plan:
    """What the form says; online has no province."""
    there = form.place.data != "online"
    names = ("starts_on", "ends_on", "hours", "hours_per", "place", "people", "answer_by")
    return Plan(
        **{name: form[name].data for name in names},
        province=(form.province.data or "") if there else "",
        town=(form.town.data or "") if there else "",
    )


def _pay(form: PayForm) -> Pay:
    """What the form says; an amount only where there is pay."""
    paid = form.pay.data == "paid"
    high = form.pay_high.data if form.pay_high.data is not None else form.pay_low.data
    return Pay(
        form.pay.data,
        form.pay_low.data if paid else None,
        high if paid else None,
        form.pay_unit.data if paid else None,
        form.pay_note.data or "",
    )


def _what_of(found: Assignment) -> dict[str, Any]:
    names = ("title", "about", "for_whom", "organisation", "interest")
    return {**{name: getattr(found, name) for name in names}, "interested": "yes" if found.interested else "no"}


def _plan_of(found: Assignment) -> dict[str, Any]:
    names = ("starts_on", "ends_on", "hours", "hours_per", "place", "province", "town", "people")
    kept = {name: getattr(found, name) for name in names}
    return {**kept, "answer_by": moments.last_day(found.closes_at) if found.closes_at else None}


def _access_of(found: Assignment) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for code, said in found.access.items():
        kept[code], kept[f"{code}_text"] = said.get("answer"), said.get("text", "")
    return kept
