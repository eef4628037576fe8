"""What several pages of the exchange say in the same way."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import abort, url_for
from werkzeug.wrappers import Response

from hub.core.access import viewer
from hub.core.forms import HubForm
from hub.core.places import PROVINCES
from hub.core.text import N_, day, translated
from hub.core.web import page
from hub.exchange.models import Assignment
from hub.exchange.queries import board
from hub.exchange.rules import access, moments, wording
from hub.exchange.rules.timeline import Step
from hub.profiles.queries.own import kinds, work_names


def seen_assignment(public_id: str) -> Assignment:
    """An assignment that whoever looks may see; else there is no such page."""
    return board.assignment_for(viewer(), public_id) or abort(404)


def own_assignment(public_id: str) -> Assignment:
    """An assignment of whoever looks; else there is no such page."""
    return board.own_assignment(viewer(), public_id) or abort(404)


def names() -> dict[str, dict[str, str]]:
    """The kept lists, by slug."""
    return {"experience": {one.slug: one.name for one in kinds()}, "work": work_names()}


def said_place(one: Assignment) -> str:
    """'Utrecht', 'Zwolle, Overijssel (online kan ook)', or 'Online'."""
    if one.place in (None, "online"):
        return translated(wording.PLACES["online"]) if one.place else ""
    province = PROVINCES.get(one.province, "")
    where = ", ".join(dict.fromkeys(name for name in (one.town, province) if name))
    return f"{where} ({translated(N_('online kan ook'))})" if one.place == "both" else where


def said_hours(one: Assignment) -> str:
    """'4 uur per week'."""
    return translated(wording.HOURS[one.hours_per]) % {"n": one.hours} if one.hours_per else ""


def said_period(one: Assignment) -> str:
    """'vanaf maandag 11 januari 2027' or 'maandag 11 januari 2027 tot en met …'."""
    if one.starts_on is None:
        return ""
    if one.ends_on is None:
        return translated(N_("vanaf %(day)s")) % {"day": day(one.starts_on)}
    if one.ends_on == one.starts_on:
        return day(one.starts_on)
    return translated(N_("%(first)s tot en met %(last)s")) % {"first": day(one.starts_on), "last": day(one.ends_on)}


def said_pay(one: Assignment) -> str:
    """'€ 60 tot € 80 per uur', or the pay form in a word."""
    if one.pay is None:
        return ""
    amount = wording.money(one.pay_low, one.pay_high)
    return f"{amount} {translated(wording.UNITS[one.pay_unit])}" if one.pay_unit else translated(wording.PAYS[one.pay])


def said_close(closes_at: datetime | None, at: datetime) -> str:
    """'vrijdag 4 december 2026, nog 10 dagen'."""
    if closes_at is None:
        return ""
    last, left = moments.last_day(closes_at), moments.days_left(closes_at, at)
    if left < 0:
        return translated(N_("%(day)s, dat is voorbij")) % {"day": day(last)}
    if left <= 1:
        return f"{day(last)}, {translated(N_('dat is morgen') if left else N_('dat is vandaag'))}"
    return translated(N_("%(day)s, nog %(n)d dagen")) % {"day": day(last), "n": left}


def facts(one: Assignment, at: datetime, known: dict[str, dict[str, str]]) -> list[tuple[str, str]]:
    """The facts in their one fixed order: what, where, how much, money, until when; then who and how."""
    pay = said_pay(one) if one.pay != "paid" else f"{translated(wording.PAYS['paid'])}, {said_pay(one)}"
    people = N_("1 persoon") if one.people == 1 else N_("%(n)d mensen")
    return [
        (translated(N_("Waar")), said_place(one)),
        (translated(N_("Uren")), said_hours(one)),
        (translated(N_("Periode")), said_period(one)),
        (translated(N_("Vergoeding")), f"{pay}. {one.pay_note}" if one.pay_note else pay),
        (translated(N_("Reageren tot en met")), said_close(one.closes_at, at)),
        (translated(N_("Gezocht")), translated(people) % {"n": one.people}),
        (translated(N_("Ervaring")), ", ".join(known["experience"].get(slug, slug) for slug in one.experiences)),
        (translated(N_("Werk")), ", ".join(known["work"].get(slug, slug) for slug in one.work_forms)),
        (translated(N_("Voor wie")), translated(wording.FOR_WHOM[one.for_whom])),
        (translated(N_("Eigen belang")), said_interest(one)),
    ]


def said_interest(one: Assignment) -> str:
    """Whether the poster has an interest of their own."""
    if not one.interested:
        return translated(N_("De plaatser is zelf geen partij."))
    said = translated(N_("De plaatser is zelf partij."))
    return f"{said} {one.interest}" if one.interest else said


def access_facts(one: Assignment) -> list[tuple[str, str]]:
    """How the work is."""
    said = access.known(one.access)
    return [(translated(fact.name), translated(fact.answer) + (f". {fact.text}" if fact.text else "")) for fact in said]


def shown_steps(steps: list[Step]) -> list[dict[str, Any]]:
    """A timeline in words."""
    return [
        {
            "title": translated(step.title),
            "state": step.state,
            "when": day(step.when) if step.when else "",
            "text": translated(step.text) % step.holds if step.text else "",
        }
        for step in steps
    ]


def crumbs(one: Assignment | None = None, *last: str) -> list[tuple[str | None, str]]:
    """Where one is: the board, the assignment, the page."""
    trail: list[tuple[str | None, str]] = [(url_for("exchange.board"), translated(N_("Opdrachten")))]
    if one is not None:
        trail.append((url_for("exchange.assignment", public_id=one.public_id), one.title))
    trail += [(None, word) for word in last]
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
