"""One report at the desk: take it up, give it back, hand it over, ask something."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import abort, request, url_for
from werkzeug.wrappers import Response

from hub.core import clock, drafts
from hub.core.access import moderators_only, viewer
from hub.core.forms import HubForm
from hub.core.text import N_, translated
from hub.core.web import Refused, page, say, see_other
from hub.members.models import Member
from hub.moderation.actions import handling as actions
from hub.moderation.actions.history import note_look
from hub.moderation.forms import HandOverForm, PlainForm, QuestionForm
from hub.moderation.models import Report
from hub.moderation.queries.desk import Case, case_of, decisions_of, report_for
from hub.moderation.queries.ties import able
from hub.moderation.rules import handling
from hub.moderation.rules.deciding import OUTCOMES
from hub.moderation.rules.reporting import REASON_NAMES, URGENCY_NAMES
from hub.moderation.rules.things import KINDS, ROLES
from hub.moderation.views import parts
from hub.moderation.views.blueprints import cases


@cases.get("/meldingen/<public_id:report>")
@moderators_only
def case(report: str) -> Response:
    """What this moderator may know of it, and what can be done."""
    return case_page(found_report(report))


def found_report(public_id: str) -> Report:
    """The report; locked when something is about to be done, so that two moderators come one after the other."""
    return report_for(viewer(), public_id, lock=request.method == "POST") or abort(404)


def looked_at(report: Report) -> Case:
    """The report as this moderator may see it. That they looked is written down."""
    at = clock.now()
    known = case_of(viewer(), report, at)
    if request.method == "GET":
        note_look(report, viewer(), known.content is not None, at)
    return known


def case_page(report: Report, refused: str | None = None, status: int = 200) -> Response:
    """The page of one report."""
    known, at = looked_at(report), clock.now()
    return page(
        "moderation/case.html",
        status,
        refused=refused,
        failed=refused is not None,
        form=PlainForm(),
        why_not_claim=handling.why_not_claim(report, known.ties, at),
        why_not_ask=handling.why_not_ask(report.state),
        decisions=decisions_of(report) if known.why_not is None and report.state in ("decided", "closed") else [],
        open_for=parts.how_long(report.waits_since, at),
        crumbs=crumbs(report),
        **words(known),
    )


def words(known: Case) -> dict[str, Any]:
    """What a page needs to say a report in words."""
    return {
        "case": known,
        "kinds": KINDS,
        "reasons": REASON_NAMES,
        "urgencies": URGENCY_NAMES,
        "outcomes": OUTCOMES,
        "roles": ROLES,
    }


def crumbs(report: Report, last: str | None = None) -> parts.Crumbs:
    """Where one is: the desk, the report, the page."""
    trail: parts.Crumbs = [(url_for("cases.queue"), translated(N_("Meldingen")))]
    if last is None:
        return [*trail, (None, report.number)]
    return [*trail, (url_for("cases.case", report=report.public_id), report.number), (None, last)]


@cases.post("/meldingen/<public_id:report>/oppakken")
@moderators_only
def claim(report: str) -> Response:
    """Take it up."""
    return _pressed(report, actions.claim, N_("Je hebt deze melding opgepakt. De melding is 48 uur van jou."), "cases.case")


@cases.post("/meldingen/<public_id:report>/teruggeven")
@moderators_only
def release(report: str) -> Response:
    """Give it back, without a reason."""
    return _pressed(report, actions.release, N_("De melding is terug. Een andere moderator pakt de melding op."), "cases.queue")


def _pressed(public_id: str, act: Callable[[Report, Member, datetime], None], sentence: str, onward: str) -> Response:
    found = found_report(public_id)
    try:
        act(found, viewer(), clock.now())
    except Refused as no:
        return case_page(found, no.reason, 409)
    say(translated(sentence))
    return see_other(onward, **({"report": public_id} if onward == "cases.case" else {}))


@cases.route("/meldingen/<public_id:report>/overdragen", methods=["GET", "POST"])
@moderators_only
def hand_over(report: str) -> Response:
    """Let another moderator go on."""
    found, form = found_report(report), HandOverForm()
    others = [one for one in able(found) if one.id != viewer().id]
    form.to.choices = [("", translated(N_("Kies een moderator"))), *((one.public_id, one.name) for one in others)]

    def act() -> None:
        to = next(one for one in others if one.public_id == form.to.data)
        actions.hand_over(found, viewer(), to, clock.now())

    done = N_("De melding is overgedragen. Dank je wel.")
    return worked(found, form, "moderation/hand_over.html", translated(N_("Overdragen")), act, done, nobody=not others)


@cases.route("/meldingen/<public_id:report>/vraag", methods=["GET", "POST"])
@moderators_only
def ask(report: str) -> Response:
    """Ask the reporter something."""
    found, form = found_report(report), drafts.form_from_draft(QuestionForm)

    def act() -> None:
        actions.ask(found, viewer(), form.question.data or "", clock.now())

    done = N_("Je vraag is verstuurd. Je krijgt een seintje als er een antwoord is.")
    return worked(found, form, "moderation/ask.html", translated(N_("Iets vragen")), act, done)


def worked(
    found: Report, form: HubForm, template: str, title: str, act: Callable[[], None], done: str, **context: object
) -> Response:
    """Do it, or show the form; whoever may not do it now is told why and keeps what was typed."""
    known = looked_at(found)
    refused = handling.why_not_work(found, viewer().id, known.ties, clock.now())
    if refused and request.method == "GET":
        return case_page(found)
    if refused is None and form.validate_on_submit():
        try:
            act()
        except Refused as no:
            refused = no.reason
        else:
            drafts.drop()
            say(translated(done))
            return see_other("cases.queue")
    status = 409 if refused else 422 if form.errors else 200
    said = {**words(known), **context}
    trail = crumbs(found, title)
    return page(template, status, form=form, refused=refused, failed=status >= 400, crumbs=trail, title=title, **said)
