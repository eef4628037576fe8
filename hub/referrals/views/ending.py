"""Giving it more time, opening it again, finishing it, taking it back, and a new code."""

from __future__ import annotations

from werkzeug.wrappers import Response

from hub.core import clock
from hub.core.access import members_only, viewer
from hub.core.drafts import drop, form_from_draft
from hub.core.limits import limited
from hub.core.text import N_, translated
from hub.core.web import Refused, say, see_other
from hub.referrals.actions import ending as actions
from hub.referrals.actions import making
from hub.referrals.actions.making import Yes
from hub.referrals.forms import PlainForm, ReopenForm
from hub.referrals.models import Referral
from hub.referrals.queries import seen
from hub.referrals.rules import deciding, lists
from hub.referrals.views import parts
from hub.referrals.views.blueprint import blueprint
from hub.referrals.views.making import MOST_A_DAY, paper


@blueprint.post("/doorverwijzen/<public_id:referral>/verlengen")
@members_only
def renew(referral: str) -> Response:
    """Fourteen days more, once."""
    try:
        actions.renew(parts.own(referral), clock.now())
    except Refused as no:
        say(translated(no.reason))
    else:
        say(translated(N_("De doorverwijzing staat nu 14 dagen langer open.")))
    return see_other("referrals.referral", referral=referral)


@blueprint.route("/doorverwijzen/<public_id:referral>/opnieuw", methods=["GET", "POST"])
@members_only
def reopen(referral: str) -> Response:
    """Offer it again, with a reason and a new yes of the client."""
    found = parts.own(referral)
    if deciding.why_not_reopen(found):
        return see_other("referrals.referral", referral=referral)
    contacts, circles = seen.contacts_to_choose(viewer()), seen.circles_to_choose(viewer())
    form = form_from_draft(ReopenForm)
    form.offer(contacts, circles)
    if form.validate_on_submit() and _reopened(found, form):
        drop()
        say(translated(N_("De doorverwijzing staat weer open. De code van je klant blijft werken.")))
        return see_other("referrals.referral", referral=referral)
    return parts.form_page(
        "referrals/reopen.html",
        form,
        referral=found,
        title=parts.title_of(found),
        facts=parts.facts(found),
        agreement=lists.AGREEMENT,
        version=lists.AGREEMENT_VERSION,
        crumbs=parts.crumbs(found, N_("Opnieuw openen")),
    )


def _reopened(found: Referral, form: ReopenForm) -> bool:
    """Do it; what a rule says against it stands at its field."""
    circle = form.chosen_circle(seen.circles_to_choose(viewer()))
    to = making.receivers_in(viewer(), circle, form.contacts.data or ())
    if form.errors:
        return False
    try:
        making.reopen(found, to, Yes(form.agreed_on.data, form.how.data), form.why.data or "", clock.now())
    except Refused as no:
        about_day = no.reason in (deciding.AGREED_LATER, deciding.AGREED_LONG_AGO)
        form.refuse("agreed_on" if about_day else "circle" if circle else "contacts", no.reason)
        return False
    limited(MOST_A_DAY, "referral", viewer().public_id)
    return True


@blueprint.route("/doorverwijzen/<public_id:referral>/intrekken", methods=["GET", "POST"])
@members_only
def withdraw(referral: str) -> Response:
    """Take it back, after a page that says what that does."""
    found = parts.own(referral)
    if deciding.why_not_withdraw(found):
        return see_other("referrals.referral", referral=referral)
    form = PlainForm()
    if form.validate_on_submit():
        try:
            actions.withdraw(found, clock.now())
        except Refused as no:
            say(translated(no.reason))
        else:
            say(translated(N_("De doorverwijzing is ingetrokken. De tekst is gewist.")))
        return see_other("referrals.referral", referral=referral)
    return parts.form_page("referrals/withdraw.html", form, referral=found, crumbs=parts.crumbs(found, N_("Intrekken")))


@blueprint.route("/doorverwijzen/<public_id:referral>/afronden", methods=["GET", "POST"])
@members_only
def finish(referral: str) -> Response:
    """Everything is arranged."""
    whole = parts.shared(referral)
    if deciding.why_not_finish(whole.referral, whole.meeting, clock.now()):
        return see_other("referrals.referral", referral=referral)
    form = PlainForm()
    if form.validate_on_submit():
        try:
            actions.finish(whole.referral, viewer(), clock.now())
        except Refused as no:
            say(translated(no.reason))
        else:
            say(translated(N_("De doorverwijzing is afgerond. Over een week is de tekst gewist.")))
        return see_other("referrals.referral", referral=referral)
    return parts.form_page(
        "referrals/finish.html", form, referral=whole.referral, crumbs=parts.crumbs(whole.referral, N_("Afronden"))
    )


@blueprint.route("/doorverwijzen/<public_id:referral>/nieuwe-code", methods=["GET", "POST"])
@members_only
def new_code(referral: str) -> Response:
    """Another code for the client's paper."""
    found = parts.own(referral)
    if deciding.why_not_withdraw(found):
        return see_other("referrals.referral", referral=referral)
    form = PlainForm()
    if form.validate_on_submit():
        return paper(found, making.new_code(found))
    return parts.form_page("referrals/new_code.html", form, referral=found, crumbs=parts.crumbs(found, N_("Nieuwe code")))
