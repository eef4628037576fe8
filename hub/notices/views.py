"""Pages of notices: one's own list, one's choices, and the stop link of a letter."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, redirect
from werkzeug.wrappers import Response

from hub.core import clock
from hub.core.access import secret_link, signed_in, viewer
from hub.core.text import N_, translated
from hub.core.web import own_path, page, page_number, say, see_other
from hub.notices import actions, queries
from hub.notices.forms import choices_form
from hub.notices.rules import UNKNOWN, WEEKLY, WEEKLY_LABEL, Kinds, asked_of

blueprint = Blueprint("notices", __name__)


def kinds() -> Kinds:
    """The kinds that the features declared, by name."""
    found: Kinds = current_app.extensions["notice_kinds"]
    return found


@blueprint.get("/seintjes")
@signed_in
def notices() -> Response:
    """One's own list, grouped by what belongs together."""
    pages, threads = queries.threads_of(viewer(), page_number())
    unseen = queries.unseen_count(viewer())
    return page("notices/notices.html", pages=pages, threads=threads, unseen=unseen, kinds=kinds(), unknown=UNKNOWN)


@blueprint.post("/seintjes/<public_id:notice>")
@signed_in
def open_notice(notice: str) -> Response:
    """Mark it as seen and go where it can be seen. A button and no link: a GET would change something."""
    found = queries.notice_of(viewer(), notice) or abort(404)
    actions.see(viewer(), found, clock.now())
    return redirect(own_path(found.path) or "/seintjes", 303)


@blueprint.post("/seintjes/gezien/<public_id:newest>")
@signed_in
def see_all(newest: str) -> Response:
    """Put everything away that the page showed: up to the newest one on it."""
    found = queries.notice_of(viewer(), newest) or abort(404)
    actions.see_all(viewer(), found, clock.now())
    say(translated(N_("Alle seintjes staan nu op gezien.")))
    return see_other("notices.notices")


@blueprint.route("/seintjes/keuzes", methods=["GET", "POST"])
@signed_in
def choices() -> Response:
    """How one wants to hear of things by mail."""
    choice, asked = queries.choice_of(viewer()), asked_of(viewer(), kinds())
    form = choices_form(asked.values(), choice.by_kind if choice else {})
    if form.validate_on_submit():
        chosen = {name: form[name].data for name in (WEEKLY, *asked)}
        actions.choose(viewer(), chosen, clock.now())
        say(translated(N_("Je keuzes zijn bewaard. Ze gelden vanaf nu.")))
        return see_other("notices.choices")
    return page("notices/choices.html", 422 if form.errors else 200, form=form, weekly=WEEKLY, names=tuple(asked))


@blueprint.get("/stop/<key>/<kind>")
@secret_link
def stop_page(key: str, kind: str) -> Response:
    """Asks whether mail of this kind should stop: one button, no log-in."""
    choice, label = _by_link(key, kind)
    stopped = choice.by_kind.get(kind) == "none"
    return page("notices/stop.html", bare=True, key=key, kind=kind, label=label, stopped=stopped)


@blueprint.post("/stop/<key>/<kind>")
@secret_link
def stop(key: str, kind: str) -> Response:
    """Stop it. Mail programs post here by themselves when somebody presses 'afmelden' there."""
    choice, label = _by_link(key, kind)
    actions.stop(choice, kind)
    return page("notices/stop.html", bare=True, key=key, kind=kind, label=label, stopped=True)


def _by_link(key: str, kind: str) -> tuple[queries.NoticeChoice, str]:
    """Whose link it is and what it is about; a wrong one is no page."""
    label = WEEKLY_LABEL if kind == WEEKLY else kinds()[kind].label if kind in kinds() else None
    choice = queries.choice_by_key(key) if label and "\x00" not in key else None
    if choice is None or label is None:
        abort(404)
    return choice, label
