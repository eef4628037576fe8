"""What may happen to a referral now: named reasons, and how long things last."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hub.core.text import N_
from hub.members.models import Member
from hub.referrals.models import Meeting, Offer, Referral

LASTS = timedelta(days=14)  # open, from sending or opening again; once 14 more
ACCEPTED_LASTS = timedelta(days=30)  # accepted, without a planned meeting
GIVEN_BACK_LASTS = timedelta(days=7)  # given back: for the others, or for its sender to decide
AFTER_MEETING = timedelta(days=7)  # accepted, after the meeting
KEPT_SETTLED = timedelta(days=7)  # the text, once nothing more happens
CANCELLED_SHOWN = timedelta(days=30)  # a cancelled meeting in calendars, after its start
DRAFT_KEPT = timedelta(days=14)
AGREED_WITHIN = timedelta(days=60)
LONGEST_MEETING = timedelta(hours=8)
FURTHEST_MEETING = timedelta(days=180)
MOST_RECEIVERS = 5
MOST_QUESTION, MOST_AVOID, MOST_WHY, MOST_COMPLAINTS, MOST_PLACE = 280, 140, 140, 200, 200

HAS_TEXT = ("open", "accepted", "given_back", "unanswered", "finished")

ALREADY_SENT = N_("Deze doorverwijzing is al verstuurd.")
NOBODY = N_("Kies minstens 1 persoon.")
TOO_MANY = N_("Kies hooguit 5 personen. Minder mag ook.")
EMPTY_CIRCLE = N_("In deze kring is nu niemand die de doorverwijzing kan krijgen. Kies iemand anders.")
NOBODY_LEFT = N_("Niemand van wie je koos kan de doorverwijzing nu krijgen. Kies opnieuw.")
AGREED_LATER = N_("Deze dag is nog niet geweest. Vul in wanneer de klant ja zei.")
AGREED_LONG_AGO = N_("Dit is meer dan 60 dagen geleden. Vraag de klant of het nog goed is, en vul die dag in.")
TAKEN = N_("Iemand anders heeft deze doorverwijzing net aangenomen. Je hoeft niets te doen.")
GONE = N_("Deze doorverwijzing is er niet meer. Je hoeft niets te doen.")
NOT_YOURS = N_("Je hebt deze doorverwijzing niet aangenomen.")
RENEWED = N_("Je hebt deze doorverwijzing al een keer verlengd. Dat kan maar 1 keer.")
NOT_OPEN = N_("De doorverwijzing staat nu niet open. Verlengen kan alleen als die openstaat.")
NOT_BACK = N_("De doorverwijzing loopt nog. Opnieuw openen kan als niemand hem heeft.")
NOT_ACCEPTED = N_("Niemand heeft deze doorverwijzing nu aangenomen. Een gesprek plannen kan dan niet.")
PAST = N_("Dit moment is al voorbij. Kies een moment dat nog komt.")
TOO_FAR = N_("Kies een dag binnen een half jaar.")
BACKWARDS = N_("Het einde moet na het begin zijn.")
TOO_LONG = N_("Een gesprek duurt hooguit 8 uur. Kies een eerder einde.")
SKIPPED = N_("Dit uur bestaat niet. Die nacht gaat de klok een uur vooruit. Kies een andere tijd.")
NOTHING_PROPOSED = N_("Dit voorstel is er niet meer. Kijk wat er nu staat.")
OWN_PROPOSAL = N_("Dit is je eigen voorstel. De ander zegt ja.")
NO_MEETING = N_("Er is geen gesprek gepland.")
MEETING_AHEAD = N_("Er is nog een gesprek gepland. Wacht tot het geweest is, of zeg het eerst af.")
NOT_RUNNING = N_("Deze doorverwijzing is al klaar.")


def why_not_these(chosen: int, circle: bool) -> str | None:
    """Why a referral may not go to so many."""
    if not chosen:
        return EMPTY_CIRCLE if circle else NOBODY
    return TOO_MANY if chosen > MOST_RECEIVERS and not circle else None


def why_not_agreed_on(agreed_on: date, today: date) -> str | None:
    """Why the client's yes cannot have been on that day, or is too old."""
    if agreed_on > today:
        return AGREED_LATER
    return AGREED_LONG_AGO if today - agreed_on > AGREED_WITHIN else None


def is_over(referral: Referral, at: datetime) -> bool:
    """Whether its time is up, also when nobody has settled it yet."""
    return referral.expires_at is not None and referral.expires_at <= at


def why_not_answer(referral: Referral, offer: Offer, at: datetime) -> str | None:
    """Why somebody may not accept this referral now, or let it go."""
    if offer.state != "offered" or referral.state not in ("open", "accepted"):
        return GONE
    if referral.state == "accepted":
        return TAKEN
    return GONE if is_over(referral, at) else None


def why_not_give_back(referral: Referral, offer: Offer) -> str | None:
    """Why it cannot be given back."""
    return None if referral.state == "accepted" and offer.state == "accepted" else NOT_YOURS


def why_not_renew(referral: Referral, at: datetime) -> str | None:
    """Why it cannot get 14 days more."""
    if referral.state != "open" or is_over(referral, at):
        return NOT_OPEN
    return RENEWED if referral.renewed_at is not None else None


def why_not_reopen(referral: Referral) -> str | None:
    """Why it cannot be opened again."""
    return None if referral.state in ("given_back", "unanswered") else NOT_BACK


def why_not_plan(referral: Referral) -> str | None:
    """Why no meeting can be planned."""
    return None if referral.state == "accepted" else NOT_ACCEPTED


def why_not_between(starts_at: datetime, ends_at: datetime, at: datetime) -> str | None:
    """Why a meeting cannot be at that time."""
    if starts_at <= at:
        return PAST
    if ends_at <= starts_at:
        return BACKWARDS
    if ends_at - starts_at > LONGEST_MEETING:
        return TOO_LONG
    return TOO_FAR if starts_at - at > FURTHEST_MEETING else None


def why_not_confirm(referral: Referral, meeting: Meeting | None, member: Member, proposal: int, at: datetime) -> str | None:
    """Why a member may not say yes to what was proposed: to this very proposal, and not to another that came between."""
    if reason := why_not_plan(referral):
        return reason
    if meeting is None or meeting.next_starts_at is None or meeting.proposal != proposal:
        return NOTHING_PROPOSED
    if meeting.proposed_by_id == member.id:
        return OWN_PROPOSAL
    return PAST if meeting.next_starts_at <= at else None


def why_not_call_off(meeting: Meeting | None, at: datetime) -> str | None:
    """Why there is no meeting to call off."""
    if meeting is None or (meeting.state != "set" and not meeting.is_proposed):
        return NO_MEETING
    return PAST if meeting.state == "set" and not lies_ahead(meeting, at) and not meeting.is_proposed else None


def lies_ahead(meeting: Meeting | None, at: datetime) -> bool:
    """Whether there is a planned meeting that has not begun."""
    return meeting is not None and meeting.state == "set" and meeting.starts_at is not None and meeting.starts_at > at


def why_not_finish(referral: Referral, meeting: Meeting | None, at: datetime) -> str | None:
    """Why it cannot be finished."""
    if referral.state != "accepted":
        return NOT_RUNNING if referral.state == "finished" else NOT_ACCEPTED
    return MEETING_AHEAD if lies_ahead(meeting, at) else None


def why_not_withdraw(referral: Referral) -> str | None:
    """Why it cannot be taken back."""
    return None if referral.state in HAS_TEXT else GONE


def is_due_to_erase(referral: Referral, at: datetime) -> bool:
    """Whether it was settled a week ago, or never sent for two weeks."""
    if referral.state == "draft":
        return referral.created_at <= at - DRAFT_KEPT
    return referral.settled_at is not None and referral.settled_at <= at - KEPT_SETTLED


def erased_on(referral: Referral) -> datetime | None:
    """When the text will be erased, as it stands now."""
    if referral.settled_at is not None:
        return referral.settled_at + KEPT_SETTLED
    return None if referral.expires_at is None else referral.expires_at + KEPT_SETTLED
