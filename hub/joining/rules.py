"""Getting in: who may do what.

| what                                   | who                                                                      |
|----------------------------------------|--------------------------------------------------------------------------|
| invite somebody                        | a member, at most 5 times in 7 days, each address once at a time         |
| see and take back an invitation        | its inviter, while it is open                                            |
| use an invitation                      | whoever holds its secret: once, within 14 days, while its inviter is in  |
| apply                                  | everybody, for any address; the answer is the same for known ones        |
| confirm an application                 | whoever holds its secret: once, within 3 days                            |
| see, answer, end one's own application | the applicant                                                            |
| read applications; welcome, decline    | a moderator, while nobody decided                                        |
| ask the applicant something            | a moderator, while it waits for a moderator                              |
| ask a member to greet                  | a moderator, of a welcomed newcomer for whom nobody is asked or said yes |
| say yes, not now or done               | the member who was asked                                                 |

An applicant hears of 'een moderator', never which one. Names, addresses and texts go once it is decided.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from hub.core.text import N_
from hub.joining.models import Application, Greeting, Invitation
from hub.members.models import Member
from hub.members.rules import ODD_ADDRESS, canonical_address
from hub.notices.rules import NOW, NoticeKind

INVITATION_LASTS = timedelta(days=14)
CONFIRM_LASTS = timedelta(days=3)
LINK_LASTS = timedelta(days=3)
ANSWER_WITHIN = timedelta(days=7)
WEEK = timedelta(days=7)
INVITATIONS_A_WEEK = 5
MOST_CANDIDATES = 12

STAGES = (
    ("orienting", N_("Ik verken wat ik wil")),
    ("planning", N_("Ik heb een plan")),
    ("self_employed", N_("Ik werk voor mezelf")),
    ("cooperative", N_("Ik werk samen in een coöperatie")),
    ("employed", N_("Ik heb een baan en doe dit ernaast")),
    ("rather_not", N_("Zeg ik liever niet")),
)
STAGE_NAMES = dict(STAGES)

DECLINE_KINDS = (
    ("no_fit", N_("Het netwerk past niet bij wat je zoekt")),
    ("elsewhere", N_("Een andere plek past beter bij je")),
    ("no_answer", N_("Op onze vraag kwam geen antwoord")),
    ("house_rules", N_("Wat je schreef past niet bij de huisregels")),
    ("no_room", N_("Er is nu geen ruimte om je goed te ontvangen")),
    ("other", N_("Een andere reden")),
)
DECLINE_NAMES = dict(DECLINE_KINDS)

GREETING_ASKED = NoticeKind("greeting_asked", N_("Je bent gevraagd om een nieuw lid te begroeten."), N_("Begroeten"), NOW)
GREETER_FOUND = NoticeKind("greeter_found", N_("Iemand gaat je begroeten."), N_("Wie jou begroet"))
AT_THE_DESK = NoticeKind(
    "application", N_("Er wacht iets bij de aanvragen."), N_("Aanvragen, voor moderatoren"), door="moderators_only"
)
KINDS = (GREETING_ASKED, GREETER_FOUND, AT_THE_DESK)

TOO_MANY = N_("Je hebt deze week al vijf mensen uitgenodigd. Over een paar dagen kan het weer.")
ALREADY_INVITED = N_("Dit adres heb je al uitgenodigd. Trek die uitnodiging eerst in, of wacht tot zij verloopt.")
YOURSELF = N_("Dit is je eigen adres.")
INVITATION_ENDED = N_("Deze uitnodiging staat niet meer open.")
DECIDED = N_("Over deze aanvraag is al besloten. Er is niets dubbel gedaan.")
NOT_WAITING = N_("Er staat al een vraag open bij deze persoon. Wacht nog even op het antwoord.")
NOTHING_ASKED = N_("Er staat geen vraag meer open. Je antwoord is niet verstuurd.")
ALREADY_GREETED = N_("Er is al iemand gevraagd om te begroeten.")
ALREADY_ANSWERED = N_("Je hebt hier al op geantwoord.")
PRESS_A_BUTTON = N_("Druk op een van de knoppen.")
NO_LONGER_THERE = N_("Deze persoon kan nu niet begroeten. Kies iemand anders.")
LEAVE_EMPTY = N_("Laat dit veld leeg. Het staat er om robots tegen te houden.")

OPEN_STATES = ("waiting", "asked")
GREETING_ANSWERS = {"yes": "accepted", "not_now": "declined", "done": "done"}


def why_not_invite(inviter: Member, typed: str, sent: int, open_to: Iterable[str]) -> str | None:
    """Why this member may not invite this address now. `sent` counts the last 7 days."""
    address = canonical_address(typed)
    if address is None:
        return ODD_ADDRESS
    if address == inviter.email:
        return YOURSELF
    if address in open_to:
        return ALREADY_INVITED
    return TOO_MANY if sent >= INVITATIONS_A_WEEK else None


def invitation_state(invitation: Invitation, at: datetime) -> str:
    """How an invitation stands: open, used, withdrawn or expired."""
    if invitation.used_at is not None:
        return "used"
    if invitation.withdrawn_at is not None:
        return "withdrawn"
    return "open" if at < invitation.expires_at else "expired"


def why_not_take_back(invitation: Invitation, at: datetime) -> str | None:
    """Why an invitation can no longer be taken back."""
    return None if invitation_state(invitation, at) == "open" else INVITATION_ENDED


def why_not_decide(application: Application) -> str | None:
    """Why nobody can welcome or decline this any more."""
    return None if application.state in OPEN_STATES else DECIDED


def why_not_ask(application: Application) -> str | None:
    """Why the applicant cannot be asked something now."""
    if application.state == "asked":
        return NOT_WAITING
    return why_not_decide(application)


def why_not_answer(application: Application) -> str | None:
    """Why there is nothing for the applicant to answer."""
    return None if application.state == "asked" else NOTHING_ASKED


def needs_greeter(application: Application, greetings: Iterable[Greeting]) -> bool:
    """Whether a newcomer is in, and nobody was asked to greet or everybody said no."""
    return application.state == "welcomed" and all(one.state == "declined" for one in greetings)


def why_not_ask_greeter(application: Application, greetings: Iterable[Greeting]) -> str | None:
    """Why no member can be asked to greet this newcomer now."""
    return None if needs_greeter(application, greetings) else ALREADY_GREETED


def greeting_answers(greeting: Greeting) -> tuple[str, ...]:
    """What the greeter can say now: someone who said yes may still find that it does not work out."""
    return {"asked": ("yes", "not_now"), "accepted": ("done", "not_now")}.get(greeting.state, ())


def why_not_reply(greeting: Greeting, answer: str) -> str | None:
    """Why this answer does not fit any more."""
    return None if answer in greeting_answers(greeting) else ALREADY_ANSWERED


def days_waiting(since: datetime, at: datetime) -> int:
    """Whole days that somebody waits."""
    return max(0, (at - since).days)


def answer_by(application: Application) -> datetime:
    """Before when a moderator means to answer."""
    return application.since + ANSWER_WITHIN


def is_late(application: Application, at: datetime) -> bool:
    """Whether it waits for a moderator longer than was promised."""
    return application.state == "waiting" and at > answer_by(application)
