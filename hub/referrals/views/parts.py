"""What several pages of referrals load and say in the same way."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import abort, request, url_for
from werkzeug.wrappers import Response

from hub.core import clock
from hub.core.access import viewer
from hub.core.forms import HubForm
from hub.core.localtime import local_day
from hub.core.places import PROVINCES
from hub.core.text import N_, day, moment, time_of_day, translated
from hub.core.web import page
from hub.members.models import Member
from hub.referrals.models import Offer, Referral, Step
from hub.referrals.queries import seen
from hub.referrals.queries.seen import Whole
from hub.referrals.rules import lists, telling

SOMEBODY = N_("Iemand anders")


def own(public_id: str) -> Referral:
    """A referral of the viewer; held when something is sent."""
    return seen.own(viewer(), public_id, lock=request.method == "POST") or abort(404)


def offer_to_me(public_id: str) -> Offer:
    """A referral that is offered to the viewer, or that they accepted; held when something is sent."""
    return seen.offered(viewer(), public_id, clock.now(), lock=request.method == "POST") or abort(404)


def shared(public_id: str) -> Whole:
    """A referral as one of the two who share it: its sender, or whoever accepted it."""
    referral = seen.own(viewer(), public_id, lock=request.method == "POST")
    if referral is None:
        offer = offer_to_me(public_id)
        referral = offer.referral if offer.state == "accepted" else abort(404)
    return seen.whole(viewer(), referral)


def form_page(template: str, form: HubForm, *, refused: str = "", **context: object) -> Response:
    """A page with a form: 422 when something was sent and refused."""
    sent = bool(refused) or bool(form.errors)
    return page(
        template, 422 if sent else 200, form=form, refused=translated(refused) if refused else None, failed=sent, **context
    )


def crumbs(referral: Referral | None, *last: str) -> list[tuple[str | None, str]]:
    """Where one is."""
    trail: list[tuple[str | None, str]] = [(url_for("referrals.referrals"), translated(N_("Doorverwijzen")))]
    if referral is not None and referral.state != "draft":
        trail.append((url_for("referrals.referral", referral=referral.public_id), title_of(referral)))
    return [*trail, *((None, translated(one)) for one in last)]


def title_of(referral: Referral) -> str:
    """What a referral is called on screen: the kind of help, and where. Nothing once that is erased."""
    if referral.kind is None or referral.province is None:
        return translated(N_("Doorverwijzing"))
    return f"{translated(lists.KINDS[referral.kind])}, {PROVINCES[referral.province]}"


def facts(referral: Referral) -> list[tuple[str, str]]:
    """What was chosen, in words."""
    chosen = (
        (N_("Hulp"), lists.KINDS, referral.kind),
        (N_("Provincie"), PROVINCES, referral.province),
        (N_("Leeftijd"), lists.AGE_BANDS, referral.age_band),
        (N_("Op een plek of online"), lists.FORMS, referral.form),
        (N_("Taal"), lists.LANGUAGES, referral.language),
        (N_("Begin"), lists.PERIODS, referral.period),
    )
    return [(translated(word), translated(names[value])) for word, names, value in chosen if value is not None]


def between(starts_at: datetime, ends_at: datetime) -> str:
    """'vrijdag 18 december 2026, 10 uur tot 11 uur'."""
    end = time_of_day(ends_at) if local_day(starts_at) == local_day(ends_at) else moment(ends_at)
    return translated(N_("%(begin)s tot %(end)s")) % {"begin": moment(starts_at), "end": end}


def timeline(whole: Whole, me: Member) -> list[dict[str, Any]]:
    """What happened and what comes, as the two who share it may know it."""
    done = [_done(one, me, whole.known) for one in whole.steps]
    ahead = [{"title": translated(one), "state": "next"} for one in telling.AHEAD.get(whole.referral.state, ())]
    return done + [{**one, "state": "now" if not number else "next"} for number, one in enumerate(ahead)]


def _done(step: Step, me: Member, known: set[int]) -> dict[str, Any]:
    """One step. Somebody who shares it no longer has no name here."""
    title, by_me, by_other = telling.STEPS[step.what]
    name = step.actor.name if step.actor is not None and step.actor.id in known else translated(SOMEBODY)
    text = translated(by_me) if step.actor_id == me.id else translated(by_other) % {"name": name}
    why = step.note or translated(lists.WHY_BACK.get(step.detail, ""))
    if why:
        text += " " + translated(N_("Reden: %(why)s.")) % {"why": why.rstrip(".")}
    return {"title": translated(title), "when": moment(step.at), "text": text, "state": "done"}


def until(moment_: datetime | None) -> str:
    """The day something ends."""
    return day(moment_) if moment_ is not None else ""
