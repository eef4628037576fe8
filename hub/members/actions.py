"""What happens to accounts."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta
from functools import lru_cache, partial

from flask_security.utils import hash_password, verify_and_update_password, verify_password
from sqlalchemy import delete, update
from zxcvbn import zxcvbn

from hub.core import house_rules
from hub.core.db import after_commit, db
from hub.core.drafts import drop_all_of
from hub.core.mail import link
from hub.core.sessions import end_all_of, hashed
from hub.core.socket import end_sockets_of
from hub.core.text import sort_key
from hub.members import mails
from hub.members.models import Consent, MailLink, Member, RoleTerm
from hub.members.queries import agreed_to_house_rules, by_address, link_of
from hub.members.rules import LINK_LASTS, LONGEST, may_log_in, own_words, same_on_every_keyboard, why_not_password

LINKS_KEPT = timedelta(days=1)
PATHS = {"log_in": "/inloggen/link/", "recover": "/inloggen/wachtwoord/"}


def make_account(*, email: str, name: str, at: datetime, state: str = "applicant", password: str | None = None) -> Member:
    """A new account. The address is canonical; the password was judged before. Raises IntegrityError when known."""
    member = Member(
        email=email,
        name=name,
        sort_key=sort_key(name),
        password=hash_password(same_on_every_keyboard(password)) if password else None,
        fs_uniquifier=uuid.uuid4().hex,
        active=True,
        state=state,
        is_partner=False,
        welcomed_at=at if state == "member" else None,
        created_at=at,
        look={},
        calendar_changed_at=at,
    )
    db.session.add(member)
    db.session.flush()
    return member


def rename(member: Member, name: str) -> None:
    """Another name to use, seen by every member."""
    member.name, member.sort_key = name, sort_key(name)


def pause(member: Member, at: datetime) -> None:
    """Rest from the network: out of fitting and reminders. The first moment counts."""
    member.paused_at = member.paused_at or at


def come_back(member: Member) -> None:
    """End the pause; nobody asks why it was."""
    member.paused_at = None


def give_role(member: Member, role: str, at: datetime, given_by: Member | None = None) -> None:
    """A role with a term. Sessions end, because those of staff are shorter."""
    if not member.has(role):
        member.terms.append(RoleTerm(name=role, since=at, given_by_id=given_by.id if given_by else None))
        end_all_of(member.fs_uniquifier)
        db.session.flush()


def end_role(member: Member, role: str, at: datetime) -> None:
    """The end of a term; takes effect at the next request."""
    for term in member.terms:
        if term.name == role and term.ended_at is None:
            term.ended_at = at
    end_all_of(member.fs_uniquifier)


def let_in(member: Member, at: datetime) -> None:
    """An applicant becomes a member."""
    member.state, member.welcomed_at = "member", at
    calendar_mark(member, at)


def remove_applicant(member: Member) -> None:
    """Take the account of an applicant away, with its sessions, drafts and everything that names it."""
    end_all_of(member.fs_uniquifier)
    drop_all_of(member.get_id())
    db.session.delete(member)
    db.session.flush()


def suspend(member: Member, at: datetime) -> None:
    """Out for now: every session and every open socket ends."""
    member.state = "suspended"
    calendar_mark(member, at)
    end_all_of(member.fs_uniquifier)
    after_commit(partial(end_sockets_of, member.id))


def let_back(member: Member, at: datetime) -> None:
    """A suspension is over: a member as before."""
    member.state = "member"
    calendar_mark(member, at)


def strength(password: str, name: str, address: str, network: str) -> str | None:
    """What is wrong with a new password of somebody. Its length is looked at before anything is computed."""
    score = zxcvbn(password[:72], user_inputs=own_words(name, address, network))["score"] if len(password) <= LONGEST else 0
    return why_not_password(password, int(score))


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    """A hash of no password: an unknown address takes as long as a known one (R-AUTH-09)."""
    return str(hash_password(secrets.token_urlsafe(24)))


def who_is(address: str, password: str) -> Member | None:
    """The account of an address and its password, or None; as much work either way."""
    member = by_address(address)
    if member is None or not member.password or len(password) > LONGEST:
        verify_password(password[:LONGEST], _nobodys_hash())
        return None
    right = verify_and_update_password(same_on_every_keyboard(password), member)
    return member if right and may_log_in(member) else None


def is_password_of(member: Member, password: str) -> bool:
    """Whether this is the account's password."""
    if not member.password or len(password) > LONGEST:
        return False
    return bool(verify_password(same_on_every_keyboard(password), member.password))


def mail_link(member: Member, purpose: str, at: datetime, next_path: str = "", lasts: timedelta = LINK_LASTS) -> str:
    """A link that works once: 'log_in' or 'recover'. Only a hash of its secret is kept. Gives the address."""
    secret = secrets.token_urlsafe(32)
    db.session.add(
        MailLink(
            member_id=member.id,
            purpose=purpose,
            token_hash=hashed(secret),
            next_path=next_path,
            expires_at=at + lasts,
        )
    )
    db.session.flush()
    return link(PATHS[purpose] + secret)


def ask_for_link(address: str, purpose: str, at: datetime, next_path: str = "") -> None:
    """Write a letter with a link, or one that says that nobody has this address. One letter either way."""
    member = by_address(address)
    if member is not None and may_log_in(member):
        mails.link_letter(address, purpose, mail_link(member, purpose, at, next_path), at)
    else:
        mails.unknown_letter(address, at)


def use_link(secret: str, purpose: str, at: datetime) -> MailLink | None:
    """Burn a link, in the transaction that acts on it. None when it is wrong, old, used, or the account is not in use."""
    found = link_of(secret, purpose, at)
    if found is None:
        return None
    found.used_at = at
    member = db.session.get(Member, found.member_id)
    return found if member is not None and may_log_in(member) else None


def set_password(member: Member, password: str, at: datetime) -> None:
    """A new password: every session and every link by mail ends, and a letter says that it happened (R-AUTH-05)."""
    member.password = str(hash_password(same_on_every_keyboard(password)))
    end_all_of(member.fs_uniquifier)
    unused = (MailLink.member_id == member.id) & MailLink.used_at.is_(None)
    db.session.execute(update(MailLink).where(unused).values(used_at=at))
    mails.password_letter(member.email, at)


def consent_to(
    member: Member, purpose: str, text_version: str, text: str, at: datetime, subject: str = "", channel: str = "web"
) -> Consent:
    """Record a yes to a text (R-CON-01). The row is never changed but for its withdrawal."""
    consent = Consent(
        member_id=member.id,
        purpose=purpose,
        subject=subject,
        text_version=text_version,
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        channel=channel,
        given_at=at,
    )
    db.session.add(consent)
    db.session.flush()
    return consent


def agree_to_house_rules(member: Member, at: datetime) -> None:
    """A yes to the house rules as they stand; saying it twice is one yes."""
    if not agreed_to_house_rules(member):
        consent_to(member, "house_rules", house_rules.VERSION, house_rules.text(), at)


def withdraw_consent(consent: Consent, at: datetime) -> None:
    """Take a yes back; the first moment counts."""
    consent.withdrawn_at = consent.withdrawn_at or at


def calendar_mark(member: Member, changed_at: datetime) -> None:
    """Say that something a member's calendar shows has changed. The mark only goes up, also within one moment."""
    db.session.refresh(member, ["calendar_changed_at"], with_for_update={"key_share": True})
    member.calendar_changed_at = max(changed_at, member.calendar_changed_at + timedelta(microseconds=1))


def clear_mail_links(at: datetime) -> int:
    """Remove links by mail that ended a day ago; until then their page can say why they no longer work."""
    old = MailLink.expires_at < at - LINKS_KEPT
    return len(db.session.execute(delete(MailLink).where(old).returning(MailLink.id)).all())
