"""Somebody else's profile: what this viewer may see of it, or a page that is not there."""

from __future__ import annotations

from flask import abort, current_app, url_for
from werkzeug.wrappers import Response

from hub.core.access import public, viewer
from hub.core.limits import limited
from hub.core.web import page, see_other
from hub.profiles.queries.seen import profile_for
from hub.profiles.views.blueprint import blueprint
from hub.profiles.views.vocabulary import vocabulary

MOST_PROFILES = "120 per hour"


@blueprint.get("/leden/<public_id:member>")
@public
def profile(member: str) -> Response:
    """A profile. Absent, hidden, blocked and gone look the same."""
    who = viewer()
    if who is not None and who.public_id == member:
        return see_other("profiles.preview") if who.may_pass("members_only") else abort(404)
    if who is not None:
        limited(MOST_PROFILES, "profile", who.public_id)
    person = profile_for(who, member) or abort(404)
    meets = who is not None and who.may_pass("members_only") and "contacts.ask" in current_app.view_functions
    ask = url_for("contacts.ask", member=member) if meets else None
    return page("profiles/profile.html", seen=person, ask=ask, words=vocabulary())
