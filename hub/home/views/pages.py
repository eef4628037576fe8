"""The front page, help, house rules, privacy and words."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, url_for
from werkzeug.wrappers import Response

from hub.core import clock, house_rules
from hub.core.access import public, viewer
from hub.core.web import page, settings
from hub.home.rules import helper_of, kind_of_home

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
    return page(HOMES[kind], join_url=url_for("home.get_help"), today=clock.now())


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
