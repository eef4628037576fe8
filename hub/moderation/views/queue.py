"""The queue of the desk: what waits, how long, and who looks."""

from __future__ import annotations

from typing import Any

from flask import url_for
from werkzeug.wrappers import Response

from hub.core import clock
from hub.core.access import moderators_only, viewer
from hub.core.text import N_, moment, translated
from hub.core.web import page
from hub.moderation.queries.desk import Row, done_for, queue_for
from hub.moderation.rules.handling import late_since
from hub.moderation.rules.reporting import URGENCY_NAMES
from hub.moderation.rules.things import KINDS
from hub.moderation.views.blueprints import cases
from hub.moderation.views.parts import how_long


@cases.get("/meldingen")
@moderators_only
def queue() -> Response:
    """By urgency, then the oldest first."""
    waiting, done = queue_for(viewer(), clock.now()), done_for(viewer(), clock.now())
    return page("moderation/queue.html", waiting=[_shown(row) for row in waiting], done=[_shown(row) for row in done])


def _shown(row: Row) -> dict[str, Any]:
    """One report as the table has it. Of what a moderator cannot handle even the kind stays unsaid."""
    report, at, free = row.report, clock.now(), row.why_not is None
    since = late_since(report)
    return {
        "kind": translated(KINDS[report.kind].label) if free else translated(N_("Een melding")),
        "number": report.number,
        "href": url_for("cases.case", report=report.public_id),
        "again": report.state == "review",
        "urgency": translated(URGENCY_NAMES[report.urgency]) if free else "",
        "danger": free and report.urgency == "danger",
        "open": how_long(report.waits_since, at),
        "late": moment(since) if row.late and since else "",
        "cannot": not free,
        "who": _who(row),
        "state": report.state,
    }


def _who(row: Row) -> str:
    if row.mine:
        return translated(N_("jij"))
    if row.held:
        return translated(N_("een andere moderator"))
    return translated(N_("nog niemand"))
