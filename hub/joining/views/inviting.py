"""Inviting somebody, and one's own invitations."""

from __future__ import annotations

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from hub.core import clock, drafts
from hub.core.access import members_only, viewer
from hub.core.text import N_, translated
from hub.core.web import Refused, page, say, see_other
from hub.joining import actions, queries, rules
from hub.joining.forms import InviteForm

blueprint = Blueprint("inviting", __name__)


@blueprint.route("/uitnodigen", methods=["GET", "POST"])
@members_only
def invite() -> Response:
    """Invite somebody, and see whom one invited."""
    form, at = drafts.form_from_draft(InviteForm), clock.now()
    if form.validate_on_submit():
        try:
            actions.invite(viewer(), form.name.data or "", form.email.data or "", at)
        except Refused as no:
            form.refuse("email", no.reason)
        else:
            drafts.drop()
            say(translated(N_("Je uitnodiging is verstuurd. De link werkt veertien dagen.")))
            return see_other("inviting.invite")
    invitations = [(one, rules.invitation_state(one, at)) for one in queries.invitations_of(viewer())]
    return page("joining/invite.html", 422 if form.errors else 200, form=form, invitations=invitations)


@blueprint.post("/uitnodigen/<public_id:invitation>/intrekken")
@members_only
def take_back(invitation: str) -> Response:
    """Take an invitation back; its link no longer works."""
    found = queries.invitation_for(viewer(), invitation, lock=True) or abort(404)
    try:
        actions.take_back(found, clock.now())
    except Refused as no:
        say(translated(no.reason))
        return see_other("inviting.invite")
    say(translated(N_("Je uitnodiging is ingetrokken. De link werkt niet meer.")))
    return see_other("inviting.invite")
