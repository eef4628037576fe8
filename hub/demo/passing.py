"""Clients passed on in the made-up network: one waits, one is planned, one came back, one was taken back by the client."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from hub.core.localtime import local_day, moment_of
from hub.members.models import Member
from hub.referrals.actions import answering, ending, making, meeting
from hub.referrals.actions.making import Asked, To, Yes
from hub.referrals.actions.meeting import Moment
from hub.referrals.models import Offer, Referral
from hub.referrals.queries.seen import offered

WAITS = Asked(
    "20", "utrecht", "meelopen", "place", "nl", "maand",
    "Niet bellen. Geen wachtkamer met veel mensen.",
    "Wil naar een gesprek over werk bij de gemeente en durft niet alleen. Zoekt iemand die meegaat en daarna even napraat.",
)  # fmt: skip
PLANNED = Asked(
    "50", "gelderland", "werk", "both", "nl", "maand",
    "Niet meteen over vroeger beginnen.",
    "Heeft lang in de bouw gewerkt en zit nu in een rolstoel. Wil onderzoeken welk werk past, 2 ochtenden in de week.",
)  # fmt: skip
CAME_BACK = Asked(
    "30", "noord-holland", "geld", "both", "tr", "kwartaal",
    "Geen brieven in moeilijke taal.",
    "Er zijn schulden en er komt veel post. Wil met iemand die dat kent een plan maken, stap voor stap.",
)  # fmt: skip
TAKEN_BACK = Asked("40", "overijssel", "ervaring", "online", "nl", "rustig", "", "Wil praten met iemand die zelf is opgenomen.")
COMPLAINTS = "Eerst bij mij. Daarna bij de geschillencommissie van mijn beroepsvereniging."


def make_referrals(made: dict[str, Member], at: datetime) -> None:
    """In the order in which it happened."""
    _planned(made["sanne"], made["wim"], at - timedelta(days=4))
    _came_back(made["kofi"], made["fatima"], at - timedelta(days=5))
    code = _sent(made["marijke"], [made["lotte"]], TAKEN_BACK, at - timedelta(days=3))[1]
    ending.withdraw_by_code(code, at - timedelta(days=1))
    _sent(made["fatima"], [made["sanne"], made["kofi"]], WAITS, at - timedelta(hours=20))


def _sent(sender: Member, people: list[Member], asked: Asked, at: datetime) -> tuple[Referral, str]:
    referral = making.begin(sender, asked, at)
    making.choose(referral, To(people), at)
    return referral, making.send(referral, Yes(local_day(at), "spoken"), at)


def _accepted(sender: Member, receiver: Member, asked: Asked, regime: str, at: datetime) -> tuple[Referral, Offer]:
    referral, _ = _sent(sender, [receiver], asked, at)
    offer = offered(receiver, referral.public_id, at + timedelta(hours=5))
    assert offer is not None
    answering.accept(offer, regime, COMPLAINTS, at + timedelta(hours=5))
    return referral, offer


def _planned(sender: Member, receiver: Member, at: datetime) -> None:
    """A meeting that stands in both calendars."""
    referral, _ = _accepted(sender, receiver, PLANNED, "wmo", at)
    day = local_day(at) + timedelta(days=11)
    starts_at, ends_at = moment_of(day, time(10, 30)), moment_of(day, time(11, 30))
    assert starts_at is not None
    assert ends_at is not None
    moment = Moment(starts_at, ends_at, online=False, place="Buurthuis De Schakel, de kleine kamer")
    meeting.propose(referral, receiver, receiver, moment, at + timedelta(days=1))
    standing = referral.meeting
    assert standing is not None
    meeting.confirm(referral, sender, standing.proposal, at + timedelta(days=2))


def _came_back(sender: Member, receiver: Member, at: datetime) -> None:
    _, offer = _accepted(sender, receiver, CAME_BACK, "none", at)
    answering.give_back(offer, "room", at + timedelta(days=2))
