"""Reporting something in three steps. Each step is kept as a draft, so that one can stop and come back."""

from __future__ import annotations

from typing import TypeVar

from flask import abort, request, session, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from hub.core import clock, drafts
from hub.core.access import members_only, viewer
from hub.core.forms import HubForm
from hub.core.limits import limited
from hub.core.text import N_, moment, translated
from hub.core.web import Refused, page, say, see_other
from hub.moderation.actions import reporting as actions
from hub.moderation.forms import HappenedForm, SendForm, WhatForm
from hub.moderation.queries.things import copy_of
from hub.moderation.rules import reporting as rules
from hub.moderation.rules.things import BY_PATH, WHOLE, Copied, Kind, chosen, piece_name, pieces
from hub.moderation.views.blueprints import reports
from hub.profiles.views.others import MOST_PROFILES

MOST_REPORTS = "20 per day"
SHOW_IT = ("reports.what", "reports.send")
STEPS = (N_("Waar het over gaat"), N_("Wat er is gebeurd"), N_("Kijk na en verstuur"))
F = TypeVar("F", WhatForm, HappenedForm)


@reports.route("/melden/<slug:kind>/<slug:thing>", methods=["GET", "POST"])
@members_only
def what(kind: str, thing: str) -> Response:
    """The first step: which piece, and what is wrong."""
    known, copied = _seen(kind, thing)
    form = drafts.form_from_draft(WhatForm)
    form.offer(copied, _whole(known))
    if form.validate_on_submit():
        drafts.keep_typed()
        return see_other("reports.happened", kind=kind, thing=thing)
    line_texts = {line.key: _short(line.text) for line in pieces(copied)}
    return _step("moderation/what.html", form, 1, known, copied, line_texts=line_texts, choose=bool(pieces(copied)))


@reports.route("/melden/<slug:kind>/<slug:thing>/verhaal", methods=["GET", "POST"])
@members_only
def happened(kind: str, thing: str) -> Response:
    """The second step: in own words, and how soon."""
    known, copied = _seen(kind, thing)
    if _kept(WhatForm, "reports.what", known, thing, copied) is None:
        return see_other("reports.what", kind=kind, thing=thing)
    form = drafts.form_from_draft(HappenedForm)
    if form.validate_on_submit():
        drafts.keep_typed()
        return see_other("reports.send", kind=kind, thing=thing)
    return _step("moderation/happened.html", form, 2, known, copied, back=_path("reports.what", kind, thing))


@reports.route("/melden/<slug:kind>/<slug:thing>/versturen", methods=["GET", "POST"])
@members_only
def send(kind: str, thing: str) -> Response:
    """The third step: check and send."""
    known, copied = _seen(kind, thing)
    first = _kept(WhatForm, "reports.what", known, thing, copied)
    second = _kept(HappenedForm, "reports.happened", known, thing, copied)
    if first is None or second is None:
        return see_other("reports.what" if first is None else "reports.happened", kind=kind, thing=thing)
    form, refused = drafts.form_from_draft(SendForm), None
    if form.validate_on_submit():
        limited(MOST_REPORTS, "report", viewer().public_id)
        told = _told(first, second, form)
        try:
            report = actions.send(viewer(), known.name, thing, copied, told, clock.now())
        except Refused as no:
            refused = no.reason
        else:
            for endpoint in ("reports.what", "reports.happened", "reports.send"):
                drafts.drop(_path(endpoint, kind, thing))
            say(translated(N_("Dank je. Je melding is verstuurd.")))
            return see_other("reports.report", report=report.public_id)
    return _step(
        "moderation/send.html",
        form,
        3,
        known,
        copied,
        refused=refused,
        back=_path("reports.happened", kind, thing),
        first=_path("reports.what", kind, thing),
        piece=piece_name(copied, first.piece.data) or _whole(known),
        lines=chosen(copied, first.piece.data),
        reason=rules.REASON_NAMES[first.reason.data],
        words=second.words.data or "",
        urgency=second.urgency.data,
        urgency_name=rules.URGENCY_NAMES[second.urgency.data],
        read_before=moment(rules.look_before(second.urgency.data, clock.now())),
    )


def _seen(path: str, thing: str) -> tuple[Kind, Copied]:
    """What is to be reported, as this member sees it; what they do not see is not there."""
    known = BY_PATH.get(path) or abort(404)
    if known.name == "profile" and request.method == "GET" and request.endpoint in SHOW_IT:
        limited(MOST_PROFILES, "profile", viewer().public_id)  # a report is no way round the limit on profiles
    return known, copy_of(viewer(), known.name, thing) or abort(404)


def _kept(form_class: type[F], endpoint: str, known: Kind, thing: str, copied: Copied) -> F | None:
    """An earlier step as it was kept, if it still holds."""
    found = drafts.find(drafts.owner_here(session), _path(endpoint, known.path, thing))
    form = form_class(formdata=found[0] if found else MultiDict(), meta={"csrf": False})
    if isinstance(form, WhatForm):
        form.offer(copied, _whole(known))
    return form if form.validate() else None


def _told(first: WhatForm, second: HappenedForm, form: SendForm) -> actions.Told:
    return actions.Told(
        piece=first.piece.data or WHOLE,
        reason=first.reason.data,
        words=second.words.data or "",
        urgency=second.urgency.data,
        may_tell=form.may_tell.data == "yes",
    )


def _path(endpoint: str, kind: str, thing: str) -> str:
    return url_for(endpoint, kind=kind, thing=thing)


def _whole(known: Kind) -> str:
    return translated(N_("Over alles: %(this)s")) % {"this": translated(known.this)}


def _short(text: str, most: int = 90) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + " …"


def _step(template: str, form: HubForm, step: int, known: Kind, copied: Copied, **context: object) -> Response:
    wrong = bool(form.errors or context.get("refused"))
    return page(
        template,
        422 if wrong else 200,
        form=form,
        failed=wrong,
        steps=[translated(one) for one in STEPS],
        step=step,
        kind=known,
        copied=copied,
        crumbs=[(copied.path, copied.title), (None, translated(N_("Melden")))],
        **{"refused": None, **context},
    )
