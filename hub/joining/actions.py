"""What happens on the way in: invite, apply, confirm, ask back, welcome, decline, greet."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, update

from hub.core.db import db
from hub.core.sessions import hashed
from hub.core.web import Refused, settings
from hub.joining import mails, queries, rules
from hub.joining.models import Application, ApplicationQuestion, Greeting, Invitation
from hub.joining.rules import CONFIRM_LASTS, GREETING_ANSWERS, INVITATION_LASTS, LINK_LASTS, WEEK
from hub.members import actions as accounts
from hub.members.models import Member
from hub.members.queries import blocked_between, by_address, holders_of
from hub.members.rules import canonical_address
from hub.notices.actions import tell, tell_each

MINE, DESK = "/mijn/aanvraag", "/aanvragen"
KEPT_UNCONFIRMED = timedelta(days=1)


def _may(reason: str | None) -> None:
    """Go on, or raise Refused."""
    if reason is not None:
        raise Refused(reason)


# --- invitations ---


def invite(inviter: Member, name: str, typed: str, at: datetime) -> Invitation:
    """Send a personal link. The inviter never learns whether the address was known. Raises Refused."""
    queries.hold_member(inviter)
    sent = queries.sent_since(inviter, at - WEEK)
    _may(rules.why_not_invite(inviter, typed, sent, queries.open_addresses_of(inviter, at)))
    address = canonical_address(typed) or ""
    secret = secrets.token_urlsafe(32)
    invitation = Invitation(
        inviter_id=inviter.id,
        name=name,
        email=address,
        token_hash=hashed(secret),
        created_at=at,
        expires_at=at + INVITATION_LASTS,
    )
    db.session.add(invitation)
    known = by_address(address)
    if known is None:
        mails.invitation_letter(address, secret, invitation.expires_at, at)
    elif not blocked_between(inviter, known):
        mails.already_in_letter(address, at)
    db.session.flush()
    return invitation


def take_back(invitation: Invitation, at: datetime) -> None:
    """The link no longer works. The invitation was loaded under a lock. Raises Refused."""
    _may(rules.why_not_take_back(invitation, at))
    invitation.withdrawn_at = at
    invitation.name = invitation.email = ""


def accept(secret: str, name: str, why: str, password: str, at: datetime) -> Application | None:
    """Use an invitation: an account as applicant, waiting for a moderator. None when the link does not work.

    Raises Refused when the password is too weak.
    """
    seen = queries.invitation_by(secret, at)
    if seen is None:
        return None
    queries.hold_address(seen.email)
    invitation = queries.invitation_by(secret, at, lock=True)
    if invitation is None or by_address(invitation.email) is not None:
        return None
    if password:
        _may(accounts.strength(password, name, invitation.email, settings().network_name))
    application = Application(
        invitation_id=invitation.id, name=name, email=invitation.email, state="unconfirmed", since=at, created_at=at
    )
    application.why = why
    db.session.add(application)
    invitation.used_at = at
    invitation.name = invitation.email = ""
    _arrive(application, at, password)
    return application


# --- applications ---


def apply(name: str, address: str, why: str, stage: str, at: datetime) -> None:
    """Write a letter to confirm an address, or one that says there is an account. One letter either way (R-AUTH-09)."""
    if by_address(address) is not None:
        mails.known_letter(address, at)
        return
    secret = secrets.token_urlsafe(32)
    application = Application(
        name=name,
        email=address,
        stage=stage,
        state="unconfirmed",
        since=at,
        created_at=at,
        confirm_hash=hashed(secret),
        confirm_until=at + CONFIRM_LASTS,
    )
    application.why = why
    db.session.add(application)
    mails.confirm_letter(address, secret, at + CONFIRM_LASTS, at)


def confirm(secret: str, at: datetime) -> Application | None:
    """The address is real: an account as applicant, waiting. None when the link does not work or there is an account."""
    seen = queries.unconfirmed_by(secret, at)
    if seen is None:
        return None
    queries.hold_address(seen.email)
    application = queries.unconfirmed_by(secret, at, lock=True)
    if application is None or by_address(application.email) is not None:
        return None
    _arrive(application, at)
    return application


def _arrive(application: Application, at: datetime, password: str = "") -> None:
    """Make the account, record the yes to the house rules, and tell the applicant and the moderators."""
    name, address = application.name, application.email
    member = accounts.make_account(email=address, name=name, at=at, password=password or None)
    accounts.agree_to_house_rules(member, at)
    application.member_id = member.id
    application.name = application.email = ""
    application.confirm_hash = application.confirm_until = None
    application.state, application.since = "waiting", at
    db.session.flush()
    others = (Application.email == address) & (Application.state == "unconfirmed")
    db.session.execute(delete(Application).where(others))
    url = accounts.mail_link(member, "log_in", at, MINE, LINK_LASTS)
    mails.received_letter(address, url, at + LINK_LASTS, at)
    _tell_moderators(application, at)


def _tell_moderators(application: Application, at: datetime) -> None:
    path = f"{DESK}/{application.public_id}"
    tell_each(members=holders_of("moderator"), kind=rules.AT_THE_DESK, path=path, at=at)


def _applicant(application: Application) -> Member:
    """The account of an application that is open: it has one from the moment it waits."""
    assert application.member is not None
    return application.member


def ask_back(application: Application, question: str, at: datetime) -> None:
    """Ask the applicant something. The application was loaded under a lock, here and below. Raises Refused."""
    _may(rules.why_not_ask(application))
    asked = ApplicationQuestion(asked_at=at)
    asked.question = question
    application.questions.append(asked)
    application.state, application.since = "asked", at
    member = _applicant(application)
    url = accounts.mail_link(member, "log_in", at, MINE, LINK_LASTS)
    mails.question_letter(member.email, url, at + LINK_LASTS, at)


def answer(application: Application, text: str, at: datetime) -> None:
    """Answer what was asked; it waits for a moderator again. Raises Refused."""
    _may(rules.why_not_answer(application))
    asked = application.questions[-1]
    asked.answer, asked.answered_at = text, at
    application.state, application.since = "waiting", at
    _tell_moderators(application, at)


def welcome(moderator: Member, application: Application, greeter: Member | None, at: datetime) -> None:
    """Let somebody in, and ask a member to greet them. Raises Refused."""
    _may(rules.why_not_decide(application))
    newcomer = _applicant(application)
    accounts.let_in(newcomer, at)
    _settle(application, "welcomed", moderator, at)
    url = accounts.mail_link(newcomer, "log_in", at, lasts=LINK_LASTS)
    mails.welcome_letter(newcomer.email, url, at + LINK_LASTS, at)
    if greeter is not None:
        ask_greeter(application, greeter, at)


def decline(moderator: Member, application: Application, kind: str, sentence: str, at: datetime) -> None:
    """Say no, kindly and with a reason; the account and every word go. Raises Refused."""
    _may(rules.why_not_decide(application))
    member = _applicant(application)
    mails.declined_letter(member.email, kind, sentence, at)
    application.decline_kind = kind
    _settle(application, "declined", moderator, at)
    _let_go(application, member)


def end(application: Application, at: datetime) -> None:
    """The applicant would rather not; the account and every word go. Raises Refused."""
    _may(rules.why_not_decide(application))
    member = _applicant(application)
    mails.ended_letter(member.email, at)
    _settle(application, "ended", None, at)
    _let_go(application, member)


def _settle(application: Application, state: str, moderator: Member | None, at: datetime) -> None:
    """It is decided: what was written is no longer needed."""
    application.state, application.since = state, at
    application.decided_by_id = moderator.id if moderator else None
    application.why = ""
    application.questions.clear()


def _let_go(application: Application, member: Member) -> None:
    application.member_id = None
    db.session.flush()
    accounts.remove_applicant(member)


# --- greetings ---


def ask_greeter(application: Application, greeter: Member, at: datetime) -> Greeting:
    """Ask a member to greet a newcomer. Raises Refused."""
    _may(rules.why_not_ask_greeter(application, queries.greetings_of(application.member_id)))
    greeting = Greeting(newcomer_id=application.member_id, greeter_id=greeter.id, state="asked", asked_at=at)
    db.session.add(greeting)
    tell(member=greeter, kind=rules.GREETING_ASKED, path=f"/begroeten/{greeting.public_id}", at=at)
    db.session.flush()
    return greeting


def reply(greeting: Greeting, said: str, at: datetime) -> None:
    """The greeter says yes, not now, or done. The greeting was loaded under a lock. Raises Refused."""
    _may(rules.why_not_reply(greeting, said))
    greeting.state, greeting.settled_at = GREETING_ANSWERS[said], at
    if said == "yes":
        tell(member=greeting.newcomer, kind=rules.GREETER_FOUND, path=MINE, at=at, actor=greeting.greeter)
    if said == "not_now":
        application = queries.application_of(greeting.newcomer)
        if application is not None:
            _tell_moderators(application, at)


def clear_old(at: datetime) -> int:
    """Erase what was never confirmed, and whom ended invitations went to. Gives how many rows that were."""
    never = (Application.state == "unconfirmed") & (Application.confirm_until < at - KEPT_UNCONFIRMED)
    gone = len(db.session.execute(delete(Application).where(never).returning(Application.id)).all())
    ended = (Invitation.expires_at < at) & or_(Invitation.name != "", Invitation.email != "")
    erased = update(Invitation).where(ended).values(name="", email="").returning(Invitation.id)
    return gone + len(db.session.execute(erased).all())
