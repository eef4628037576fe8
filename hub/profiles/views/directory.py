"""The directory: filters in the address, so that a search can be shared and gone back to."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import request, url_for
from werkzeug.wrappers import Response

from hub.core import clock
from hub.core.access import members_only, viewer
from hub.core.clock import AMSTERDAM
from hub.core.limits import limited
from hub.core.page import display_choices
from hub.core.places import PROVINCES
from hub.core.web import page
from hub.profiles.forms import FilterForm
from hub.profiles.queries.directory import BY_DAY, BY_NAME, Found, Wanted, directory
from hub.profiles.queries.own import kinds
from hub.profiles.views.blueprint import blueprint
from hub.profiles.views.vocabulary import vocabulary

A_PAGE, A_CALM_PAGE = 12, 8
MOST_SEARCHES = "120 per minute"


@blueprint.get("/leden")
@members_only
def members() -> Response:
    """Who is here, and who knows what from experience."""
    limited(MOST_SEARCHES, "directory", viewer().public_id)
    names = {"ervaring": {one.slug: one.name for one in kinds()}, "provincie": dict(PROVINCES)}
    words = vocabulary()
    names["werk"] = words["work"]
    asked = {name: request.args.get(name, "") for name in names}
    unknown = [name for name, slug in asked.items() if slug and slug not in names[name]]
    known = {name: "" if name in unknown else slug for name, slug in asked.items()}
    wanted = Wanted(known["ervaring"], known["werk"], known["provincie"], _order(), _number())
    calm = display_choices()["weergave"] == "prikkelarm"
    day = clock.now().astimezone(AMSTERDAM).date()
    found = directory(viewer(), wanted, day, A_CALM_PAGE if calm else A_PAGE)
    chosen = [(name, names[name][slug], _without(name)) for name, slug in asked.items() if slug and name not in unknown]
    return page(
        "profiles/directory.html",
        found=found,
        filter_form=_form(found, names, known, wanted.order),
        picked=chosen,
        chips=[(label, without) for _, label, without in chosen],
        unknown=bool(unknown),
        words=words,
        plain=url_for("profiles.members"),
    )


def _form(found: Found, names: dict[str, dict[str, str]], asked: dict[str, str], order: str) -> FilterForm:
    form = FilterForm(formdata=None, data={**asked, "volgorde": order})
    counts = {"ervaring": found.experiences, "werk": found.work, "provincie": found.provinces}
    form.offer(
        **{
            name: [(slug, f"{label} ({counts[name].get(slug, 0)})") for slug, label in offered.items()]
            for name, offered in names.items()
        }
    )
    return form


def _without(name: str) -> str:
    """This page's address with one filter less, from its first page."""
    kept = [(key, value) for key, value in request.args.items() if key not in (name, "pagina")]
    return url_for("profiles.members") + (f"?{urlencode(kept)}" if kept else "")


def _order() -> str:
    return BY_NAME if request.args.get("volgorde") == BY_NAME else BY_DAY


def _number() -> int:
    """The page asked for; whatever is no sensible number is the first one."""
    raw = request.args.get("pagina", "1")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 7 else 1
