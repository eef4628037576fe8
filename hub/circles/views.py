"""Pages of circles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from hub.circles import actions, forms, queries, rules
from hub.circles.models import Circle, CircleMember
from hub.core import clock, drafts
from hub.core.access import members_only, moderators_only, viewer
from hub.core.limits import limited
from hub.core.text import N_, translated
from hub.core.web import Refused, page, page_number, say, see_other
from hub.members.models import Member
from hub.members.queries import by_public_id

blueprint = Blueprint("circles", __name__)

MOST_INVITATIONS_A_DAY = "20 per day"


@blueprint.get("/kringen")
@members_only
def circles() -> Response:
    """One's own circles and invitations; for a moderator also the names of all others."""
    places = queries.places_of(viewer())
    pages = queries.all_circles(page_number()) if viewer().has("moderator") else None
    return page(
        "circles/circles.html",
        mine=[one for one in places if rules.takes_part(one)],
        invited=[one for one in places if one.state == "invited"],
        pages=pages,
        known=queries.known(pages.items) if pages else [],
    )


@blueprint.route("/kringen/nieuw", methods=["GET", "POST"])
@moderators_only
def make() -> Response:
    """Make a circle."""
    form = drafts.form_from_draft(forms.CircleForm)
    contacts = queries.contacts_to_choose(viewer())
    form.offer(contacts)
    if form.validate_on_submit():
        hosts = _chosen_hosts(form, contacts)
        if not hosts and not form.errors:
            form.refuse("myself", rules.NEEDS_HOST)
        if not form.errors:
            typed = {name: form[name].data or "" for name in ("name", "purpose", "agreement")}
            actions.make(viewer(), **typed, hosts=hosts, at=clock.now())
            drafts.drop()
            say(translated(N_("De kring is gemaakt. Wie je koos, heeft een uitnodiging.")))
            return see_other("circles.circles")
    return page("circles/make.html", 422 if form.errors else 200, form=form)


def _chosen_hosts(form: forms.CircleForm, contacts: Sequence[Member]) -> list[Member]:
    """Everybody chosen as first host, each once."""
    chosen = [viewer()] if form.myself.data else []
    chosen += [one for one in contacts if one.public_id in form.chosen]
    linked = _by_link(form)
    return [*chosen, *([linked] if linked and linked not in chosen else [])]


def _by_link(form: forms.ByLink) -> Member | None:
    """The member a pasted link leads to; the form hears it when there is none."""
    if not form.link.data:
        return None
    public_id = forms.profile_in(form.link.data)
    found = by_public_id(viewer(), public_id) if public_id else None
    if found is None:
        form.refuse("link", forms.NOBODY)
    return found


@blueprint.get("/kringen/<public_id:circle>")
@members_only
def circle(circle: str) -> Response:
    """A circle, for who takes part in it."""
    place = _place(circle)
    found = place.circle
    hosted = queries.has_host(found)
    return page(
        "circles/circle.html",
        circle=found,
        place=place,
        people_in=queries.people_of(viewer(), found),
        invited=queries.invited_to(viewer(), found) if rules.hosts(place) else [],
        hosts_it=rules.hosts(place),
        has_host=hosted,
    )


@blueprint.route("/kringen/<public_id:circle>/uitnodigen", methods=["GET", "POST"])
@members_only
def invite(circle: str) -> Response:
    """Invite a contact, or a member by the link to their profile."""
    found, role = _circle_to_invite_into(circle)
    form = forms.InviteForm()
    form.offer(queries.contacts_to_choose(viewer()))
    if form.validate_on_submit():
        member = _by_link(form) or (by_public_id(viewer(), form.chosen) if form.chosen else None)
        if member is None and not form.errors:
            form.complain(forms.CHOOSE)
        if member is not None and not form.errors:
            limited(MOST_INVITATIONS_A_DAY, "circle invitation", viewer().public_id)
            try:
                actions.invite(found, member, viewer(), clock.now(), role)
            except Refused as no:
                form.complain(no.reason)
            else:
                say(translated(N_("De uitnodiging voor %(name)s is verstuurd.")) % {"name": member.name})
                return see_other("circles.invite", circle=circle)
    inside = rules.takes_part(queries.place_in(found, viewer()))
    invited = queries.invited_to(viewer(), found)
    return page(
        "circles/invite.html", 422 if form.errors else 200, form=form, circle=found, role=role, invited=invited, inside=inside
    )


@blueprint.post("/kringen/<public_id:circle>/uitnodigen/<public_id:place>/intrekken")
@members_only
def take_back(circle: str, place: str) -> Response:
    """Take an invitation back."""
    found, _ = _circle_to_invite_into(circle)
    invited = queries.invited_place(viewer(), found, place) or abort(404)
    actions.take_back(invited, clock.now())
    say(translated(N_("De uitnodiging is ingetrokken.")))
    return see_other("circles.invite", circle=circle)


@blueprint.get("/kringen/<public_id:circle>/uitnodiging")
@members_only
def invitation(circle: str) -> Response:
    """What one is invited to: purpose, hosts and the agreement in full."""
    if queries.place_of(viewer(), circle):
        return see_other("circles.circle", circle=circle)
    place = queries.invitation_of(viewer(), circle) or abort(404)
    hosts = [one for one in queries.people_of(viewer(), place.circle) if one.role == "host"]
    return page("circles/invitation.html", place=place, circle=place.circle, hosts=hosts)


@blueprint.post("/kringen/<public_id:circle>/uitnodiging/ja")
@members_only
def join(circle: str) -> Response:
    """Say yes to the agreement that was on the page."""
    place = queries.invitation_of(viewer(), circle) or abort(404)
    version = request.form.get("version", "")
    try:
        actions.join(place, int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0, clock.now())
    except Refused as no:
        say(translated(no.reason))
        return see_other("circles.invitation", circle=circle)
    say(translated(N_("Je doet mee. Fijn dat je er bent.")))
    return see_other("circles.circle", circle=circle)


@blueprint.post("/kringen/<public_id:circle>/uitnodiging/nee")
@members_only
def no_thanks(circle: str) -> Response:
    """Say no, in silence."""
    place = queries.invitation_of(viewer(), circle) or abort(404)
    return _done(place, actions.no_thanks, N_("Je doet niet mee. Niemand krijgt daar bericht van."), "circles.circles")


@blueprint.post("/kringen/<public_id:circle>/pauze")
@members_only
def pause(circle: str) -> Response:
    """Rest for a while."""
    return _done(_place(circle), actions.pause, N_("Je plek in de kring staat op pauze."), "circles.circle", circle=circle)


@blueprint.post("/kringen/<public_id:circle>/terug")
@members_only
def come_back(circle: str) -> Response:
    """End a pause."""
    return _done(_place(circle), actions.come_back, N_("Je doet weer mee."), "circles.circle", circle=circle)


@blueprint.post("/kringen/<public_id:circle>/gastheer-of-gastvrouw")
@members_only
def become_host(circle: str) -> Response:
    """Lead a circle that nobody leads."""
    said = N_("Je bent nu gastheer of gastvrouw. Je kunt mensen uitnodigen.")
    return _done(_place(circle), lambda place, at: actions.become_host(place), said, "circles.circle", circle=circle)


@blueprint.route("/kringen/<public_id:circle>/weggaan", methods=["GET", "POST"])
@members_only
def leave(circle: str) -> Response:
    """Leave, after a page that says what that does. No reason is asked."""
    place = _place(circle)
    if request.method == "POST":
        return _done(place, actions.leave, N_("Je bent uit de kring. Niemand krijgt daar bericht van."), "circles.circles")
    return page("circles/leave.html", circle=place.circle, hosts_it=rules.hosts(place))


def _done(
    place: CircleMember, act: Callable[[CircleMember, datetime], None], said: str, endpoint: str, **values: str
) -> Response:
    """Do it and say so; when somebody or something was first, say that."""
    try:
        act(place, clock.now())
    except Refused as no:
        said = no.reason
    say(translated(said))
    return see_other(endpoint, **values)


def _place(public_id: str) -> CircleMember:
    return queries.place_of(viewer(), public_id) or abort(404)


def _circle_to_invite_into(public_id: str) -> tuple[Circle, str]:
    """A circle the viewer may invite into, and as what: a circle without a host gets a host first."""
    found = queries.open_circle(public_id) or abort(404)
    hosted = queries.has_host(found)
    if not rules.may_invite(queries.place_in(found, viewer()), viewer().has("moderator"), hosted):
        abort(404)
    return found, "member" if hosted else "host"
