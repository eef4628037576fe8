"""Who may ask whom for contact, and what both may do then.

| what           | who                     | when                                                                       |
|----------------|-------------------------|----------------------------------------------------------------------------|
| ask            | a member                | another member; no block, no contact, no standing request of either        |
| accept, let be | who was asked           | while it stands                                                            |
| take back      | who asked               | until it is accepted; also when it was let be, for nobody may tell         |
| read messages  | the two                 | always, but for a block between them                                       |
| write          | the two                 | until one of them ends it, both still being members                        |
| end            | each of the two         | until it is ended                                                          |
| block          | a member                | anybody they can see; ends what is between them, hides both from the other |
| undo a block   | who blocked             | always                                                                     |

Letting be is silent. Who asked sees 'verstuurd' for ever; who takes it back and asks again within 90 days sees the
same again, and the other is not bothered.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from hub.contacts.models import Contact, ContactRequest
from hub.core.text import N_
from hub.members.models import Member
from hub.notices.rules import NOW, NoticeKind

LET_BE_LASTS = timedelta(days=90)
MOST_REASON, MOST_MESSAGE = 500, 4000

ONESELF = N_("Dit ben je zelf.")
ALREADY_CONTACT = N_("Jullie zijn al contacten.")
ALREADY_ASKED = N_("Je hebt al een verzoek gestuurd. Er is niets nieuws verstuurd.")
ASKED_YOU = N_("Deze persoon heeft jou al om contact gevraagd. Het verzoek staat bij je contacten.")
NOT_THERE = N_("Dit verzoek is er niet meer.")
ALREADY_ACCEPTED = N_("Dit verzoek is al aangenomen. Jullie zijn nu contacten.")
ENDED = N_("Dit contact is gestopt. Je bericht is niet verstuurd.")
OTHER_GONE = N_("De ander is geen lid meer. Je bericht is niet verstuurd.")

REQUEST = NoticeKind("contact-request", N_("Er is een contactverzoek voor je."), N_("Contactverzoeken aan jou"))
ACCEPTED = NoticeKind(
    "contact-accepted",
    N_("Je contactverzoek is aangenomen. Jullie kunnen elkaar nu schrijven."),
    N_("Aangenomen contactverzoeken"),
)
MESSAGE = NoticeKind("message", N_("Er is een bericht voor jou alleen."), N_("Berichten aan jou alleen"), default=NOW)
KINDS = (REQUEST, ACCEPTED, MESSAGE)


def stands(request: ContactRequest | None) -> bool:
    """Whether its sender sees this request as sent."""
    return request is not None and request.state in ("sent", "let_be")


def runs(contact: Contact | None) -> bool:
    """Whether two are contacts now."""
    return contact is not None and contact.ended_at is None


def why_not_ask(
    sender: Member, receiver: Member, contact: Contact | None, mine: ContactRequest | None, theirs: ContactRequest | None
) -> str | None:
    """Why a member may not ask another for contact now; `theirs` is what the other asked and still waits."""
    if sender.id == receiver.id:
        return ONESELF
    if runs(contact):
        return ALREADY_CONTACT
    if stands(mine):
        return ALREADY_ASKED
    return ASKED_YOU if theirs is not None and theirs.state == "sent" else None


def lands_quietly(let_be_at: datetime | None, at: datetime) -> bool:
    """Whether a new request comes so soon after one that was let be, that the other is not bothered again."""
    return let_be_at is not None and at < let_be_at + LET_BE_LASTS


def why_not_answer(request: ContactRequest, member: Member) -> str | None:
    """Why a member may not accept this request or let it be."""
    if request.receiver_id != member.id:
        return NOT_THERE
    if request.state == "accepted":
        return ALREADY_ACCEPTED
    return None if request.state == "sent" else NOT_THERE


def why_not_take_back(request: ContactRequest, member: Member) -> str | None:
    """Why a member may not take this request back. One that was let be can be taken back like any other."""
    if request.sender_id != member.id:
        return NOT_THERE
    if request.state == "accepted":
        return ALREADY_ACCEPTED
    return None if stands(request) else NOT_THERE


def why_not_write(contact: Contact, member: Member) -> str | None:
    """Why one of two may not write to the other."""
    if contact.ended_at is not None:
        return ENDED
    return None if contact.other(member).is_member else OTHER_GONE
