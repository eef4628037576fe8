"""Pages of contacts: asking, answering, the conversation of two, and blocks."""

from __future__ import annotations

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from hub.contacts import actions, queries, rules
from hub.contacts.forms import AskForm, MessageForm
from hub.contacts.models import Contact, ContactRequest
from hub.core import clock, drafts
from hub.core.access import members_only, viewer
from hub.core.limits import limited
from hub.core.text import N_, translated
from hub.core.web import Refused, own_path, page, page_number, say, see_other
from hub.members.models import Member
from hub.members.queries import by_public_id

blueprint = Blueprint("contacts", __name__)

MOST_REQUESTS_A_DAY = "10 per day"
MOST_MESSAGES_AN_HOUR = "60 per hour"


@blueprint.get("/contacten")
@members_only
def contacts() -> Response:
    """Who one has contact with, and what was asked."""
    return page(
        "contacts/contacts.html",
        asked_you=queries.asked_of(viewer()),
        asked=queries.asked_by(viewer()),
        pages=queries.contacts_of(viewer(), page_number()),
        ended=queries.ended_contacts_of(viewer()),
    )


@blueprint.route("/leden/<public_id:member>/contact", methods=["GET", "POST"])
@members_only
def ask(member: str) -> Response:
    """Ask somebody for contact, with a reason."""
    other = _other(member)
    between = queries.between(viewer(), other)
    if rules.runs(between.contact) and between.contact is not None:
        return see_other("contacts.conversation", contact=between.contact.public_id)
    form = drafts.form_from_draft(AskForm)
    refused = rules.why_not_ask(viewer(), other, between.contact, between.mine, between.theirs)
    if not refused and form.validate_on_submit():
        limited(MOST_REQUESTS_A_DAY, "contact request", viewer().public_id)
        try:
            actions.ask(viewer(), other, form.reason.data or "", clock.now())
        except Refused as no:
            refused = no.reason
        else:
            drafts.drop()
            say(translated(N_("Je verzoek aan %(name)s is verstuurd. Er is geen haast bij een antwoord.")) % {"name": other.name})
            return see_other("contacts.contacts")
    wrong = bool(form.errors or (refused and request.method == "POST"))
    back = own_path(f"/leden/{other.public_id}") or url_for("contacts.contacts")  # profiles are a floor up
    return page("contacts/ask.html", 422 if wrong else 200, form=form, other=other, refused=refused, failed=wrong, back=back)


@blueprint.post("/contacten/verzoek/<public_id:asked>/aannemen")
@members_only
def accept(asked: str) -> Response:
    """Say yes to a request."""
    found = _request(asked)
    try:
        contact = actions.accept(found, viewer(), clock.now())
    except Refused as no:
        return _not_now(no)
    say(translated(N_("Jullie zijn nu contacten. Hier kun je schrijven.")))
    return see_other("contacts.conversation", contact=contact.public_id)


@blueprint.post("/contacten/verzoek/<public_id:asked>/laten")
@members_only
def let_be(asked: str) -> Response:
    """Leave a request as it is, in silence."""
    try:
        actions.let_be(_request(asked), viewer(), clock.now())
    except Refused as no:
        return _not_now(no)
    say(translated(N_("Je laat het verzoek zo. De ander krijgt daar geen bericht van.")))
    return see_other("contacts.contacts")


@blueprint.post("/contacten/verzoek/<public_id:asked>/intrekken")
@members_only
def take_back(asked: str) -> Response:
    """Take one's own request back."""
    try:
        actions.take_back(_request(asked), viewer(), clock.now())
    except Refused as no:
        return _not_now(no)
    say(translated(N_("Je verzoek is ingetrokken.")))
    return see_other("contacts.contacts")


@blueprint.route("/contacten/<public_id:contact>", methods=["GET", "POST"])
@members_only
def conversation(contact: str) -> Response:
    """A conversation of two: what was written, newest page first, and a field to write in."""
    found = _contact(contact)
    form = drafts.form_from_draft(MessageForm)
    refused = None
    if form.validate_on_submit():
        limited(MOST_MESSAGES_AN_HOUR, "message", viewer().public_id)
        try:
            actions.write(found, viewer(), form.text.data or "", clock.now())
        except Refused as no:
            refused = no.reason
        else:
            drafts.drop()
            say(translated(N_("Je bericht is verstuurd.")))
            return see_other("contacts.conversation", contact=contact)
    return page(
        "contacts/conversation.html",
        422 if form.errors or refused else 200,
        form=form,
        contact=found,
        other=found.other(viewer()),
        pages=queries.messages_of(found, page_number()),
        why_not=rules.why_not_write(found, viewer()),
        refused=refused,
        failed=bool(form.errors or refused),
    )


@blueprint.route("/contacten/<public_id:contact>/stoppen", methods=["GET", "POST"])
@members_only
def end(contact: str) -> Response:
    """End a contact, after a page that says what that does."""
    found = _contact(contact)
    if request.method == "POST":
        actions.end(found, clock.now())
        say(translated(N_("Het contact is gestopt. Wat jullie schreven, kun je nog lezen.")))
        return see_other("contacts.contacts")
    if not rules.runs(found):
        return see_other("contacts.conversation", contact=contact)
    return page("contacts/end.html", contact=found, other=found.other(viewer()))


@blueprint.route("/leden/<public_id:member>/blokkeren", methods=["GET", "POST"])
@members_only
def block(member: str) -> Response:
    """Block somebody, after a page that says what that does."""
    other = _other(member)
    if request.method == "POST":
        actions.block(viewer(), other, clock.now())
        say(translated(N_("Je hebt %(name)s geblokkeerd.")) % {"name": other.name})
        return see_other("contacts.blocked")
    return page("contacts/block.html", other=other)


@blueprint.get("/contacten/geblokkeerd")
@members_only
def blocked() -> Response:
    """Whom one blocked."""
    return page("contacts/blocked.html", pages=queries.blocked_by(viewer(), page_number()))


@blueprint.post("/contacten/geblokkeerd/<public_id:member>/opheffen")
@members_only
def unblock(member: str) -> Response:
    """Undo a block."""
    other = queries.blocked_member(viewer(), member) or abort(404)
    actions.unblock(viewer(), other, clock.now())
    say(translated(N_("De blokkade van %(name)s is weg. Wat gestopt was, blijft gestopt.")) % {"name": other.name})
    return see_other("contacts.blocked")


def _other(public_id: str) -> Member:
    """Another member; oneself is nobody to ask or to block."""
    found = by_public_id(viewer(), public_id)
    if found is None or found.id == viewer().id:
        abort(404)
    return found


def _contact(public_id: str) -> Contact:
    return queries.contact_of(viewer(), public_id) or abort(404)


def _request(public_id: str) -> ContactRequest:
    return queries.request_of(viewer(), public_id) or abort(404)


def _not_now(no: Refused) -> Response:
    """Somebody was first: say how it stands, where it can be seen."""
    say(translated(no.reason))
    return see_other("contacts.contacts")
