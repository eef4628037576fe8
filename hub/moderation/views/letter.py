"""A decision behind a link by mail: for who cannot log in because of it."""

from __future__ import annotations

from flask import request, url_for
from werkzeug.wrappers import Response

from hub.core import clock
from hub.core.access import secret_link
from hub.core.limits import limited, sender
from hub.core.web import Refused, page
from hub.moderation.actions import deciding
from hub.moderation.forms import LetterReviewForm
from hub.moderation.queries import own
from hub.moderation.rules import deciding as rules
from hub.moderation.views import parts
from hub.moderation.views.blueprints import reports

MOST_TRIES = "60 per hour"


@reports.get("/besluit/<secret>")
@secret_link
def letter(secret: str) -> Response:
    """The reasons, and how to ask for a second look."""
    limited(MOST_TRIES, "decision letter", sender())
    found = own.decision_by_secret(secret, clock.now())
    if found is None:
        return page("moderation/old_link.html", 404, bare=True)
    why_not = rules.why_not_review(found, "person", found.review is not None, clock.now())
    return page(
        "moderation/decision.html",
        bare=True,
        form=None,
        decision=found,
        said=parts.statement_of(found),
        review_url=url_for("reports.review_letter", secret=secret) if why_not is None else None,
        asked=found.review is not None and found.review.judged_at is None,
    )


@reports.route("/besluit/<secret>/herziening", methods=["GET", "POST"])
@secret_link
def review_letter(secret: str) -> Response:
    """Ask for a second look without logging in."""
    limited(MOST_TRIES, "decision letter", sender())
    found = own.decision_by_secret(secret, clock.now(), lock=request.method == "POST")
    if found is None:
        return page("moderation/old_link.html", 404, bare=True)
    form = LetterReviewForm()
    refused = rules.why_not_review(found, "person", found.review is not None, clock.now())
    back = url_for("reports.letter", secret=secret)
    if refused is None and form.validate_on_submit():
        try:
            deciding.ask_review(found, "person", form.words.data or "", clock.now())
        except Refused as no:
            refused = no.reason
        else:
            return page("moderation/asked.html", bare=True, back=back)
    status = 409 if refused and request.method == "POST" else 422 if form.errors else 200
    sent_to = url_for("reports.review_letter", secret=secret)
    return page(
        "moderation/review.html",
        status,
        bare=True,
        form=form,
        refused=refused,
        failed=status >= 400,
        back=back,
        sent_to=sent_to,
    )
