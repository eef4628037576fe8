"""Who may do what in a circle.

| what                   | who                                    | when                                                     |
|------------------------|----------------------------------------|----------------------------------------------------------|
| make one               | a moderator                            | with at least one host, who is invited like anybody      |
| see that it is there   | who takes part, who is invited         | until it is closed                                       |
| see names and purposes | a moderator                            | never who is in it                                       |
| see its page, members  | who takes part                         | but for members with a block between                     |
| invite                 | a host; a moderator while it has none  | a contact or a member by link, who is not in it already  |
| take back invitations  | the same                               | until they are accepted                                  |
| say yes                | who is invited                         | to the agreement as it stands at that moment             |
| say no thanks          | who is invited                         | in silence: for the host it stays 'uitgenodigd'          |
| pause, come back       | who takes part                         | always                                                   |
| become host            | who takes part                         | while the circle has no host                             |
| leave                  | who takes part                         | always, without a reason                                 |

Who said no thanks is not bothered again for 90 days, and whoever invites cannot tell.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from hub.circles.models import CircleMember
from hub.core.text import N_
from hub.notices.rules import NoticeKind

TAKING_PART = ("member", "paused")
NO_THANKS_LASTS = timedelta(days=90)
MOST_NAME, MOST_PURPOSE, MOST_AGREEMENT = 80, 600, 10_000

ALREADY_IN = N_("Dit lid zit al in de kring.")
ALREADY_INVITED = N_("Dit lid heeft al een uitnodiging. Er is niets nieuws verstuurd.")
NO_INVITATION = N_("Deze uitnodiging is er niet meer.")
AGREEMENT_CHANGED = N_("De afspraken zijn net veranderd. Lees ze nog een keer en kies dan opnieuw.")
HAS_HOST = N_("Deze kring heeft al een gastheer of gastvrouw.")
NOT_IN = N_("Je zit niet in deze kring.")
NEEDS_HOST = N_("Kies minstens 1 gastheer of gastvrouw.")

INVITED = NoticeKind("circle-invitation", N_("Er is een uitnodiging voor een kring."), N_("Uitnodigingen voor een kring"))
JOINED = NoticeKind("circle-joined", N_("Er doet iemand mee met je kring."), N_("Nieuwe leden in je kring"))
KINDS = (INVITED, JOINED)


def takes_part(place: CircleMember | None) -> bool:
    """Whether somebody is in the circle, on pause or not."""
    return place is not None and place.state in TAKING_PART


def hosts(place: CircleMember | None) -> bool:
    """Whether somebody is a host of the circle now."""
    return place is not None and place.role == "host" and takes_part(place)


def may_invite(place: CircleMember | None, is_moderator: bool, has_host: bool) -> bool:
    """Whether somebody may invite others into the circle."""
    return hosts(place) or (is_moderator and not has_host)


def looks_invited(place: CircleMember | None) -> bool:
    """Whether whoever invites sees this place as invited: a quiet no thanks looks the same."""
    return place is not None and place.state in ("invited", "declined") and place.invited_by_id is not None


def why_not_invite(place: CircleMember | None) -> str | None:
    """Why somebody with this place may not be invited."""
    if takes_part(place):
        return ALREADY_IN
    return ALREADY_INVITED if looks_invited(place) else None


def lands_quietly(place: CircleMember | None, at: datetime) -> bool:
    """Whether a new invitation comes so soon after a no thanks that its receiver is not bothered again."""
    return place is not None and place.state == "declined" and at < place.since + NO_THANKS_LASTS


def why_not_join(place: CircleMember, version: int, current: int) -> str | None:
    """Why an invitation cannot be accepted with a yes to this version of the agreement."""
    if place.state != "invited":
        return NO_INVITATION
    return AGREEMENT_CHANGED if version != current else None


def why_not_become_host(place: CircleMember, has_host: bool) -> str | None:
    """Why somebody in the circle may not become its host."""
    if not takes_part(place):
        return NOT_IN
    return HAS_HOST if has_host else None
