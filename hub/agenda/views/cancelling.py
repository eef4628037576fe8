"""Cancelling, setting open again, removing: each on a page that says first what will happen."""

from __future__ import annotations

from flask import abort, request
from werkzeug.wrappers import Response

from hub.agenda.actions import gatherings as actions
from hub.agenda.forms import CancelForm, PlainForm
from hub.agenda.models import Gathering
from hub.agenda.queries import gatherings as queries
from hub.agenda.rules import changing
from hub.agenda.views import parts
from hub.agenda.views.blueprint import blueprint
from hub.core import clock
from hub.core.access import members_only, viewer
from hub.core.drafts import drop, form_from_draft
from hub.core.text import N_, translated
from hub.core.web import Refused, say, see_other


def own_gathering(public_id: str) -> Gathering:
    """The gathering, if whoever looks organises it; locked when something is sent."""
    return queries.gathering_of(viewer(), public_id, lock=request.method == "POST") or abort(404)


@blueprint.route("/e/<public_id:public_id>/afzeggen", methods=["GET", "POST"])
@members_only
def cancel(public_id: str) -> Response:
    """It does not go on: with one sentence for who answered."""
    found, at = own_gathering(public_id), clock.now()
    form = form_from_draft(CancelForm)
    refused = ""
    if form.validate_on_submit():
        try:
            actions.cancel(found, form.note.data, at)
        except Refused as error:
            refused = error.reason
        else:
            drop()
            say(translated(N_("De bijeenkomst is afgezegd. Wie ja of misschien zei, krijgt bericht.")))
            return see_other("agenda.gathering", public_id=public_id)
    return parts.form_page(
        "agenda/cancel.html",
        form,
        refused=refused,
        gathering=found,
        when=parts.when(found),
        coming=queries.coming_count(found),
        why_not=changing.why_not_cancel(found, at),
        crumbs=parts.crumbs(found, translated(N_("Afzeggen"))),
    )


@blueprint.route("/e/<public_id:public_id>/heropenen", methods=["GET", "POST"])
@members_only
def reopen(public_id: str) -> Response:
    """It goes on after all."""
    found, at = own_gathering(public_id), clock.now()
    form = PlainForm()
    refused = ""
    if form.validate_on_submit():
        try:
            actions.reopen(found, at)
        except Refused as error:
            refused = error.reason
        else:
            say(translated(N_("De bijeenkomst gaat weer door. Wie zich aanmeldde, krijgt bericht.")))
            return see_other("agenda.gathering", public_id=public_id)
    return parts.form_page(
        "agenda/reopen.html",
        form,
        refused=refused,
        gathering=found,
        when=parts.when(found),
        coming=queries.coming_count(found),
        why_not=changing.why_not_reopen(found, at),
        crumbs=parts.crumbs(found, translated(N_("Weer laten doorgaan"))),
    )


@blueprint.route("/e/<public_id:public_id>/verwijderen", methods=["GET", "POST"])
@members_only
def remove(public_id: str) -> Response:
    """Take a mistake away."""
    found, at = own_gathering(public_id), clock.now()
    form = PlainForm()
    refused = ""
    if form.validate_on_submit():
        try:
            actions.remove(found, at)
        except Refused as error:
            refused = error.reason
        else:
            say(translated(N_("De bijeenkomst is verwijderd. Er is niets van bewaard.")))
            return see_other("agenda.agenda")
    return parts.form_page(
        "agenda/remove.html",
        form,
        refused=refused,
        gathering=found,
        when=parts.when(found),
        why_not=changing.why_not_remove(found, queries.others_count(found)),
        crumbs=parts.crumbs(found, translated(N_("Verwijderen"))),
    )
