"""Logging in and out, a new password, one's own account."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, redirect, request, session, url_for
from flask_security.utils import login_user, logout_user
from werkzeug.wrappers import Response

from hub.core import clock, drafts, house_rules
from hub.core.access import RULES_FIRST, arriving, public, signed_in, viewer
from hub.core.limits import limited, sender
from hub.core.text import N_, translated
from hub.core.web import own_path, page, say, see_other, settings
from hub.members import actions, queries, rules
from hub.members.forms import AgreeForm, AskLinkForm, ChangePasswordForm, ComeInForm, LogInForm, NameForm, NewPasswordForm
from hub.members.models import Member

blueprint = Blueprint("members", __name__)


def counted(name: str, address: str, per_account: str, per_sender: str) -> None:
    """Count a try, for known and unknown addresses alike (R-AUTH-06). Raises 429."""
    limited(per_account, f"{name}-account", hashlib.sha256(address.encode()).hexdigest())
    limited(per_sender, f"{name}-sender", sender())


def come_in(member: Member, own_device: bool, target: str | None, way: str) -> Response:
    """Log in under a new session id; what was typed before and how it should look come along.

    Whoever never said yes to the house rules is asked on the first page behind a door. Who applied did so then.
    """
    visit, look = session.get("visit"), session.pop("look", None)
    session.pop("csrf_token", None)
    session.pop("visit", None)
    login_user(member, authn_via=[way])
    session["fs_paa"] = clock.now().timestamp()  # how fresh a log-in is goes by the same clock as everything else
    held: Any = session
    held._get_current_object().renew(own_device=own_device, staff=member.is_staff)
    drafts.adopt(visit, member.get_id())
    if look and not member.look:
        member.look = look
    session.pop(RULES_FIRST, None)
    if not queries.agreed_to_house_rules(member):
        session[RULES_FIRST] = True
    return redirect(own_path(target) or url_for("home.home"), 303)


@blueprint.route("/inloggen", methods=["GET", "POST"])
@public
def log_in() -> Response:
    """Address and password."""
    target = own_path(request.args.get("next"))
    if viewer() is not None:
        return redirect(target or url_for("home.home"), 303)
    form = LogInForm()
    if form.validate_on_submit():
        address = (form.email.data or "").lower()
        counted("log-in", address, "10 per 15 minutes", "30 per 15 minutes")
        member = actions.who_is(address, form.password.data or "")
        if member is not None:
            return come_in(member, bool(form.own_device.data), target, "password")
        form.refuse("password", rules.NO_ENTRY)
    return page("members/log_in.html", 422 if form.errors else 200, form=form, target=target)


@blueprint.route("/inloggen/link", methods=["GET", "POST"])
@public
def ask_link() -> Response:
    """Ask for a link by mail."""
    return _asked("log_in", "members/ask_link.html")


@blueprint.route("/inloggen/wachtwoord", methods=["GET", "POST"])
@public
def ask_recovery() -> Response:
    """Ask for a link to choose a new password."""
    return _asked("recover", "members/ask_recovery.html")


def _asked(purpose: str, template: str) -> Response:
    form = AskLinkForm()
    if form.validate_on_submit():
        address = rules.canonical_address(form.email.data or "")
        if address is None:
            form.refuse("email", rules.ODD_ADDRESS)
        else:
            counted(purpose, address, "3 per hour", "10 per hour")
            actions.ask_for_link(address, purpose, clock.now(), own_path(request.args.get("next")) or "")
            return see_other("members.letter_sent")
    return page(template, 422 if form.errors else 200, form=form)


@blueprint.get("/inloggen/post")
@public
def letter_sent() -> Response:
    """The same page for every address, known or not."""
    return page("members/letter_sent.html")


@blueprint.route("/inloggen/link/<secret>", methods=["GET", "POST"])
@public
def use_link(secret: str) -> Response:
    """Behind a link by mail: a page with one button, because mail programs open links by themselves."""
    form, at = ComeInForm(), clock.now()
    if form.validate_on_submit():
        used = actions.use_link(secret, "log_in", at)
        member = used and queries.by_key(used.member_id)
        if used and member:
            return come_in(member, bool(form.own_device.data), used.next_path, "email")
        return page("members/dead_link.html", 404)
    if queries.link_of(secret, "log_in", at) is None:
        return page("members/dead_link.html", 404)
    return page("members/use_link.html", form=form)


@blueprint.route("/inloggen/wachtwoord/<secret>", methods=["GET", "POST"])
@public
def recover(secret: str) -> Response:
    """Behind a recovery link: choose a new password. The link is burned with it."""
    form, at = NewPasswordForm(), clock.now()
    found = queries.link_of(secret, "recover", at)
    member = queries.by_key(found.member_id) if found else None
    if member is None or not rules.may_log_in(member):
        return page("members/dead_link.html", 404)
    if form.validate_on_submit():
        wrong = actions.strength(form.password.data or "", member.name, member.email, settings().network_name)
        if wrong is None and actions.use_link(secret, "recover", at):
            actions.set_password(member, form.password.data or "", at)
            say(translated(N_("Je nieuwe wachtwoord is bewaard. Je kunt er nu mee inloggen.")))
            return see_other("members.log_in")
        form.refuse("password", wrong or N_("Deze link is al gebruikt."))
    return page("members/recover.html", 422 if form.errors else 200, form=form)


@blueprint.post("/uitloggen")
@public
def log_out() -> Response:
    """End this session; the browser forgets what it kept of our pages."""
    logout_user()
    session.clear()
    response = see_other("home.home")
    response.headers["Clear-Site-Data"] = '"cache","storage"'
    return response


@blueprint.route("/mijn/huisregels", methods=["GET", "POST"])
@arriving
def agree() -> Response:
    """The house rules, for who comes in for the first time without having applied: read them, and say yes."""
    target, form = own_path(request.args.get("next")), AgreeForm()
    if form.validate_on_submit():
        actions.agree_to_house_rules(viewer(), clock.now())
    if queries.agreed_to_house_rules(viewer()):
        session.pop(RULES_FIRST, None)
        return redirect(target or url_for("home.home"), 303)
    return page("members/agree.html", form=form, rules=house_rules.RULES, version=house_rules.VERSION)


@blueprint.route("/mijn/account", methods=["GET", "POST"])
@signed_in
def account() -> Response:
    """One's own account: name, address, password."""
    member = viewer()
    form = NameForm(obj=member)
    if form.validate_on_submit():
        actions.rename(member, form.name.data or "")
        say(translated(N_("Je naam is bewaard.")))
        return see_other("members.account")
    return page("members/account.html", 422 if form.errors else 200, form=form)


@blueprint.route("/mijn/account/wachtwoord", methods=["GET", "POST"])
@signed_in
def password() -> Response:
    """Another password: with the current one, or shortly after logging in by a link."""
    member, at = viewer(), clock.now()
    entered = session.get("fs_paa")
    fresh = rules.is_fresh(datetime.fromtimestamp(entered, UTC) if entered else None, at)
    if not member.password and not fresh:
        return page("members/not_fresh.html")
    form = ChangePasswordForm() if member.password else NewPasswordForm()
    if form.validate_on_submit():
        if isinstance(form, ChangePasswordForm):
            limited("10 per 15 minutes", "change-password", member.get_id())
            if not actions.is_password_of(member, form.current_password.data or ""):
                form.refuse("current_password", rules.NOT_SAME_PERSON)
        wrong = actions.strength(form.password.data or "", member.name, member.email, settings().network_name)
        if wrong:
            form.refuse("password", wrong)
        if not form.errors:
            actions.set_password(member, form.password.data or "", at)
            own = bool(getattr(session, "own_device", False))
            return come_in(member, own, url_for("members.account"), "password")
    return page("members/password.html", 422 if form.errors else 200, form=form)


@blueprint.post("/mijn/account/link")
@signed_in
def prove_it_is_you() -> Response:
    """A link by mail that leads to the page for a password: whoever opens it logged in just now."""
    member = viewer()
    counted("log_in", member.email, "3 per hour", "10 per hour")
    actions.ask_for_link(member.email, "log_in", clock.now(), url_for("members.password"))
    return see_other("members.letter_sent")
