"""Addresses: of a gathering, and of a subscription in the form each calendar app wants."""

from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True)
class FeedLinks:
    """All ways to take one subscription."""

    plain: str
    webcal: str
    google: str
    outlook: str


def gathering_path(public_id: str) -> str:
    """Where a gathering stands."""
    return f"/e/{public_id}"


def links_for(address: str, name: str) -> FeedLinks:
    """Links for one calendar address.

    Google answers with an error to https inside its link, and iPhones refuse
    webcals: both want webcal.
    """
    webcal = "webcal://" + address.partition("://")[2]
    return FeedLinks(
        plain=address,
        webcal=webcal,
        google=f"https://calendar.google.com/calendar/render?cid={quote(webcal, safe='')}",
        outlook=(f"https://outlook.live.com/calendar/0/addfromweb?url={quote(address, safe='')}&name={quote(name, safe='')}"),
    )
