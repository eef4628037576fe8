"""The front page, help, house rules, privacy and words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, g, url_for
from werkzeug.wrappers import Response

from hub.agenda.queries.gatherings import Listed
from hub.agenda.rules.moments import local_day
from hub.agenda.rules.wording import days_until
from hub.agenda.views.parts import day_word, row, soon, times
from hub.core import clock, house_rules
from hub.core.access import public, viewer
from hub.core.text import time_of_day
from hub.core.web import page, settings
from hub.home.queries.today import open_gatherings, today_of
from hub.home.rules import helper_of, kind_of_home
from hub.joining.actions import MINE
from hub.joining.queries import application_of
from hub.joining.rules import ANSWER_WITHIN
from hub.notices.rules import UNKNOWN
from hub.notices.views import kinds

blueprint = Blueprint("home", __name__)

HOMES = {
    "visitor": "home/visitor.html",
    "member": "home/member.html",
    "partner": "home/partner.html",
    "applicant": "home/applicant.html",
}


@blueprint.get("/")
@public
def home() -> Response:
    """The front page: what the network is, or what there is today."""
    person: Any = viewer()
    kind = kind_of_home(*((person.is_member, person.is_partner, person.state) if person else (False, False, None)))
    g.indexed = kind == "visitor"
    at = clock.now()
    if kind == "member":
        return _member_home(person, at)
    if kind == "applicant":
        mine = application_of(person)
        return page(HOMES[kind], application=mine, own_application=MINE, answer_days=ANSWER_WITHIN.days)
    opened = [_shown(one, at) for one in open_gatherings(person, at)]
    return page(HOMES[kind], join_url=url_for("joining.apply"), next=opened)


def _member_home(person: Any, at: datetime) -> Response:
    today = today_of(person, at)
    shown = [_shown(one, at) for one in today.next]
    return page(HOMES["member"], today=at, here_today=today, next=shown, kinds=kinds(), unknown=UNKNOWN)


def _shown(one: Listed, at: datetime) -> dict[str, Any]:
    """A gathering as home pages say it: day and time first."""
    starts = one.gathering.starts_at
    word = soon(starts, at) if days_until(starts, at) <= 1 else day_word(local_day(starts), local_day(at))
    return {
        **row(one),
        "word": word[:1].upper() + word[1:],
        "begins": times(one.gathering) if one.gathering.whole_day else time_of_day(starts),
        "quiet": one.gathering.access.get("quiet_room", {}).get("answer") == "yes",
    }


@blueprint.get("/hulp")
@public
def get_help() -> Response:
    """Who helps, what to do when something happens, and where to call at once."""
    g.indexed = True
    return page(
        "home/help.html",
        helpers=[helper_of(one) for one in settings().contact_persons],
        trusted=helper_of(settings().trusted_person) if settings().trusted_person else None,
    )


@blueprint.get("/huisregels")
@public
def rules_of_the_house() -> Response:
    """The house rules, as one says yes to them."""
    g.indexed = True
    return page("home/house_rules.html", rules=house_rules.RULES, version=house_rules.VERSION)


@blueprint.get("/privacy")
@public
def privacy() -> Response:
    """What is kept, how long, and who sees it."""
    g.indexed = True
    return page("home/privacy.html", helpers=[helper_of(one) for one in settings().contact_persons])


@blueprint.get("/woorden")
@public
def words() -> Response:
    """What the words on these pages mean."""
    g.indexed = True
    return page("home/words.html")
