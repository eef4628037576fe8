"""One's own reports, and decisions about oneself."""

from __future__ import annotations

from flask import abort, request, url_for
from werkzeug.wrappers import Response

from hub.core import clock, drafts
from hub.core.access import signed_in, viewer
from hub.core.text import N_, translated
from hub.core.web import Refused, page, say, see_other
from hub.moderation.actions import deciding, reporting
from hub.moderation.forms import AnswerForm, PlainForm, ReviewForm
from hub.moderation.models import Decision, Report
from hub.moderation.queries import own
from hub.moderation.queries.desk import decisions_of, questions_of
from hub.moderation.queries.things import whom_to_block
from hub.moderation.rules import deciding as rules
from hub.moderation.rules.reporting import REASON_NAMES, why_not_answer
from hub.moderation.rules.things import KINDS
from hub.moderation.views import parts
from hub.moderation.views.blueprints import reports

ASKED = N_("Een andere moderator kijkt nog eens. Je hoort wat die besluit.")


@reports.get("/mijn/meldingen")
@signed_in
def mine() -> Response:
    """What one reported, and what was decided about oneself."""
    return page(
        "moderation/mine.html",
        reports=own.reports_of(viewer()),
        decisions=own.decisions_about(viewer()),
        kinds=KINDS,
        outcomes=rules.OUTCOMES,
    )


@reports.route("/mijn/meldingen/<public_id:report>", methods=["GET", "POST"])
@signed_in
def report(report: str) -> Response:
    """How one's own report stands, and the answer to what is asked about it."""
    found, form, refused = _mine(report), drafts.form_from_draft(AnswerForm), None
    if form.validate_on_submit():
        try:
            reporting.answer(found, viewer(), form.answer.data or "", clock.now())
        except Refused as no:
            refused = no.reason
        else:
            drafts.drop()
            say(translated(N_("Je antwoord is verstuurd. De moderator gaat verder.")))
            return see_other("reports.report", report=report)
    status = 409 if refused else 422 if form.errors else 200
    return _report_page(found, form, refused, status)


def _report_page(found: Report, form: AnswerForm, refused: str | None, status: int) -> Response:
    decision = own.outcome_for(viewer(), found)
    reviewed = decision is not None and (decision.round == 2 or decision.review is not None)
    return page(
        "moderation/report.html",
        status,
        report=found,
        form=form,
        refused=refused,
        failed=status >= 400,
        kind=KINDS[found.kind],
        reason=REASON_NAMES[found.reason],
        other=whom_to_block(viewer(), found),
        questions=questions_of(found),
        can_answer=why_not_answer(found.state) is None,
        decision=decision,
        can_review=decision is not None and rules.why_not_review(decision, "reporter", reviewed, clock.now()) is None,
        review_until=rules.review_until(decision) if decision else None,
        crumbs=_crumbs(found.number),
    )


@reports.route("/mijn/meldingen/<public_id:report>/herziening", methods=["GET", "POST"])
@signed_in
def review_report(report: str) -> Response:
    """The reporter asks for a second look, when nothing was done."""
    found = _mine(report)
    first = next(iter(decisions_of(found)), None) or abort(404)
    here = url_for("reports.report", report=report)
    return _review(first, "reporter", here, _crumbs(found.number, here))


@reports.route("/mijn/besluiten/<public_id:decision>", methods=["GET", "POST"])
@signed_in
def decision(decision: str) -> Response:
    """A decision about oneself, with its reasons. The button says that one has read it."""
    found = own.decision_about(viewer(), decision, lock=request.method == "POST") or abort(404)
    form = PlainForm()
    if form.validate_on_submit():
        deciding.read_it(found, viewer(), clock.now())
        say(translated(N_("Dit staat nu op gelezen. Je vindt het terug bij je account.")))
        return see_other("reports.mine")
    why_not = rules.why_not_review(found, "person", found.review is not None, clock.now())
    return page(
        "moderation/decision.html",
        form=form,
        decision=found,
        said=parts.statement_of(found),
        review_url=url_for("reports.review_decision", decision=decision) if why_not is None else None,
        asked=found.review is not None and found.review.judged_at is None,
        crumbs=_crumbs(translated(N_("Besluit"))),
    )


@reports.route("/mijn/besluiten/<public_id:decision>/herziening", methods=["GET", "POST"])
@signed_in
def review_decision(decision: str) -> Response:
    """The person asks for a second look."""
    found = own.decision_about(viewer(), decision, lock=request.method == "POST") or abort(404)
    here = url_for("reports.decision", decision=decision)
    return _review(found, "person", here, _crumbs(translated(N_("Besluit")), here))


def _review(found: Decision, asked_as: str, back: str, crumbs: parts.Crumbs) -> Response:
    form = drafts.form_from_draft(ReviewForm)
    refused = rules.why_not_review(found, asked_as, found.review is not None, clock.now())
    if refused is None and form.validate_on_submit():
        try:
            deciding.ask_review(found, asked_as, form.words.data or "", clock.now())
        except Refused as no:
            refused = no.reason
        else:
            drafts.drop()
            say(translated(ASKED))
            return see_other("reports.mine")
    status = 409 if refused and request.method == "POST" else 422 if form.errors else 200
    return page(
        "moderation/review.html", status, form=form, refused=refused, failed=status >= 400, back=back, crumbs=crumbs, sent_to=None
    )


def _mine(public_id: str) -> Report:
    """One's own report; locked when something is sent."""
    return own.report_of(viewer(), public_id, lock=request.method == "POST") or abort(404)


def _crumbs(last: str, url: str | None = None) -> parts.Crumbs:
    trail: parts.Crumbs = [(url_for("reports.mine"), translated(N_("Meldingen en besluiten"))), (url, last)]
    return trail
