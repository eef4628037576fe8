"""Taking the agenda into one's own calendar app: public calendars, and secret ones of one's own."""

from __future__ import annotations

from flask import abort, url_for
from werkzeug.wrappers import Response

from hub.agenda.actions import subscriptions as actions
from hub.agenda.forms import PlainForm, SubscriptionForm
from hub.agenda.models import Subscription
from hub.agenda.queries import feeds as queries
from hub.agenda.queries.gatherings import theme_names
from hub.agenda.rules.links import FeedLinks, links_for
from hub.agenda.views import parts
from hub.agenda.views.blueprint import blueprint
from hub.core import clock
from hub.core.access import members_only, public, viewer
from hub.core.drafts import drop, form_from_draft
from hub.core.mail import link
from hub.core.places import PROVINCES
from hub.core.text import N_, translated
from hub.core.web import Refused, page, say, see_other, settings


@blueprint.get("/agenda/abonneren")
@public
def subscribe() -> Response:
    """Which calendars there are."""
    return page(
        "agenda/subscribe.html",
        themes=theme_names(),
        provinces=PROVINCES,
        crumbs=parts.crumbs(None, translated(N_("In je eigen agenda"))),
    )


@blueprint.get("/agenda/abonneren/alle")
@public
def page_of_all() -> Response:
    """The calendar of everything open."""
    return _page(translated(N_("Alle open bijeenkomsten")), url_for("agenda.feed_of_all"))


@blueprint.get("/agenda/abonneren/tag/<slug:slug>")
@public
def page_of_theme(slug: str) -> Response:
    """The calendar of one theme."""
    name = theme_names().get(slug) or abort(404)
    return _page(name, url_for("agenda.feed_of_theme", slug=slug))


@blueprint.get("/agenda/abonneren/regio/<slug:slug>")
@public
def page_of_region(slug: str) -> Response:
    """The calendar of one province."""
    name = PROVINCES.get(slug) or abort(404)
    return _page(name, url_for("agenda.feed_of_region", slug=slug))


@blueprint.get("/agenda/mijn")
@members_only
def mine() -> Response:
    """My own calendar links: when they were last fetched, and by which kind of app."""
    running = queries.subscriptions_of(viewer())
    return page(
        "agenda/mine.html",
        running=running,
        form=PlainForm(),
        crumbs=parts.crumbs(None, translated(N_("Mijn abonnementen"))),
    )


@blueprint.route("/agenda/mijn/nieuw", methods=["GET", "POST"])
@members_only
def new_subscription() -> Response:
    """A new link; it is shown on the answer to this form and never again."""
    form = form_from_draft(SubscriptionForm)
    refused = ""
    if form.validate_on_submit():
        try:
            made, token = actions.subscribe(viewer(), form.name.data, form.detail.data == "rich", clock.now())
        except Refused as error:
            refused = error.reason
        else:
            drop()
            return _shown_once(made, token)
    return parts.form_page(
        "agenda/new_subscription.html",
        form,
        refused=refused,
        crumbs=parts.crumbs(None, translated(N_("Nieuw abonnement"))),
    )


@blueprint.route("/agenda/mijn/<public_id:public_id>/nieuwe-link", methods=["GET", "POST"])
@members_only
def renew(public_id: str) -> Response:
    """Another secret link instead of the old one."""
    found = _own(public_id)
    form = PlainForm()
    if form.validate_on_submit():
        return _shown_once(found, actions.renew(found, clock.now()))
    return parts.form_page(
        "agenda/renew.html", form, subscription=found, crumbs=parts.crumbs(None, translated(N_("Nieuwe link")))
    )


@blueprint.post("/agenda/mijn/<public_id:public_id>/inhoud")
@members_only
def choose_detail(public_id: str) -> Response:
    """More or less in the calendar."""
    found = _own(public_id)
    actions.choose_detail(found, not found.rich, clock.now())
    say(translated(N_("Bewaard. Je agenda-app laat het zien als die de agenda weer ophaalt.")))
    return see_other("agenda.mine")


@blueprint.post("/agenda/mijn/<public_id:public_id>/stop")
@members_only
def stop(public_id: str) -> Response:
    """The link stops at once."""
    actions.stop(_own(public_id), clock.now())
    say(translated(N_("Het abonnement is gestopt. De link doet het niet meer.")))
    return see_other("agenda.mine")


def _own(public_id: str) -> Subscription:
    return queries.subscription_of(viewer(), public_id) or abort(404)


def _shown_once(subscription: Subscription, token: str) -> Response:
    address = link(url_for("agenda.feed_of_member", token=token))
    return page(
        "agenda/shown_once.html",
        subscription=subscription,
        links=_links(address, translated(N_("Mijn agenda"))),
        crumbs=parts.crumbs(None, translated(N_("Je nieuwe link"))),
    )


def _page(name: str, path: str) -> Response:
    return page("agenda/feed.html", name=name, path=path, links=_links(link(path), name), crumbs=parts.crumbs(None, name))


def _links(address: str, name: str) -> FeedLinks:
    return links_for(address, f"{settings().network_name}: {name}")
