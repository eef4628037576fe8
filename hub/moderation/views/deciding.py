"""Deciding: a form, a page that shows what the person will read, and the decision."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from hub.core import clock, drafts
from hub.core.access import moderators_only, viewer
from hub.core.text import N_, translated
from hub.core.web import Refused, page, say, see_other
from hub.moderation.actions import deciding as actions
from hub.moderation.forms import DecideForm
from hub.moderation.models import Report
from hub.moderation.queries.desk import Case
from hub.moderation.rules import deciding, handling
from hub.moderation.views import parts
from hub.moderation.views.blueprints import cases
from hub.moderation.views.case import case_page, crumbs, found_report, looked_at, words

DONE = N_("Het besluit is genomen. Wie het aangaat, hoort wat en waarom.")


@cases.route("/meldingen/<public_id:report>/besluit", methods=["GET", "POST"])
@moderators_only
def decide(report: str) -> Response:
    """Decide with reasons; first as a draft, then for real."""
    found = found_report(report)
    known, at = looked_at(found), clock.now()
    refused = handling.why_not_work(found, viewer().id, known.ties, at)
    if refused and request.method == "GET":
        return case_page(found)
    form = drafts.form_from_draft(DecideForm)
    form.offer(actions.possible_for(found))
    if refused is None and form.validate_on_submit() and _complete(form, found) and "_terug" not in request.form:
        if "_zeker" not in request.form:
            drafts.keep_typed()
            return _check(found, known, form)
        try:
            actions.decide(found, viewer(), form.ruling(), at)
        except Refused as no:
            refused = no.reason
        else:
            drafts.drop()
            say(translated(DONE))
            return see_other("cases.queue")
    status = 409 if refused else 422 if form.errors else 200
    return _form(found, known, form, refused, status)


def _complete(form: DecideForm, found: Report) -> bool:
    """Whether nothing is missing; what is, stands at its field."""
    for field, sentence in deciding.wrong_with(form.ruling(), actions.possible_for(found)).items():
        form.refuse(field, sentence)
    return not form.problems()


def _form(found: Report, known: Case, form: DecideForm, refused: str | None, status: int) -> Response:
    return page(
        "moderation/decide.html",
        status,
        form=form,
        refused=refused,
        failed=status >= 400,
        consequences=form.consequences(),
        crumbs=crumbs(found, translated(N_("Besluiten"))),
        **words(known),
    )


def _check(found: Report, known: Case, form: DecideForm) -> Response:
    """What the person, or the reporter, will read."""
    ruling, at = form.ruling(), clock.now()
    first = known.content.first if known.content else None
    begins = first.decided_at if first is not None and first.outcome == deciding.SUSPEND else at
    until = deciding.ends_at(ruling, begins)
    return page(
        "moderation/decide_check.html",
        form=form,
        said=parts.draft_of(found, ruling, at, until),
        told=deciding.is_told(ruling.outcome, first.outcome if first else deciding.NONE),
        same=first is not None and deciding.upholds(first, ruling),
        crumbs=crumbs(found, translated(N_("Kijk na"))),
        **words(known),
    )
