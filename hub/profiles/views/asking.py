"""What the pages of one's own profile share: the warning before 'everyone', and a save over something newer."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from hub.audience.forms import AudienceForm
from hub.audience.models import PUBLIC
from hub.audience.rules import Shared
from hub.core import drafts
from hub.core.web import page

SURE = "zeker"


def must_ask(form: AudienceForm, before: Shared | None) -> bool:
    """Whether this would show something to everyone that was not shown to everyone before, and nobody asked yet."""
    already = before is not None and before.audience == PUBLIC
    return form.chosen.audience == PUBLIC and not already and SURE not in request.form


def ask_first(what: str) -> Response:
    """A page that says what 'everyone' means; its button sends the same words again. Nothing is saved yet."""
    drafts.keep_typed()
    kept = [(name, text) for name, texts in request.form.lists() if name != "csrf_token" for text in texts]
    return page("profiles/everyone.html", what=what, kept=[*kept, (SURE, "1")])
