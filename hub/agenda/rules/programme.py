"""How a programme is read: one slot after the other, parallel items together in one slot."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from hub.core.text import N_

MOST_PARTS = 80
TOO_MANY = N_("Een programma heeft hooguit 80 onderdelen. Voeg kleine onderdelen samen.")
OUTSIDE = N_("Dit onderdeel valt buiten de bijeenkomst. Kies een tijd tussen begin en einde.")


class Stretch(Protocol):
    """Something with a begin and an end."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


class ProgrammeItem(Protocol):
    """What the layout needs to know of one item."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def title(self) -> str: ...
    @property
    def municipality(self) -> str: ...
    @property
    def about(self) -> str: ...
    @property
    def topic(self) -> str: ...


@dataclass(frozen=True)
class Offer:
    """One subject in a slot, with each time it is given."""

    item: ProgrammeItem
    times: tuple[datetime, ...]

    @property
    def minutes(self) -> int:
        """How long it takes."""
        return round((self.item.ends_at - self.item.starts_at).total_seconds() / 60)


@dataclass(frozen=True)
class Slot:
    """A stretch of the day; with more than one offer the reader chooses."""

    starts_at: datetime
    ends_at: datetime
    offers: tuple[Offer, ...]

    @property
    def parallel(self) -> bool:
        """True if there is something to choose."""
        return len(self.offers) > 1


def laid_out(items: Iterable[ProgrammeItem]) -> list[Slot]:
    """Items as slots in order of time: whatever overlaps stands together, in the order given."""
    slots: list[list[ProgrammeItem]] = []
    for item in sorted(items, key=lambda one: one.starts_at):
        if slots and item.starts_at < max(other.ends_at for other in slots[-1]):
            slots[-1].append(item)
        else:
            slots.append([item])
    return [_slot(together) for together in slots]


def _slot(items: list[ProgrammeItem]) -> Slot:
    offers: dict[tuple[str, str, float], list[ProgrammeItem]] = {}
    for item in items:
        length = (item.ends_at - item.starts_at).total_seconds()
        offers.setdefault((item.title, item.municipality, length), []).append(item)
    return Slot(
        starts_at=min(item.starts_at for item in items),
        ends_at=max(item.ends_at for item in items),
        offers=tuple(Offer(same[0], tuple(item.starts_at for item in same)) for same in offers.values()),
    )


def why_not_within(whole: Stretch, part: Stretch) -> str | None:
    """Why a part cannot stand at that time, or None."""
    return None if whole.starts_at <= part.starts_at and part.ends_at <= whole.ends_at else OUTSIDE


def is_choice(item: Stretch, others: Iterable[Stretch]) -> bool:
    """Whether something else is given at the same time."""
    return any(other is not item and other.starts_at < item.ends_at and item.starts_at < other.ends_at for other in others)
