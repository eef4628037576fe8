"""The moderators' desk: who wants to come in, and what to say to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from hub.core import clock, drafts
from hub.core.access import moderators_only, viewer
from hub.core.forms import HubForm
from hub.core.text import N_, translated
from hub.core.web import Refused, page, page_number, say, see_other
from hub.joining import actions, queries, rules
from hub.joining.forms import DeclineForm, GreeterForm, QuestionForm, WelcomeForm
from hub.joining.models import Application
from hub.members.models import Member

blueprint = Blueprint("desk", __name__)


@blueprint.get("/aanvragen")
@moderators_only
def applications() -> Response:
    """What waits, oldest first, and newcomers whom nobody greets yet."""
    at = clock.now()
    pages = queries.desk_of(viewer(), page_number())
    found = pages.items
    alone = queries.without_greeter(viewer()) if pages.page == 1 else []
    return page(
        "joining/desk.html",
        waiting=[one for one in found if one.state == "waiting"],
        asked=[one for one in found if one.state == "asked"],
        alone=alone[: queries.A_PAGE],
        more_alone=len(alone) > queries.A_PAGE,
        pages=pages,
        days={one.id: rules.days_waiting(one.since, at) for one in found},
        late={one.id for one in found if rules.is_late(one, at)},
    )


@blueprint.get("/aanvragen/<public_id:application>")
@moderators_only
def application(application: str) -> Response:
    """One application, and what can be done with it."""
    found = _found(application)
    return page(
        "joining/application.html",
        crumbs=_crumbs(found),
        application=found,
        inviter=queries.inviter_of(viewer(), found),
        stages=rules.STAGE_NAMES,
        reasons=rules.DECLINE_NAMES,
        days=rules.days_waiting(found.since, clock.now()),
        greetings=queries.greeters_for(viewer(), found),
        alone=rules.needs_greeter(found, queries.greetings_of(found.member_id)),
    )


@blueprint.route("/aanvragen/<public_id:application>/vraag", methods=["GET", "POST"])
@moderators_only
def ask(application: str) -> Response:
    """Ask the applicant something."""
    found, form = _found(application), drafts.form_from_draft(QuestionForm)
    return _done_or_asked(
        found,
        form,
        "joining/ask_back.html",
        rules.why_not_ask(found),
        lambda: actions.ask_back(found, form.question.data or "", clock.now()),
        N_("Je vraag is verstuurd. De aanvraag komt terug zodra er een antwoord is."),
    )


@blueprint.route("/aanvragen/<public_id:application>/welkom", methods=["GET", "POST"])
@moderators_only
def welcome(application: str) -> Response:
    """Welcome somebody, and ask a member to greet them."""
    found, form = _found(application), drafts.form_from_draft(WelcomeForm)
    able = queries.greeter_candidates(viewer(), found)
    form.greeter.choices = [("", translated(N_("Nog niemand"))), *_named(able)]
    return _done_or_asked(
        found,
        form,
        "joining/welcome.html",
        rules.why_not_decide(found),
        lambda: actions.welcome(viewer(), found, _chosen(able, form.greeter.data), clock.now()),
        N_("Deze persoon is nu lid en krijgt een mail. Dank je wel."),
    )


@blueprint.route("/aanvragen/<public_id:application>/begroeter", methods=["GET", "POST"])
@moderators_only
def greeter(application: str) -> Response:
    """Ask a member, or another one, to greet a newcomer."""
    found, form = _found(application), drafts.form_from_draft(GreeterForm)
    able = queries.greeter_candidates(viewer(), found)
    form.greeter.choices = [("", translated(N_("Kies een lid"))), *_named(able)]

    def act() -> None:
        chosen = _chosen(able, form.greeter.data)
        if chosen is None:
            raise Refused(rules.NO_LONGER_THERE)
        actions.ask_greeter(found, chosen, clock.now())

    reason = rules.why_not_ask_greeter(found, queries.greetings_of(found.member_id))
    return _done_or_asked(
        found, form, "joining/greeter.html", reason, act, N_("De vraag is verstuurd. Je ziet hier wat het antwoord is.")
    )


@blueprint.route("/aanvragen/<public_id:application>/afwijzen", methods=["GET", "POST"])
@moderators_only
def decline(application: str) -> Response:
    """Say no, kindly and with a reason."""
    found, form = _found(application), drafts.form_from_draft(DeclineForm)
    return _done_or_asked(
        found,
        form,
        "joining/decline.html",
        rules.why_not_decide(found),
        lambda: actions.decline(viewer(), found, form.kind.data, form.sentence.data or "", clock.now()),
        N_("De mail is klaar om te gaan. Wat deze persoon schreef, is gewist."),
    )


def _found(public_id: str) -> Application:
    """The application; locked when something is about to be done, so that two moderators come one after the other."""
    found: Application = queries.application_for(viewer(), public_id, lock=request.method == "POST") or abort(404)
    return found


def _crumbs(found: Application, url: str | None = None) -> list[tuple[str | None, str]]:
    """Where one is: the desk, and whose application it is."""
    name = found.member.name if found.member else translated(N_("Oud-aanvrager"))
    return [(url_for("desk.applications"), translated(N_("Aanvragen"))), (url, name)]


def _named(able: Sequence[Member]) -> list[tuple[str, str]]:
    return [(one.public_id, one.name) for one in able]


def _chosen(able: Sequence[Member], public_id: str | None) -> Member | None:
    return next((one for one in able if one.public_id == public_id), None)


def _done_or_asked(
    found: Application, form: HubForm, template: str, reason: str | None, act: Callable[[], None], sentence: str
) -> Response:
    """Do it, or show the form; whoever comes second is told so and keeps what was typed."""
    if reason and request.method == "GET":
        say(translated(reason))
        return see_other("desk.application", application=found.public_id)
    refused = reason
    if reason is None and form.validate_on_submit():
        try:
            act()
        except Refused as no:
            refused = no.reason
        else:
            drafts.drop()
            say(translated(sentence))
            return see_other("desk.applications")
    status = 422 if form.errors or refused else 200
    here = _crumbs(found, url_for("desk.application", application=found.public_id))
    return page(template, status, form=form, refused=refused, application=found, crumbs=here)
