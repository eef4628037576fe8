"""What a person left behind on pages of several features: drafts."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from hub.core import drafts
from hub.core.access import signed_in, viewer
from hub.core.text import N_, translated
from hub.core.web import own_path, page, say, see_other
from hub.home.rules import name_of_form

blueprint = Blueprint("own", __name__)


@blueprint.get("/mijn/concepten")
@signed_in
def my_drafts() -> Response:
    """What was typed and not sent, newest first."""
    person: Any = viewer()
    return page("home/drafts.html", drafts=[_shown(one) for one in drafts.mine(person.get_id())])


@blueprint.post("/mijn/concepten")
@signed_in
def throw_away() -> Response:
    """Remove one draft."""
    drafts.drop(request.form.get("pad") or "-")
    say(translated(N_("Het concept is weg.")))
    return see_other("own.my_drafts")


def _shown(draft: drafts.Draft) -> dict[str, Any]:
    return {
        "form": translated(name_of_form(_feature_of(draft.path))),
        "words": drafts.first_words(draft),
        "kept": drafts.said_moment(draft.kept_at),
        "path": draft.path,
        "is_there": own_path(draft.path) is not None,
    }


def _feature_of(path: str) -> str:
    try:
        endpoint, _ = current_app.url_map.bind("localhost").match(path, method="GET")
    except HTTPException:
        return ""
    return str(endpoint).partition(".")[0]
