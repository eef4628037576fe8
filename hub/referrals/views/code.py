"""The client takes it back with the code on paper: no account, and no code in an address."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from hub.core import clock
from hub.core.access import public
from hub.core.limits import limited, sender
from hub.core.text import N_
from hub.core.web import page
from hub.referrals.actions import ending as actions
from hub.referrals.forms import CodeForm
from hub.referrals.views import parts
from hub.referrals.views.blueprint import blueprint

MOST_TRIES = "20 per hour"
WRONG = N_("Deze code klopt niet, of de doorverwijzing is al gewist. Kijk nog eens goed naar je papier.")


@blueprint.route("/w", methods=["GET", "POST"])
@public
def by_code() -> Response:
    """Type the code, then say once more that one is sure. Whoever is not right learns nothing."""
    form = CodeForm()
    if form.validate_on_submit():
        limited(MOST_TRIES, "referral code", sender())  # before looking: else the answer tells a right code from a wrong one
        typed = form.code.data or ""
        if "sure" in request.form and actions.withdraw_by_code(typed, clock.now()):
            return page("referrals/code_done.html")
        if "sure" not in request.form and actions.code_is_right(typed):
            return page("referrals/code_sure.html", form=form)
        form.refuse("code", WRONG)
    return parts.form_page("referrals/code.html", form)
