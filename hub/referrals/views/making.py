"""Passing on a client in three small steps: the question, to whom, and the client's yes on a page that shows it all."""

from __future__ import annotations

from flask import url_for
from werkzeug.wrappers import Response

from hub.core import clock
from hub.core.access import members_only, viewer
from hub.core.drafts import drop, form_from_draft
from hub.core.limits import limited
from hub.core.mail import link
from hub.core.text import N_, translated
from hub.core.web import Refused, page, say, see_other
from hub.referrals.actions import making as actions
from hub.referrals.actions.making import Asked, Yes
from hub.referrals.forms import AgreementForm, PlainForm, QuestionForm, ReceiversForm
from hub.referrals.models import Referral
from hub.referrals.queries import seen
from hub.referrals.rules import lists
from hub.referrals.rules.deciding import MOST_RECEIVERS
from hub.referrals.views import parts
from hub.referrals.views.blueprint import blueprint

STEPS = (N_("De vraag"), N_("Aan wie"), N_("Controleren en versturen"))
MOST_A_DAY = "5 per day"


def _steps() -> list[str]:
    return [translated(step) for step in STEPS]


@blueprint.route("/doorverwijzen/nieuw", methods=["GET", "POST"])
@members_only
def new() -> Response:
    """The first step: the question. Nobody else sees it until it is sent."""
    form = form_from_draft(QuestionForm)
    if form.validate_on_submit():
        made = actions.begin(viewer(), Asked(**form.asked()), clock.now())
        drop()
        return see_other("referrals.receivers", referral=made.public_id)
    return parts.form_page(
        "referrals/question.html", form, steps=_steps(), crumbs=parts.crumbs(None, N_("Nieuwe doorverwijzing"))
    )


@blueprint.route("/doorverwijzen/<public_id:referral>/vraag", methods=["GET", "POST"])
@members_only
def question(referral: str) -> Response:
    """The question again, before it is sent."""
    found = parts.own(referral)
    if found.state != "draft":
        return _already_sent(found)
    form = form_from_draft(QuestionForm, data={name: getattr(found, name) for name in Asked.__dataclass_fields__})
    if form.validate_on_submit():
        actions.change(found, Asked(**form.asked()))
        drop()
        return see_other("referrals.referral", referral=referral)
    return parts.form_page("referrals/question.html", form, steps=_steps(), crumbs=parts.crumbs(None, STEPS[0]))


@blueprint.route("/doorverwijzen/<public_id:referral>/aan-wie", methods=["GET", "POST"])
@members_only
def receivers(referral: str) -> Response:
    """The second step: to whom."""
    found = parts.own(referral)
    if found.state != "draft":
        return _already_sent(found)
    contacts, circles = seen.contacts_to_choose(viewer()), seen.circles_to_choose(viewer())
    form = form_from_draft(ReceiversForm, data=_chosen(found))
    form.offer(contacts, circles)
    if form.validate_on_submit():
        circle = form.chosen_circle(circles)
        to = actions.receivers_in(viewer(), circle, form.contacts.data or ())
        try:
            if not form.errors:
                actions.choose(found, to, clock.now())
        except Refused as no:
            form.refuse("circle" if circle else "contacts", no.reason)
        if not form.errors:
            drop()
            return see_other("referrals.check", referral=referral)
    return parts.form_page(
        "referrals/receivers.html",
        form,
        steps=_steps(),
        referral=found,
        anybody=bool(contacts or circles),
        most=MOST_RECEIVERS,
        crumbs=parts.crumbs(None, STEPS[1]),
    )


def _chosen(found: Referral) -> dict[str, object]:
    """What was chosen before."""
    chosen = seen.receivers_of(viewer(), found)
    if found.circle is not None:
        return {"to": "circle", "circle": found.circle.public_id, "contacts": []}
    return {"to": "contacts" if chosen else None, "contacts": [one.public_id for one in chosen]}


@blueprint.route("/doorverwijzen/<public_id:referral>/controleren", methods=["GET", "POST"])
@members_only
def check(referral: str) -> Response:
    """The last step: see it exactly as they will, record the client's yes, and send it."""
    found = parts.own(referral)
    if found.state != "draft":
        return _already_sent(found)
    chosen = seen.receivers_of(viewer(), found)
    if not chosen:
        return see_other("referrals.receivers", referral=referral)
    form, refused = form_from_draft(AgreementForm), ""
    if form.validate_on_submit():
        try:
            code = actions.send(found, Yes(form.agreed_on.data, form.how.data), clock.now())
        except Refused as no:
            refused = no.reason
        else:
            limited(MOST_A_DAY, "referral", viewer().public_id)  # only what was really sent counts
            drop()
            return paper(found, code)
    return parts.form_page(
        "referrals/check.html",
        form,
        refused=refused,
        steps=_steps(),
        referral=found,
        title=parts.title_of(found),
        facts=parts.facts(found),
        receivers=chosen,
        agreement=lists.AGREEMENT,
        version=lists.AGREEMENT_VERSION,
        crumbs=parts.crumbs(None, STEPS[2]),
    )


@blueprint.route("/doorverwijzen/<public_id:referral>/weggooien", methods=["GET", "POST"])
@members_only
def throw_away(referral: str) -> Response:
    """Do not send it after all."""
    found = parts.own(referral)
    if found.state != "draft":
        return _already_sent(found)
    form = PlainForm()
    if form.validate_on_submit():
        actions.throw_away(found)
        say(translated(N_("De vraag is weg. Er is niets verstuurd.")))
        return see_other("referrals.referrals")
    return parts.form_page("referrals/throw_away.html", form, referral=found, crumbs=parts.crumbs(None, N_("Weggooien")))


def paper(found: Referral, code: str) -> Response:
    """The client's paper, with the code: on the answer to this form, and never again."""
    return page(
        "referrals/paper.html",
        referral=found,
        code=code,
        address=link(url_for("referrals.by_code")).partition("://")[2],
        crumbs=parts.crumbs(found, N_("De code voor je klant")),
    )


def _already_sent(found: Referral) -> Response:
    return see_other("referrals.referral", referral=found.public_id)
