"""What a gathering will be like."""

from __future__ import annotations

from typing import Any

from flask import abort, g, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from hub.agenda.live import schema_of
from hub.agenda.models import Gathering
from hub.agenda.queries import gatherings as queries
from hub.agenda.rules import access, addresses, answering, changing, programme, wording
from hub.agenda.views import parts
from hub.agenda.views.blueprint import blueprint
from hub.core import clock
from hub.core.access import members_only, public, viewer
from hub.core.text import time_of_day
from hub.core.web import page
from hub.members.models import Member


def seen_gathering(public_id: str) -> Gathering:
    """The gathering, if whoever looks may see it; else it is as if there were none."""
    return queries.gathering_for(viewer(), public_id) or abort(404)


@blueprint.get("/e/<public_id:public_id>")
@public
def gathering(public_id: str) -> Response:
    """One gathering: facts, text, programme, access."""
    found, at, member = seen_gathering(public_id), clock.now(), viewer()
    g.indexed = found.audience == "public"  # open gatherings may be found by search engines, members never
    taken = queries.yes_count(found)
    given = queries.answer_of(found, member)
    mine = given.answer if given else None
    coming = addresses.comes(found, member, mine)
    return page(
        "agenda/gathering.html",
        gathering=found,
        when=parts.when(found),
        soon=parts.soon(found.starts_at, at),
        began_before=parts.began_before(found),
        address=parts.address(found, coming),
        address_note=addresses.note_on(found, coming),
        form_of_meeting=wording.FORMS[found.form],
        theme_names=[name for slug, name in queries.theme_names().items() if slug in found.themes],
        audience=parts.AUDIENCES[found.audience],
        left=answering.places_left(found, taken),
        mine=mine,
        can_answer=member is not None and member.is_member and answering.why_not_answer(found, at) is None,
        over=found.ends_at <= at,
        slots=slots_of(found),
        facts=access.known(found.access),
        said=access.SAID,
        schema=schema_of(found) if found.audience == "public" else None,
        crumbs=parts.crumbs(found),
        **_for_organiser(found, member),
    )


def _for_organiser(found: Gathering, member: Member | None) -> dict[str, Any]:
    """What only the organiser sees: who answered, and what can be done."""
    if member is None or found.organiser_id != member.id:
        return {"is_mine": False, "answers": {}}
    answers: dict[str, list[Member]] = {answer: [] for answer in answering.ANSWERS}
    for given in queries.answers_to(member, found):
        answers[given.answer].append(given.member)
    at = clock.now()
    return {
        "is_mine": True,
        "answers": answers,
        "is_open": changing.is_open(found),
        "why_not_open": changing.why_not_open(found, "members", at),
        "can_change": changing.why_not_change(found, at) is None,
        "can_reopen": changing.why_not_reopen(found, at) is None,
    }


def slots_of(found: Gathering) -> list[tuple[str, list[dict[str, Any]]]]:
    """The programme as the page reads it: a time, and what is given then."""
    slots = []
    for slot in programme.laid_out(found.programme):
        offers = [
            {
                "item": offer.item,
                "minutes": offer.minutes,
                "times": [time_of_day(time) for time in offer.times] if slot.parallel else [],
            }
            for offer in slot.offers
        ]
        slots.append((parts.hours_within(found, slot.starts_at, slot.ends_at), offers))
    return slots


@blueprint.get("/e/<public_id:public_id>/join")
@members_only
def join(public_id: str) -> Response:
    """To the meeting itself, for who said yes or maybe; the real link stands nowhere else."""
    found, member = seen_gathering(public_id), viewer()
    reason = answering.why_not_join(found, queries.answer_of(found, member), member.id)
    if reason is None:
        response = redirect(found.link, 303)
        response.headers["Cache-Control"] = "no-store"
        return response
    answer_url = url_for("agenda.answer", public_id=public_id)
    return page("agenda/join.html", gathering=found, reason=reason, answer_url=answer_url, crumbs=parts.crumbs(found))
