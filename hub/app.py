"""create_app(): the only module that knows every feature, and hands low floors what they need from above."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any, cast

from flask import Flask, request, url_for
from flask_babel import Babel
from flask_migrate import Migrate
from flask_security import Security, SQLAlchemyUserDatastore
from werkzeug.middleware.proxy_fix import ProxyFix

from hub import config
from hub.agenda.rules import kinds as agenda_kinds
from hub.agenda.views import hatch as agenda_hatch
from hub.agenda.views import routes as agenda
from hub.circles import rules as circle_rules
from hub.circles import views as circles
from hub.cli import commands, demo, operator
from hub.contacts import rules as contact_rules
from hub.contacts import views as contacts
from hub.core import access, drafts, embedded, hatch, limits, lines, logs, mail, once, page, sessions, socket, text, web
from hub.core.access import viewer
from hub.core.crypto import Vault
from hub.core.db import db
from hub.core.due import Sweep
from hub.exchange.actions import due as exchange_due
from hub.exchange.rules import kinds as exchange_kinds
from hub.exchange.views import routes as exchange
from hub.home.views import dev, display, machines, own
from hub.home.views import pages as home
from hub.intervision import socket as room_socket
from hub.intervision.actions import clearing as room_clearing
from hub.intervision.rules import planning as intervision_rules
from hub.intervision.rules.waits import waits_of
from hub.intervision.views import routes as intervision
from hub.joining import actions as joining_actions
from hub.joining import rules as joining_rules
from hub.joining.views import desk, greeting, inviting
from hub.joining.views import ways_in as joining
from hub.members import actions as member_actions
from hub.members import views as members
from hub.members.models import Member, RoleTerm
from hub.moderation.actions.due import DUE as MODERATION_DUE
from hub.moderation.rules import notices as moderation_notices
from hub.moderation.views.routes import cases, reports
from hub.notices import actions as notice_actions
from hub.notices import views as notices
from hub.notices.rules import NoticeKind, by_name
from hub.profiles.views import routes as profiles
from hub.referrals.actions import ending as referral_actions
from hub.referrals.rules import telling as referral_kinds
from hub.referrals.views import routes as referrals

# What keeps passwords, and what says how strong one is: names of libraries, not secrets.
ARGON2, STRENGTH = "argon2", "zxcvbn"

ROOT = Path(__file__).resolve().parent.parent

FEATURES = (
    members, notices, joining, inviting, desk, greeting, contacts, circles, profiles, exchange, referrals, intervision, agenda,
    home, display, own, machines, drafts,
)  # fmt: skip

# The corridor: what works, in the same order on every page. (endpoint, label, door)
NAVIGATION = (
    ("home.home", text.N_("Begin"), "public"),
    ("profiles.members", text.N_("Leden"), "members_only"),
    ("exchange.board", text.N_("Opdrachten"), "members_only"),
    ("referrals.referrals", text.N_("Doorverwijzen"), "members_only"),
    ("intervision.index", text.N_("Intervisie"), "members_only"),
    ("agenda.agenda", text.N_("Agenda"), "public"),
    ("circles.circles", text.N_("Kringen"), "members_only"),
    ("contacts.contacts", text.N_("Contacten"), "members_only"),
    ("notices.notices", text.N_("Seintjes"), "signed_in"),
    ("desk.applications", text.N_("Aanvragen"), "moderators_only"),
    ("cases.queue", text.N_("Meldingen"), "moderators_only"),
    ("members.log_in", text.N_("Inloggen"), "visitor"),
)

# What is one's own, under one's name in the corridor.
OWN = (
    ("profiles.mine", text.N_("Mijn profiel"), "members_only"),
    ("members.account", text.N_("Mijn account"), "signed_in"),
    ("own.my_drafts", text.N_("Mijn concepten"), "signed_in"),
    ("inviting.invite", text.N_("Iemand uitnodigen"), "members_only"),
)

FOOTER = (
    ("home.get_help", text.N_("Hulp")),
    ("display.display", text.N_("Weergave")),
    ("home.rules_of_the_house", text.N_("Huisregels")),
    ("home.privacy", text.N_("Privacy")),
    ("home.words", text.N_("Woorden")),
)

# What each feature may tell a member of; each keeps its kinds in its rules.
NOTICE_KINDS: tuple[NoticeKind, ...] = (
    *joining_rules.KINDS,
    *contact_rules.KINDS,
    *circle_rules.KINDS,
    *exchange_kinds.KINDS,
    *referral_kinds.KINDS,
    *agenda_kinds.KINDS,
    *intervision_rules.KINDS,
    *moderation_notices.KINDS,
)

# What the worker clears away, each at its own pace.
HOURLY, DAILY = timedelta(hours=1), timedelta(days=1)
SWEEPS = (
    Sweep("ended sessions", HOURLY, sessions.clear_ended),
    Sweep("links by mail", HOURLY, member_actions.clear_mail_links),
    Sweep("invitations and applications that ended", HOURLY, joining_actions.clear_old),
    Sweep("old drafts", DAILY, drafts.clear_old),
    Sweep("marks of sent forms", DAILY, lambda at: once.clear_before(at - timedelta(days=30))),
    Sweep("letters long gone", DAILY, mail.clear_settled),
    Sweep("assignments that ended long ago", DAILY, exchange_due.clear_old),
)


class AccountStore(SQLAlchemyUserDatastore):
    """Flask-Security's view of accounts. It never commits: core.web does, once."""

    def commit(self) -> None:
        """Make constraints speak, and leave the commit to the request."""
        db.session.flush()


def create_app(settings: config.Settings | None = None) -> Flask:
    """Make the app. Raises UnsafeSettings and RouteWithoutDoor: it would rather not start than start unsafe."""
    chosen = settings or config.read()
    app = web.Application("hub", instance_path=str(chosen.instance.absolute()), root_path=str(ROOT / "hub"))
    app.extensions["settings"] = chosen
    app.extensions["vault"] = Vault(chosen.field_keys)
    _configure(app, chosen)
    db.init_app(app)
    lines.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"))
    Babel(app, default_locale="nl", default_timezone="Europe/Amsterdam")
    app.session_interface = sessions.RowSessions(secure=chosen.behind_tls)
    logs.init_app(app)
    limits.init_app(app, chosen.redis_url)
    web.init_app(app)
    _accounts(app)
    for feature in FEATURES:
        app.register_blueprint(feature.blueprint)
    for desk_or_report in (reports, cases):
        app.register_blueprint(desk_or_report)
    if not chosen.is_production:
        app.register_blueprint(dev.blueprint)
    _due_work(app)
    page.init_app(app, navigation, own_links, footer_links)
    access.public(app.view_functions["static"])
    web.before_guard(app)
    hatch.init_app(app, chosen, agenda_hatch.ready)
    app.extensions["room_waits"] = waits_of(chosen.room_waits)
    app.extensions["beats"] = (*room_socket.BEATS, socket.drop_ended, socket.drop_strangers)
    socket.init_app(app, chosen, room_socket.EVENTS, gone=(room_socket.line_gone,))
    access.check_doors(app)
    commands.hub.add_command(demo.demo)
    commands.hub.add_command(operator.operator)
    app.cli.add_command(commands.hub)
    if chosen.proxy_hops:
        hops = chosen.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
    return app


def _configure(app: Flask, chosen: config.Settings) -> None:
    url = chosen.database_url or embedded.start(chosen.instance)
    app.config.update(
        SECRET_KEY=chosen.secret_key,
        SECRET_KEY_FALLBACKS=list(chosen.secret_key_fallbacks),
        SQLALCHEMY_DATABASE_URI=url.replace("postgresql://", "postgresql+psycopg://", 1),
        TRUSTED_HOSTS=list(chosen.trusted_hosts) or None,
        MAX_CONTENT_LENGTH=4 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=500_000,
        MAX_FORM_PARTS=200,
        WTF_CSRF_TIME_LIMIT=None,
        SEND_FILE_MAX_AGE_DEFAULT=31_536_000,
        TESTING=chosen.mode == "test",
        PROPAGATE_EXCEPTIONS=False,
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "hub" / "translations"),
        SECURITY_JOIN_USER_ROLES=False,
        SECURITY_PASSWORD_HASH=ARGON2,
        SECURITY_PASSWORD_COMPLEXITY_CHECKER=STRENGTH,
        SECURITY_PASSWORD_SCHEMES=[ARGON2],
        SECURITY_PASSWORD_SINGLE_HASH=[ARGON2],
        SECURITY_PASSWORD_LENGTH_MIN=12,
        SECURITY_PASSWORD_CHECK_BREACHED=None,
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False},
    )


def _accounts(app: Flask) -> None:
    """Flask-Security for passwords and log-in; its own pages stay off, ours have doors and keep what is typed."""
    guard: Any = Security(app, AccountStore(db, Member, cast(Any, RoleTerm)), register_blueprint=False)
    guard.principal.identity_loaders.clear()  # doors ask the account itself; loading it for a feed would read a session
    guard.login_manager.request_loader(None)  # nobody logs in by a token in an address or a header
    guard.login_manager.session_protection = None  # sessions are rows with ends of their own


def _due_work(app: Flask) -> None:
    """Hand notices the kinds, and the worker what each feature has for it to do."""
    kinds = by_name(NOTICE_KINDS)
    app.extensions["notice_kinds"] = kinds
    app.extensions["due"] = (
        *exchange_due.due(), *notice_actions.due(kinds), *referral_actions.due_actions(), *MODERATION_DUE,
        *room_clearing.DUE,
    )  # fmt: skip
    app.extensions["sweeps"] = SWEEPS


def navigation() -> list[tuple[str, str, bool]]:
    """The corridor as this viewer may walk it: address, label, and whether one is there now."""
    person: Any = viewer()
    items = []
    for endpoint, label, door in NAVIGATION:
        if not _opens(door, person):
            continue
        here = (request.blueprint or "") == endpoint.split(".")[0] and not (
            endpoint == "home.home" and request.endpoint != "home.home"
        )
        items.append((url_for(endpoint), text.translated(label), here))
    return items


def own_links() -> list[tuple[str, str]]:
    """What is the viewer's own, under their name."""
    person: Any = viewer()
    return [(url_for(endpoint), text.translated(label)) for endpoint, label, door in OWN if _opens(door, person)]


def _opens(door: str, person: Any) -> bool:
    """Whether a door of the corridor is shown: some are for everybody, one for visitors only."""
    if door == "visitor" or person is None:
        return person is None and door in ("public", "visitor")
    return door == "public" or bool(person.may_pass(door))


def footer_links() -> list[tuple[str, str]]:
    """The links at the foot of every page, always in the same place."""
    return [(url_for(endpoint), text.translated(label)) for endpoint, label in FOOTER]
