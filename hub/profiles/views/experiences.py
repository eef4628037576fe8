"""One's own experiences: adding, changing, ordering by buttons, and taking a yes back."""

from __future__ import annotations

from flask import abort, request
from werkzeug.wrappers import Response

from hub.audience.forms import audience_data
from hub.audience.queries import circles_of
from hub.core import clock, drafts
from hub.core.access import members_only, viewer
from hub.core.text import N_, translated
from hub.core.web import Refused, page, say, see_other
from hub.profiles import actions, rules
from hub.profiles.forms import ExperienceForm, NewExperienceForm
from hub.profiles.models import Experience
from hub.profiles.queries import own
from hub.profiles.views.asking import ask_first, must_ask
from hub.profiles.views.blueprint import blueprint

EXPERIENCE = "/mijn/profiel/ervaring/<public_id:experience>"


def _mine(public_id: str) -> Experience:
    return own.own_experience(viewer(), public_id) or abort(404)


def _said(form: ExperienceForm) -> actions.Said:
    sentence = " ".join((form.sentence.data or "").split())
    return actions.Said(sentence, form.chosen, bool(form.shown.data), bool(form.findable.data))


@blueprint.route("/mijn/profiel/ervaring", methods=["GET", "POST"])
@members_only
def new_experience() -> Response:
    """Put an experience on the profile. Both questions start at no."""
    had = {one.kind.slug for one in own.experiences_of(viewer())}
    left = [(one.slug, one.name) for one in own.kinds() if one.slug not in had]
    form = drafts.form_from_draft(NewExperienceForm)
    form.offer(circles_of(viewer()))
    form.kind.choices = left
    if form.validate_on_submit():
        if must_ask(form, None):
            return ask_first(dict(left)[str(form.kind.data)])
        try:
            actions.add_experience(viewer(), str(form.kind.data), _said(form), clock.now())
        except Refused as no:
            form.refuse("kind", no.reason)
        else:
            drafts.drop()
            say(translated(N_("De ervaring staat op je profiel.")))
            return see_other("profiles.mine", _anchor="ervaring")
    return page("profiles/experience.html", 422 if form.errors else 200, form=form, experience=None, **_around(form))


@blueprint.route(EXPERIENCE, methods=["GET", "POST"])
@members_only
def experience(experience: str) -> Response:
    """Change the sentence, the audience and the two answers of one experience."""
    found, circles = _mine(experience), circles_of(viewer())
    form = drafts.form_from_draft(
        ExperienceForm,
        data={
            "sentence": found.sentence,
            "shown": rules.is_shown(found),
            "findable": rules.is_findable(found),
            "version": actions.version_of(found),
            **audience_data(found, circles),
        },
    )
    form.offer(circles)
    refused = None
    if form.validate_on_submit():
        if must_ask(form, found):
            return ask_first(found.kind.name)
        try:
            actions.change_experience(found, _said(form), clock.now(), over=form.version.data or "")
        except Refused as no:
            refused = no.reason
            form.version.data = actions.version_of(found)
        else:
            drafts.drop()
            say(translated(N_("Bewaard.")))
            return see_other("profiles.mine", _anchor="ervaring")
    wrong = bool(refused or form.errors)
    return page("profiles/experience.html", 422 if wrong else 200, form=form, experience=found, **_around(form, refused))


def _around(form: ExperienceForm, refused: str | None = None) -> dict[str, object]:
    return {
        "consents": rules.CONSENTS,
        "circles": form.circles,
        "refused": refused,
        "failed": bool(refused or form.errors),
        "is_shown": rules.is_shown,
        "is_findable": rules.is_findable,
    }


@blueprint.post(f"{EXPERIENCE}/intrekken")
@members_only
def withdraw(experience: str) -> Response:
    """Take a yes back, with one button. It is gone everywhere at once."""
    found = _mine(experience)
    only_findable = request.form.get("wat") == "vinden"
    actions.withdraw(found, clock.now(), only_findable=only_findable)
    if only_findable:
        say(translated(N_("Niemand vindt je nu nog op deze ervaring.")))
    else:
        say(translated(N_("Deze ervaring ziet nu niemand meer. Alleen jij ziet hem hier.")))
    return see_other("profiles.mine", _anchor="ervaring")


@blueprint.post(f"{EXPERIENCE}/plaats")
@members_only
def move(experience: str) -> Response:
    """One place up or down in one's own order."""
    actions.move_experience(_mine(experience), up=request.form.get("kant") == "omhoog")
    return see_other("profiles.mine", _anchor="ervaring")


@blueprint.route(f"{EXPERIENCE}/weg", methods=["GET", "POST"])
@members_only
def remove(experience: str) -> Response:
    """Take an experience off the profile, after a page that asks."""
    found = _mine(experience)
    if request.method == "POST":
        actions.remove_experience(found, clock.now())
        say(translated(N_("De ervaring is van je profiel af.")))
        return see_other("profiles.mine", _anchor="ervaring")
    return page("profiles/remove.html", experience=found)
