"""Saying yes, maybe or no."""

from __future__ import annotations

from werkzeug.wrappers import Response

from hub.agenda.actions.answers import give_answer
from hub.agenda.forms import AnswerForm
from hub.agenda.queries import gatherings as queries
from hub.agenda.rules import addresses, answering
from hub.agenda.views import parts
from hub.agenda.views.blueprint import blueprint
from hub.agenda.views.gathering import seen_gathering
from hub.core import clock
from hub.core.access import members_only, viewer
from hub.core.text import N_, translated
from hub.core.web import Refused, say, see_other

SAID = {
    "yes": N_("Je komt. De bijeenkomst staat nu in je eigen agenda-abonnement. Je kunt dit altijd veranderen."),
    "maybe": N_("Je komt misschien. Je houdt geen plek bezet. Laat het weten als je zeker bent."),
    "no": N_("Je komt niet. Dat is goed. Je hoeft niet te zeggen waarom."),
}


@blueprint.route("/e/<public_id:public_id>/antwoord", methods=["GET", "POST"])
@members_only
def answer(public_id: str) -> Response:
    """The question whether one comes, with what it means; the last place can go while one reads it."""
    found, member, at = seen_gathering(public_id), viewer(), clock.now()
    given = queries.answer_of(found, member)
    form = AnswerForm(data={"answer": given.answer if given else None})
    refused = ""
    if form.validate_on_submit():
        try:
            kept = give_answer(found, member, form.answer.data, at)
        except Refused as error:
            refused = error.reason
        else:
            say(translated(SAID[kept.answer]))
            return see_other("agenda.gathering", public_id=public_id)
    return parts.form_page(
        "agenda/answer.html",
        form,
        refused=refused,
        gathering=found,
        when=parts.when(found),
        where=parts.where(found),
        address_note=addresses.note_on(found, coming=False),
        left=answering.places_left(found, queries.yes_count(found, besides=member)),
        why_not=answering.why_not_answer(found, at),
        crumbs=parts.crumbs(found, translated(N_("Kom je?"))),
    )
