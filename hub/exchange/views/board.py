"""The board: what is open, what one responded to, what is one's own. Filters are in the address."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for
from werkzeug.wrappers import Response

from hub.core import clock
from hub.core.access import members_only, viewer
from hub.core.limits import limited
from hub.core.page import display_choices
from hub.core.places import PROVINCES
from hub.core.text import N_, translated
from hub.core.web import page, page_number
from hub.exchange.forms import FilterForm
from hub.exchange.queries import board as queries
from hub.exchange.queries.board import Filter, Listed
from hub.exchange.rules import wording
from hub.exchange.views import parts
from hub.exchange.views.blueprint import blueprint

A_PAGE, A_CALM_PAGE = 12, 8
MOST_SEARCHES = "120 per minute"
TABS = (
    ("exchange.board", N_("Open")),
    ("exchange.responded", N_("Ik reageerde")),
    ("exchange.mine", N_("Van mij")),
)


@blueprint.get("/opdrachten")
@members_only
def board() -> Response:
    """The assignments that one can respond to, or all that were."""
    limited(MOST_SEARCHES, "board", viewer().public_id)
    at, lists = clock.now(), _lists()
    asked = {name: request.args.get(name, "") for name in lists}
    known = {name: slug if slug in lists[name] else "" for name, slug in asked.items()}
    wanted = Filter(known["vergoeding"], known["werk"], known["waar"], known["ervaring"], known["toon"] == "alles")
    form = FilterForm(formdata=None, data=known)
    form.offer(**lists)
    chosen = [(lists[name][slug], _without(name)) for name, slug in known.items() if slug]
    found = queries.board(viewer(), wanted, at, page_number(), _size())
    return _list_page(
        found,
        at,
        filter_form=form,
        chips=chosen,
        words=[text for text, _ in chosen if text != lists["toon"]["alles"]],
        closed_too=wanted.closed_too,
        unknown=asked != known,
    )


@blueprint.get("/opdrachten/gereageerd")
@members_only
def responded() -> Response:
    """What one responded to."""
    return _list_page(queries.responded_to(viewer(), page_number(), _size()), clock.now())


@blueprint.get("/opdrachten/van-mij")
@members_only
def mine() -> Response:
    """What one posted, or is about to."""
    return _list_page(queries.posted_by(viewer(), page_number(), _size()), clock.now())


def _list_page(found: Any, at: datetime, **context: Any) -> Response:
    known = parts.names()
    return page(
        "exchange/board.html",
        tabs=[(url_for(endpoint), translated(label), endpoint == request.endpoint) for endpoint, label in TABS],
        tab=str(request.endpoint).partition(".")[2],
        pages=found,
        rows=[_row(one, at, known) for one in queries.listed(viewer(), found.items)],
        **context,
    )


def _row(one: Listed, at: datetime, known: dict[str, dict[str, str]]) -> dict[str, Any]:
    """One assignment as the list shows it: always the same facts in the same order."""
    job = one.assignment
    kind, word = wording.status_for(job, one.mine, job.poster_id == viewer().id, at)
    asked = [known["experience"].get(slug, slug) for slug in job.experiences]
    return {
        "id": job.public_id,
        "title": job.title,
        "poster": job.poster.name,
        "status": (kind, translated(word)),
        "place": parts.said_place(job),
        "hours": parts.said_hours(job),
        "pay": parts.said_pay(job),
        "closes": parts.said_close(job.closes_at, at),
        "asked": asked + [known["work"].get(slug, slug) for slug in job.work_forms],
    }


def _lists() -> dict[str, dict[str, str]]:
    """What each filter offers."""
    known = parts.names()
    return {
        "vergoeding": {code: translated(name) for code, name in wording.PAYS.items()},
        "werk": known["work"],
        "waar": {queries.ONLINE: translated(N_("Online")), **PROVINCES},
        "ervaring": known["experience"],
        "toon": {"alles": translated(N_("Ook gesloten opdrachten"))},
    }


def _without(name: str) -> str:
    """This page's address with one filter less, from its first page."""
    kept = [(key, value) for key, value in request.args.items() if key not in (name, "pagina")]
    return url_for("exchange.board") + (f"?{urlencode(kept)}" if kept else "")


def _size() -> int:
    return A_CALM_PAGE if display_choices()["weergave"] == "prikkelarm" else A_PAGE
