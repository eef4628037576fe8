"""Pages around a room: what is coming, planning, one session with its lobby, and what one keeps of it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta

from flask import abort
from werkzeug.wrappers import Response

from hub.circles.rules import hosts
from hub.core import clock, drafts
from hub.core.access import members_only, viewer
from hub.core.localtime import local_day, local_time
from hub.core.text import N_, time_of_day, translated
from hub.core.web import Refused, page, say, see_other
from hub.intervision.actions import planning as actions
from hub.intervision.actions.writing import Typed, keep_note
from hub.intervision.forms import CaseForm, LeadForm, MoveForm, NoteForm, PlainForm, SeriesForm, base_of
from hub.intervision.models import Session
from hub.intervision.queries import log as logs
from hub.intervision.queries import methods, sessions
from hub.intervision.queries.sessions import Seat
from hub.intervision.rules import planning as rules
from hub.intervision.rules.method import Phase
from hub.intervision.rules.plan import minutes_of, plan_of
from hub.intervision.views import words
from hub.intervision.views.blueprint import blueprint


def _seat(public_id: str) -> Seat:
    return sessions.session_for(viewer(), public_id) or abort(404)


def _hosted(public_id: str) -> Seat:
    """A session of a circle that the viewer hosts, or no page at all."""
    seat = _seat(public_id)
    return seat if hosts(seat.place) else abort(404)


@blueprint.get("/intervisie")
@members_only
def index() -> Response:
    """What is coming, what goes on now, what was."""
    at, member = clock.now(), viewer()
    return page(
        "intervision/index.html",
        coming=sessions.coming_for(member, at),
        past=sessions.past_for(member, at),
        may_plan=bool(sessions.hosted_circles(member)),
        at=at,
        opens=rules.LOBBY_OPENS,
    )


@blueprint.route("/intervisie/nieuw", methods=["GET", "POST"])
@members_only
def new() -> Response:
    """A host plans a series: first filled in, then looked at, then planned."""
    circles = sessions.hosted_circles(viewer()) or abort(404)
    form = drafts.form_from_draft(SeriesForm)
    form.circle.choices = [(one.public_id, one.name) for one in circles]
    form.method.choices = [(one.key, one.nl) for one in methods.methods().values()]
    if form.validate_on_submit():
        first = form.moment()
        if first is not None:
            wanted = actions.Wanted(
                form.name.data,
                form.method.data,
                int(form.length.data),
                form.pace.data,
                first,
                form.weeks.data or 1,
                form.times.data or 1,
            )
            circle = next(one for one in circles if one.public_id == form.circle.data)
            try:
                series = actions.plan(circle, viewer(), wanted, clock.now())
            except Refused as no:
                form.refuse({rules.GONE: "day", rules.SKIPPED: "begins"}.get(no.reason, "length"), no.reason)
            else:
                drafts.drop()
                say(translated(N_("De reeks is gepland. Iedereen in de kring krijgt een seintje.")))
                return see_other("intervision.session", session=series.sessions[0].public_id)
    return page("intervision/new.html", 422 if form.errors else 200, form=form)


@blueprint.get("/intervisie/<public_id:session>")
@members_only
def session(session: str) -> Response:
    """One session: when, what happens step by step, who comes, and the way in."""
    seat = _seat(session)
    mine = sessions.case_of(seat.session, viewer())
    form = CaseForm(title=mine.title) if mine is not None else CaseForm()
    return _session_page(seat, form)


@blueprint.get("/s/<public_id:session>")
@members_only
def short(session: str) -> Response:
    """The address of a session in a calendar that others may see: it does not say what it is."""
    return see_other("intervision.session", session=_seat(session).session.public_id)


def _session_page(seat: Seat, form: CaseForm, status: int = 200) -> Response:
    found, at = seat.session, clock.now()
    log = logs.log_of(found)
    series = found.series
    plan = log.room.plan or plan_of(methods.frame(), methods.methods()[series.method], series.length, series.pace)
    people = sessions.people_in(viewer(), series.circle)
    may_offer = rules.why_not_offer(found, viewer().id, bool(log.lsn)) is None
    return page(
        "intervision/session.html",
        status,
        seat=seat,
        session=found,
        form=form,
        plain=PlainForm(),
        ident=str(uuid.uuid4()),
        steps=_steps(found, plan),
        minutes=minutes_of(plan),
        people_in=people,
        here={who for who in log.room.seats if log.room.is_here(who)},
        cases=sessions.cases_for(viewer(), found) if not log.lsn else [],
        my_case=sessions.case_of(found, viewer()),
        may_offer=may_offer,
        why_not=rules.why_not_enter(found, at),
        opens_at=found.starts_at - rules.LOBBY_OPENS,
        hosts_it=hosts(seat.place),
        may_change=hosts(seat.place) and rules.why_not_change(found, at) is None,
        was_there=sessions.was_there(viewer(), found),
    )


def _steps(found: Session, plan: Sequence[Phase]) -> list[tuple[str, str, int]]:
    """Title, clock time and minutes of each step, as planned."""
    at, rows = found.starts_at, []
    for phase in plan:
        rows.append((translated(phase.nl), time_of_day(at), max(1, round(phase.seconds / 60))))
        at += timedelta(seconds=phase.seconds)
    return rows


@blueprint.post("/intervisie/<public_id:session>/vraag")
@members_only
def offer_case(session: str) -> Response:
    """Offer a question beforehand."""
    seat, form = _seat(session), CaseForm()
    if form.validate_on_submit():
        try:
            actions.offer_case(seat.session, viewer(), form.title.data, clock.now())
        except Refused as no:
            form.refuse("title", no.reason)
        else:
            say(translated(N_("Je vraag is ingebracht. Tot de sessie kun je hem veranderen of intrekken.")))
            return see_other("intervision.session", session=session)
    return _session_page(seat, form, 422)


@blueprint.post("/intervisie/<public_id:session>/vraag/intrekken")
@members_only
def take_case_back(session: str) -> Response:
    """Not this time after all."""
    seat = _seat(session)
    try:
        actions.take_case_back(seat.session, viewer())
    except Refused as no:
        say(translated(no.reason))
    else:
        say(translated(N_("Je vraag is ingetrokken.")))
    return see_other("intervision.session", session=session)


@blueprint.route("/intervisie/<public_id:session>/verzetten", methods=["GET", "POST"])
@members_only
def move(session: str) -> Response:
    """Another moment."""
    found = _hosted(session).session
    form = drafts.form_from_draft(MoveForm, data={"day": local_day(found.starts_at), "begins": local_time(found.starts_at)})
    if form.validate_on_submit():
        starts_at = form.moment()
        if starts_at is not None:
            try:
                actions.move(found, viewer(), starts_at, clock.now())
            except Refused as no:
                form.refuse("day", no.reason)
            else:
                drafts.drop()
                say(translated(N_("De sessie is verzet. Iedereen in de kring krijgt een seintje.")))
                return see_other("intervision.session", session=session)
    return page("intervision/move.html", 422 if form.errors else 200, form=form, session=found)


@blueprint.route("/intervisie/<public_id:session>/leiding", methods=["GET", "POST"])
@members_only
def leaders(session: str) -> Response:
    """Who leads, and who is the reserve."""
    seat = _hosted(session)
    people = {one.public_id: one for one in sessions.people_in(viewer(), seat.session.series.circle)}
    form = LeadForm(data={"lead": _id_of(seat.session.facilitator), "reserve": _id_of(seat.session.deputy)})
    form.lead.choices = form.reserve.choices = [(one.public_id, one.name) for one in people.values()]
    if form.validate_on_submit():
        try:
            actions.choose_leaders(seat.session, people[form.lead.data], people[form.reserve.data], clock.now())
        except Refused as no:
            form.refuse("lead", no.reason)
        else:
            say(translated(N_("Bewaard.")))
            return see_other("intervision.session", session=session)
    return page("intervision/leaders.html", 422 if form.errors else 200, form=form, session=seat.session)


def _id_of(member: object) -> str:
    return str(getattr(member, "public_id", ""))


@blueprint.route("/intervisie/<public_id:session>/afzeggen", methods=["GET", "POST"])
@members_only
def cancel(session: str) -> Response:
    """It does not go on, after a page that says what that does."""
    found, form = _hosted(session).session, PlainForm()
    if form.validate_on_submit():
        try:
            actions.cancel(found, viewer(), clock.now())
        except Refused as no:
            say(translated(no.reason))
        else:
            say(translated(N_("De sessie gaat niet door. Iedereen in de kring krijgt een seintje.")))
        return see_other("intervision.session", session=session)
    return page("intervision/cancel.html", form=form, session=found, why_not=rules.why_not_change(found, clock.now()))


@blueprint.route("/intervisie/<public_id:session>/daarna", methods=["GET", "POST"])
@members_only
def afterwards(session: str) -> Response:
    """What one keeps of a session, and what was wiped. Only for who was there."""
    seat = _seat(session)
    found, at = seat.session, clock.now()
    if found.status not in ("closed", "stopped", "purged") or not sessions.was_there(viewer(), found):
        abort(404)
    kept = sessions.kept_by(viewer(), found)
    note = next((one for one in kept if one.kind == "note"), None)
    form = NoteForm(text=note.text if note else "", base=str(note.rev if note else 0))
    if form.validate_on_submit():
        put = keep_note(found, viewer(), Typed(form.text.data or "", base=base_of(form.base.data)), at)
        say(translated(words.BESIDE if put.beside else N_("Je notitie is bewaard. Alleen jij ziet die.")))
        return see_other("intervision.afterwards", session=session)
    return page(
        "intervision/afterwards.html",
        422 if form.errors else 200,
        session=found,
        form=form,
        kept=[one for one in kept if one.kind != "note" and one.text],
        evaluation=sessions.evaluation_of(found),
        people_in=sessions.who_was_there(viewer(), found),
    )


@blueprint.post("/intervisie/<public_id:session>/daarna/<public_id:kept>/weg")
@members_only
def throw_away(session: str, kept: str) -> Response:
    """Keep this no longer."""
    seat = _seat(session)
    actions.throw_away(sessions.kept_for(viewer(), seat.session, kept) or abort(404))
    say(translated(N_("Weggegooid.")))
    return see_other("intervision.afterwards", session=session)
