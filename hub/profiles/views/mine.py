"""One's own profile: an overview with a page for each part, a preview, and the pause."""

from __future__ import annotations

from flask import abort, request
from werkzeug.wrappers import Response

from hub.audience.forms import audience_data
from hub.audience.models import PUBLIC
from hub.audience.queries import circles_of
from hub.audience.rules import Relation, as_circle, as_contact, as_everyone, as_member
from hub.circles.models import Circle
from hub.core import clock, drafts
from hub.core.access import members_only, viewer
from hub.core.text import N_, translated
from hub.core.web import Refused, page, say, see_other
from hub.members import actions as member_actions
from hub.profiles import actions, rules
from hub.profiles.forms import FORMS, FieldForm, NameForm
from hub.profiles.models import ProfileValue
from hub.profiles.queries import own
from hub.profiles.queries.seen import seen_as
from hub.profiles.views.asking import ask_first, must_ask
from hub.profiles.views.blueprint import blueprint
from hub.profiles.views.vocabulary import vocabulary

SAVED = N_("Bewaard.")


@blueprint.get("/mijn/profiel")
@members_only
def mine() -> Response:
    """All parts, what stands there, and who sees each."""
    return page(
        "profiles/mine.html",
        fields=rules.FIELDS.values(),
        values=own.values_of(viewer()),
        experiences=own.experiences_of(viewer()),
        circles=circles_of(viewer()),
        is_shown=rules.is_shown,
        is_findable=rules.is_findable,
        words=vocabulary(),
    )


@blueprint.route("/mijn/profiel/naam", methods=["GET", "POST"])
@members_only
def name() -> Response:
    """The name to use."""
    value = own.value_of(viewer(), rules.NAME)
    public = value is not None and value.audience == PUBLIC
    form = drafts.form_from_draft(NameForm, data={"name": viewer().name, "for_everyone": public})
    if form.validate_on_submit():
        actions.save_name(viewer(), form.name.data or "", bool(form.for_everyone.data), clock.now())
        drafts.drop()
        say(translated(SAVED))
        return see_other("profiles.mine")
    return page("profiles/name.html", 422 if form.errors else 200, form=form)


@blueprint.route("/mijn/profiel/<slug:part>", methods=["GET", "POST"])
@members_only
def part(part: str) -> Response:
    """One part, with who may see it."""
    field = rules.BY_PATH.get(part) or abort(404)
    value, circles = own.value_of(viewer(), field.name), circles_of(viewer())
    form = drafts.form_from_draft(FORMS[field.name], data=_begin(field, value, circles))
    form.offer(circles)
    form.know(own.work_forms())
    refused = None
    if form.validate_on_submit():
        if must_ask(form, value):
            return ask_first(translated(field.title))
        try:
            _save(field, form)
        except Refused as no:
            refused = no.reason
            form.version.data = actions.version_of(value)
        else:
            drafts.drop()
            say(translated(SAVED))
            return see_other("profiles.mine", _anchor=field.path)
    return page(
        "profiles/part.html",
        422 if refused or form.errors else 200,
        form=form,
        field=field,
        value=value,
        circles=circles,
        refused=refused,
        failed=bool(refused or form.errors),
        words=vocabulary(),
    )


def _begin(field: rules.Field, value: ProfileValue | None, circles: list[Circle]) -> dict[str, object]:
    begun = FORMS[field.name].begin(value.text, value.items) if value else {}
    return {**begun, **audience_data(value, circles), "version": actions.version_of(value)}


def _save(field: rules.Field, form: FieldForm) -> None:
    text, items = form.said()
    actions.save_field(viewer(), field.name, text, items, form.chosen, clock.now(), over=form.version.data or "")


@blueprint.get("/mijn/profiel/voorbeeld")
@members_only
def preview() -> Response:
    """'Zo zien anderen mij': as everyone, a member, a contact or somebody of a circle."""
    circles = circles_of(viewer())
    made_up: dict[str, tuple[str, Relation]] = {
        "iedereen": (translated(N_("Iemand die niet is ingelogd")), as_everyone()),
        "lid": (translated(N_("Een lid")), as_member()),
        "contact": (translated(N_("Een contact")), as_contact()),
        **{
            f"kring-{one.public_id}": (translated(N_("Iemand uit kring %(name)s")) % {"name": one.name}, as_circle(one.id))
            for one in circles
        },
    }
    chosen = request.args.get("als", "lid")
    chosen = chosen if chosen in made_up else "lid"
    return page(
        "profiles/preview.html",
        choices=[(code, label) for code, (label, _) in made_up.items()],
        looks_as=chosen,
        seen=seen_as(viewer(), made_up[chosen][1]),
        words=vocabulary(),
    )


@blueprint.post("/mijn/profiel/pauze")
@members_only
def pause() -> Response:
    """Rest from the network."""
    member_actions.pause(viewer(), clock.now())
    say(translated(N_("Je bent op pauze. Terugkomen kan elke dag, met dezelfde knop.")))
    return see_other("profiles.mine", _anchor="pauze")


@blueprint.post("/mijn/profiel/pauze/voorbij")
@members_only
def come_back() -> Response:
    """End the pause."""
    member_actions.come_back(viewer())
    say(translated(N_("Je pauze is voorbij. Fijn dat je er weer bent.")))
    return see_other("profiles.mine", _anchor="pauze")
