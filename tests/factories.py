"""Facts for tests, made small and committed. Each feature adds its own below."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from flask_security.utils import hash_password

from hub.agenda.actions.marks import mark_public
from hub.agenda.models import Answer, Gathering
from hub.audience.rules import Audience
from hub.circles.models import Circle, CircleAgreement, CircleMember
from hub.contacts.models import Contact
from hub.core import clock
from hub.core.db import db
from hub.core.html import rendered
from hub.core.localtime import local_day
from hub.core.text import sort_key
from hub.exchange.models import Assignment, Response
from hub.exchange.rules.moments import end_of
from hub.intervision.models import Series, Session
from hub.members.actions import agree_to_house_rules
from hub.members.models import Block, Member, RoleTerm
from hub.profiles import actions as profile_actions
from hub.profiles.models import Experience, ProfileValue
from hub.referrals.actions import answering as referral_answering
from hub.referrals.actions import making as referral_making
from hub.referrals.actions.making import Asked, To, Yes
from hub.referrals.models import Referral
from hub.referrals.queries import seen

FOR_MEMBERS = Audience("members")
LONG_AGO = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
PASSWORD = "negen stille vijvers bij nacht"
_hashes: dict[str, str] = {}
_numbers = count(1)
NAMES = ("Sanne", "Wim", "Fatima", "Joost", "Aylin", "Marijke", "Ruben", "Noor", "Ties", "Yara")


def saved(row: Any) -> Any:
    """Add a row and commit it."""
    db.session.add(row)
    db.session.commit()
    return row


class Factories:
    """One method per thing."""

    def member(self, name: str | None = None, *, state: str = "member", roles: tuple[str, ...] = (), **other: Any) -> Member:
        """An account that said yes to the house rules; a welcomed member unless said otherwise. Its password is PASSWORD."""
        number = next(_numbers)
        name = name or f"{NAMES[number % len(NAMES)]} {number}"
        if "hash" not in _hashes:
            _hashes["hash"] = hash_password(PASSWORD)
        values: dict[str, Any] = {
            "email": f"lid{number}@peerhuis.example",
            "name": name,
            "sort_key": sort_key(name),
            "state": state,
            "password": _hashes["hash"],
            "fs_uniquifier": uuid.uuid4().hex,
            "active": True,
            "is_partner": False,
            "created_at": LONG_AGO,
            "welcomed_at": LONG_AGO if state == "member" else None,
            "look": {},
            "calendar_changed_at": LONG_AGO,
        }
        member: Member = saved(Member(**{**values, **other}))
        agree_to_house_rules(member, LONG_AGO)
        db.session.commit()
        for role in roles:
            saved(RoleTerm(member_id=member.id, name=role, since=LONG_AGO))
        db.session.refresh(member)
        return member

    def contact(self, one: Member, other: Member, **values: Any) -> Contact:
        """Two members who both said yes."""
        low, high = sorted((one.id, other.id))
        contact: Contact = saved(Contact(low_id=low, high_id=high, since=LONG_AGO, **values))
        return contact

    def block(self, blocker: Member, blocked: Member) -> Block:
        """One blocks the other."""
        block: Block = saved(Block(blocker_id=blocker.id, blocked_id=blocked.id, at=LONG_AGO))
        return block

    def circle(self, *members: Member, name: str = "Kring van donderdag", hosts: tuple[Member, ...] = ()) -> Circle:
        """A circle with an agreement and running members."""
        circle: Circle = saved(Circle(name=name, sort_key=sort_key(name), purpose="Elkaar verder helpen.", made_at=LONG_AGO))
        saved(
            CircleAgreement(
                circle_id=circle.id,
                version=1,
                source="Wat hier gezegd wordt, blijft hier.",
                html="<p>Wat hier gezegd wordt, blijft hier.</p>",
                at=LONG_AGO,
            )
        )
        for member in (*hosts, *members):
            self.circle_member(circle, member, role="host" if member in hosts else "member")
        return circle

    def circle_member(self, circle: Circle, member: Member, **values: Any) -> CircleMember:
        """One place in a circle."""
        given: dict[str, Any] = {
            "role": "member",
            "state": "member",
            "agreed_version": 1,
            "agreed_at": LONG_AGO,
            "since": LONG_AGO,
        }
        place: CircleMember = saved(CircleMember(circle_id=circle.id, member_id=member.id, **{**given, **values}))
        return place

    def gathering(self, organiser: Member | None = None, **other: Any) -> Gathering:
        """A gathering in ten days in Zwolle, open to everybody unless said otherwise."""
        at = clock.now()
        begin = other.pop("starts_at", (at + timedelta(days=10)).replace(minute=0, second=0, microsecond=0))
        values: dict[str, Any] = {
            "uid": uuid.uuid4(),
            "sequence": 0,
            "title": "Wandelen en bijpraten",
            "source": "We lopen een rustige ronde.",
            "starts_at": begin,
            "ends_at": begin + timedelta(hours=2),
            "form": "place",
            "venue": "Buurthuis De Schakel",
            "street": "Kade 3",
            "town": "Zwolle",
            "province": "overijssel",
            "address_for": "everybody",
            "organiser_id": (organiser or self.member()).id,
            "created_at": LONG_AGO,
            "changed_at": LONG_AGO,
            "audience": "public",
        }
        gathering = Gathering(**{**values, **{name: value for name, value in other.items() if name != "link"}})
        gathering.link = other.get("link", "")
        gathering.html = rendered(gathering.source)
        saved(gathering)
        mark_public(at)
        db.session.commit()
        return gathering

    def answer(self, gathering: Gathering, member: Member, answer: str = "yes") -> Answer:
        """What a member said to a gathering."""
        given: Answer = saved(Answer(gathering_id=gathering.id, member_id=member.id, answer=answer, at=clock.now()))
        return given

    def value(
        self, member: Member, field: str, text: str = "", items: tuple[str, ...] = (), *, seen: Audience = FOR_MEMBERS
    ) -> ProfileValue:
        """A field of a profile; for all members unless said otherwise."""
        value = profile_actions.save_field(member, field, text, items, seen, LONG_AGO)
        db.session.commit()
        return value

    def experience(
        self,
        member: Member,
        kind: str,
        sentence: str = "",
        *,
        seen: Audience = FOR_MEMBERS,
        shown: bool = True,
        findable: bool = True,
    ) -> Experience:
        """An experience on a profile; shown to all members and findable unless said otherwise."""
        said = profile_actions.Said(sentence, seen, shown, findable)
        experience = profile_actions.add_experience(member, kind, said, LONG_AGO)
        db.session.commit()
        return experience

    def referral(
        self, sender: Member, *receivers: Member, circle: Circle | None = None, question: str = "Zoekt rust.", **other: Any
    ) -> Referral:
        """A referral that was sent, with the client's yes of that day. Its code for the paper is `referral.code`."""
        asked = {
            "age_band": "30", "province": "utrecht", "kind": "coaching", "form": "both", "language": "nl", "period": "maand",
            "avoid": "Niet bellen.", "question": question,
        }  # fmt: skip
        at = other.pop("at", None) or clock.now()
        made = referral_making.begin(sender, Asked(**{**asked, **other}), at)
        referral_making.choose(made, To(list(receivers), circle), at)
        made.code = referral_making.send(made, Yes(local_day(at), "spoken"), at)
        db.session.commit()
        return made

    def accepted(self, sender: Member, receiver: Member, *others: Member, **other: Any) -> Referral:
        """A referral that the first receiver accepted."""
        made = self.referral(sender, receiver, *others, **other)
        at = clock.now()
        offer = seen.offered(receiver, made.public_id, at)
        assert offer is not None
        referral_answering.accept(offer, "none", "Bel de praktijk.", at)
        db.session.commit()
        return made

    def assignment(self, poster: Member | None = None, **other: Any) -> Assignment:
        """An open assignment of a week's work in Zwolle, paid, that takes responses for ten days."""
        today = local_day(clock.now())
        values: dict[str, Any] = {
            "title": "Training over brieven",
            "about": "Een middag uitleggen hoe een brief leest.",
            "organisation": "",
            "state": "open",
            "for_whom": "self",
            "interested": False,
            "starts_on": today + timedelta(days=20),
            "ends_on": today + timedelta(days=60),
            "hours": 4,
            "hours_per": "week",
            "place": "place",
            "province": "overijssel",
            "people": 1,
            "closes_at": end_of(today + timedelta(days=10)),
            "pay": "paid",
            "pay_low": 60,
            "pay_high": 80,
            "pay_unit": "hour",
            "access": {code: {"answer": "unknown", "text": ""} for code in ("travel", "noise", "pace", "equipment")},
            "made_at": LONG_AGO,
            "changed_at": LONG_AGO,
            "opened_at": LONG_AGO,
            **other,
        }
        sealed = {name: values.pop(name) for name in ("about", "organisation")}
        if values["pay"] != "paid":
            values |= {"pay_low": None, "pay_high": None, "pay_unit": None}
        assignment = Assignment(poster_id=(poster or self.member()).id, **values)
        assignment.about, assignment.organisation = sealed["about"], sealed["organisation"]
        saved(assignment)
        return assignment

    def response(self, assignment: Assignment, member: Member | None = None, why: str = "Mijn vak.", **other: Any) -> Response:
        """A response that waits for the poster."""
        values: dict[str, Any] = {"state": "sent", "sent_at": clock.now(), "reason": "", **other}
        response = Response(assignment_id=assignment.id, member_id=(member or self.member()).id, **values)
        response.why, response.available = why, "Op dinsdag."
        saved(response)
        return response

    def session(self, circle: Circle, lead: Member | None = None, reserve: Member | None = None, **other: Any) -> Session:
        """A session of a series of this circle, 90 minutes long; it begins now unless said otherwise."""
        at = other.pop("starts_at", None) or clock.now()
        values = {"name": "Grenzen stellen", "method": "reflecting", "length": 90, "pace": "gewoon", "made_at": LONG_AGO}
        series: Series = saved(Series(circle_id=circle.id, **values))
        session: Session = saved(
            Session(
                series_id=series.id,
                uid=uuid.uuid4(),
                starts_at=at,
                ends_at=at + timedelta(minutes=90),
                changed_at=LONG_AGO,
                facilitator_id=lead.id if lead else None,
                deputy_id=reserve.id if reserve else None,
                **other,
            )
        )
        return session
